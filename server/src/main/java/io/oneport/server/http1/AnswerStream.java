package io.oneport.server.http1;

import io.netty.channel.Channel;
import io.oneport.server.connection.OutputBatch;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer that is written in parts, as the peer takes them: in the chunked coding (RFC 9112, section 7.1),
 * or up to the end of the connection for HTTP/1.0. Confined to the socket's event loop.
 */
final class AnswerStream {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputBatch out;
    private final Channel channel;
    private final boolean chunked;
    private final boolean toHead;
    private final Runnable onEnd;
    private Runnable onWritable = () -> {};

    /**
     * Begins a body, after the head.
     *
     * @param chunked whether the body is in the chunked coding
     * @param toHead whether the request is HEAD, whose answer has no body
     * @param onEnd called when the body is complete
     */
    AnswerStream(OutputBatch out, Channel channel, boolean chunked, boolean toHead, Runnable onEnd) {
        this.out = out;
        this.channel = channel;
        this.chunked = chunked;
        this.toHead = toHead;
        this.onEnd = onEnd;
    }

    /** Says what is to be done when the socket takes more again; it must not write from within that call. */
    void onWritable(Runnable action) {
        onWritable = action;
    }

    /** Whether the socket takes more without piling it up. Hands over what was written before. */
    boolean writable() {
        out.write();
        return channel.isWritable();
    }

    /** Writes a part; it goes out with the next {@link #flush} at the latest. */
    void write(byte[] bytes) {
        if (toHead || bytes.length == 0) {
            return;
        }
        if (chunked) {
            out.add((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.add(bytes);
        if (chunked) {
            out.add(LINE_END);
        }
    }

    void flush() {
        out.flush();
    }

    /** Ends the body. Nothing may be written after it. */
    void end() {
        if (chunked && !toHead) {
            out.add(LAST_CHUNK);
        }
        onEnd.run();
    }

    void writableAgain() {
        onWritable.run();
    }
}
