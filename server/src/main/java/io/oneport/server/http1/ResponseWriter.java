package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.connection.OutputBatch;
import java.nio.charset.StandardCharsets;

/**
 * Writes answers as HTTP/1.1 responses (RFC 9112, section 4), straight to where a connection's bytes are gathered: no
 * response object, no header object, and one write to the socket for all answers to one read.
 */
final class ResponseWriter {
    /** The answer to a request that waits before it sends its body (RFC 9110, section 10.1.1). */
    static final byte[] CONTINUE = bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private static final byte[] KEEP_ALIVE = bytes("connection: keep-alive\r\n");
    private static final byte[] NONE = new byte[0];
    private static final byte[] CLOSE = bytes("connection: close\r\n");

    private ResponseWriter() {}

    /**
     * Writes one response.
     *
     * @param request what is answered, or null if that could not be read
     * @param access the lines that let a page of another origin read it; empty if there are none
     * @param keepAlive whether another request may follow
     * @param nowMillis the time, in milliseconds since 1970
     */
    static void write(
            OutputBatch out, HttpRequest request, Answer answer, byte[] access, boolean keepAlive, long nowMillis) {
        boolean toHead = request != null && request.method().equals(HttpMethod.HEAD);
        byte[] connection = connection(request, keepAlive);
        byte[] date = HttpDate.lastLines(nowMillis);
        byte[] body = answer.body();
        boolean copies = !toHead && OutputBatch.copies(body.length);
        int bytes = answer.head().length + access.length + connection.length + date.length;
        ByteBuf room = out.room(bytes + (copies ? body.length : 0), 0);
        byte[] whole = copies && connection.length + access.length == 0
                ? LastAnswer.current().whole(answer, date)
                : null;
        if (whole != null) {
            room.writeBytes(whole);
            return;
        }
        room.writeBytes(answer.head()).writeBytes(access).writeBytes(connection).writeBytes(date);
        if (copies) {
            room.writeBytes(body);
        } else if (!toHead) {
            out.add(body);
        }
    }

    private static byte[] connection(HttpRequest request, boolean keepAlive) {
        if (!keepAlive) {
            return CLOSE;
        }
        return request == null || request.protocolVersion().isKeepAliveDefault() ? NONE : KEEP_ALIVE;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
