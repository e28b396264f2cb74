package io.oneport.server.http1;

import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.nio.charset.StandardCharsets;

/**
 * The status line of a response, and those of its header lines that are the same for every request (RFC 9112, section 4):
 * encoded once, so that a response that is given again and again costs a copy.
 *
 * @param bytes not to be changed
 */
record EncodedHead(byte[] bytes) implements Response.Encoding {
    private static final Response.Encoder<EncodedHead> ENCODER = new Response.Encoder<>() {
        @Override
        public Class<EncodedHead> type() {
            return EncodedHead.class;
        }

        @Override
        public EncodedHead encode(Response response) {
            return EncodedHead.encode(response);
        }
    };

    /** The bytes of a response; any thread. */
    static byte[] of(Response response) {
        return response.encoded(ENCODER).bytes;
    }

    private static EncodedHead encode(Response response) {
        Status status = response.status();
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status.code())
                .append(' ')
                .append(status.phrase())
                .append("\r\n");
        response.headers().forEach((name, value) -> line(head, name, value));
        if (response.headers().containsKey("upgrade")) {
            line(head, "connection", "upgrade"); // RFC 9110, section 7.8
        }
        if (response.body() != null) {
            line(head, "content-length", Integer.toString(response.body().length));
        }
        return new EncodedHead(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
