package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.connection.OutputBatch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses in the form of HTTP/1.1 (RFC 9112, section 4), straight to where a connection's bytes are gathered: no
 * header object, and one write to the socket for all answers to one read.
 */
final class ResponseWriter {
    /** The answer to a request that waits before it sends its body (RFC 9110, section 10.1.1). */
    static final byte[] CONTINUE = bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private static final byte[] KEEP_ALIVE = bytes("connection: keep-alive\r\n");
    private static final byte[] CLOSE = bytes("connection: close\r\n");
    private static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
    private static final byte[] NONE = new byte[0];

    private ResponseWriter() {}

    /** Whether a body of unknown length goes to this peer in chunks; HTTP/1.0 does not know them. */
    static boolean chunks(HttpRequest request) {
        return request.protocolVersion().isKeepAliveDefault();
    }

    /**
     * Writes one response.
     *
     * @param request what is answered, or null if that could not be read
     * @param access the lines that let a page of another origin read it; empty if there are none
     * @param keepAlive whether another request may follow
     * @param nowMillis the time, in milliseconds since 1970
     */
    static void write(
            OutputBatch out,
            @Nullable HttpRequest request,
            Response response,
            byte[] access,
            boolean keepAlive,
            long nowMillis) {
        boolean toHead = request != null && request.method().equals(HttpMethod.HEAD);
        byte[] head = EncodedHead.of(response);
        byte[] connection = connection(request, keepAlive);
        byte[] coding = coding(request, response);
        byte[] date = HttpDate.lastLines(nowMillis);
        byte[] body = response.body() == null ? NONE : response.body();
        boolean copies = !toHead && OutputBatch.copies(body.length);
        int bytes = head.length + access.length + connection.length + coding.length + date.length;
        ByteBuf room = out.room(bytes + (copies ? body.length : 0), 0);
        byte[] whole = copies && connection.length + access.length + coding.length == 0
                ? LastAnswer.current().whole(response, head, date, body)
                : null;
        if (whole != null) {
            room.writeBytes(whole);
            return;
        }
        room.writeBytes(head)
                .writeBytes(access)
                .writeBytes(connection)
                .writeBytes(coding)
                .writeBytes(date);
        if (copies) {
            room.writeBytes(body);
        } else if (!toHead) {
            out.add(body);
        }
    }

    /** How long the body is that goes with a whole response to a request, which may be null. */
    static long bodyBytes(@Nullable HttpRequest request, Response response) {
        boolean toHead = request != null && request.method().equals(HttpMethod.HEAD);
        return toHead || response.body() == null ? 0 : response.body().length;
    }

    private static byte[] connection(@Nullable HttpRequest request, boolean keepAlive) {
        if (!keepAlive) {
            return CLOSE;
        }
        return request == null || request.protocolVersion().isKeepAliveDefault() ? NONE : KEEP_ALIVE;
    }

    private static byte[] coding(@Nullable HttpRequest request, Response response) {
        boolean inParts = response.body() == null
                && response.status() != Status.NO_CONTENT
                && response.status() != Status.NOT_MODIFIED
                && !response.headers().containsKey("content-length");
        return inParts && request != null && chunks(request) ? CHUNKED : NONE;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
