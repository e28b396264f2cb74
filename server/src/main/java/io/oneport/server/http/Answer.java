package io.oneport.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One answer to one request: what an endpoint says. What the protocol adds (Date, Content-Length, Connection) comes
 * from {@link HttpConnection}. Any thread may make one, and one may be used any number of times.
 *
 * @param status its status
 * @param contentType the body's media type, or null where there is no body
 * @param body the body; not to be changed once it is here
 * @param headers further header fields
 */
public record Answer(
        HttpResponseStatus status, AsciiString contentType, byte[] body, Map<AsciiString, String> headers) {
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    static final AsciiString JSON = AsciiString.cached("application/json");

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
        return new Answer(HttpResponseStatus.NO_CONTENT, null, new byte[0], headers);
    }
}
