package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One answer to one request: what an endpoint says. Its part of the response is encoded once, when it is made, so that an
 * answer that is given again and again costs a copy. What depends on the request (Date, Connection) comes from
 * {@link ResponseWriter}. Any thread may make one, and one may be used any number of times.
 */
public final class Answer {
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    static final AsciiString JSON = AsciiString.cached("application/json");
    private static final byte[] NONE = new byte[0];

    private final HttpResponseStatus status;
    private final byte[] head;
    private final byte[] body;

    /**
     * Makes one.
     *
     * @param contentType the body's media type, or null where there is no body
     * @param body the body; not to be changed once it is here
     * @param headers further header fields
     * @throws IllegalArgumentException if a value could end its field: it holds a control character, or no ISO 8859-1
     */
    public Answer(HttpResponseStatus status, AsciiString contentType, byte[] body, Map<AsciiString, String> headers) {
        this(status, contentType, body, headers, !status.equals(HttpResponseStatus.NO_CONTENT));
    }

    private Answer(
            HttpResponseStatus status,
            AsciiString contentType,
            byte[] body,
            Map<AsciiString, String> headers,
            boolean hasLength) {
        StringBuilder fields = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        if (contentType != null) {
            field(fields, HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        headers.forEach((name, value) -> field(fields, name, value));
        if (headers.containsKey(HttpHeaderNames.UPGRADE)) {
            field(fields, HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE); // RFC 9110, section 7.8
        }
        this.status = status;
        if (hasLength) {
            fields.append(HttpHeaderNames.CONTENT_LENGTH)
                    .append(": ")
                    .append(body.length)
                    .append("\r\n");
        }
        this.head = fields.toString().getBytes(StandardCharsets.ISO_8859_1);
        this.body = body;
    }

    /** 200 with plain text. */
    public static Answer text(String body) {
        return new Answer(HttpResponseStatus.OK, TEXT, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** 200 with JSON. */
    public static Answer json(byte[] body) {
        return new Answer(HttpResponseStatus.OK, JSON, body, Map.of());
    }

    /** 204. */
    public static Answer noContent(Map<AsciiString, String> headers) {
        return new Answer(HttpResponseStatus.NO_CONTENT, null, NONE, headers);
    }

    /** The head of a 200 whose body has no end that is known yet. */
    static Answer endless(AsciiString contentType, Map<AsciiString, String> headers) {
        return new Answer(HttpResponseStatus.OK, contentType, NONE, headers, false);
    }

    private static void field(StringBuilder fields, CharSequence name, CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: no control character)");
            }
        }
        fields.append(name).append(": ").append(value).append("\r\n");
    }

    HttpResponseStatus status() {
        return status;
    }

    /** The status line, and the fields that are the same for every request. Not to be changed. */
    byte[] head() {
        return head;
    }

    /** The body; not to be changed. */
    public byte[] body() {
        return body;
    }
}
