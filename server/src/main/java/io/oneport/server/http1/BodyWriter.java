package io.oneport.server.http1;

import io.oneport.server.api.ResponseBody;
import io.oneport.server.connection.OutputBatch;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is written in parts, as the peer takes them: in the chunked coding (RFC 9112, section 7.1),
 * or up to the end of the connection for HTTP/1.0. Confined to the socket's event loop.
 */
final class BodyWriter implements ResponseBody, PendingBody {
    private final OutputBatch out;
    private final boolean chunked;
    private final boolean toHead;
    /** Null if the body goes out as it is. */
    private final @Nullable GzipEncoder gzip;

    private final Runnable onEnd;
    private Runnable onWritable = () -> {};
    private long bytes;

    /**
     * Begins a body, after the head.
     *
     * @param chunked whether the body is in the chunked coding
     * @param toHead whether the request is HEAD, whose answer has no body
     * @param gzip compresses the body, and is released here; null if it goes out as it is
     * @param onEnd called when the body is complete
     */
    BodyWriter(OutputBatch out, boolean chunked, boolean toHead, @Nullable GzipEncoder gzip, Runnable onEnd) {
        this.out = out;
        this.chunked = chunked;
        this.toHead = toHead;
        this.gzip = gzip;
        this.onEnd = onEnd;
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    @Override
    public boolean writable() {
        return out.writable();
    }

    @Override
    public void write(byte[] bytes) {
        if (!toHead) {
            writeCoded(gzip == null ? bytes : gzip.add(bytes, 0, bytes.length));
        }
    }

    private void writeCoded(byte[] bytes) {
        if (bytes.length == 0) {
            return; // an empty chunk would be the last
        }
        this.bytes += bytes.length;
        if (chunked) {
            Chunks.begin(out.room(Chunks.MAX_FRAMING_BYTES, bytes.length), bytes.length);
        }
        out.add(bytes);
        if (chunked) {
            Chunks.end(out.room(Chunks.MAX_FRAMING_BYTES, 0));
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void end() {
        if (gzip != null) {
            byte[] last = gzip.end();
            gzip.release();
            if (!toHead) {
                writeCoded(last);
            }
        }
        if (chunked && !toHead) {
            out.add(Chunks.LAST);
        }
        onEnd.run();
    }

    @Override
    public void writableAgain() {
        onWritable.run();
    }

    @Override
    public void closed() {
        if (gzip != null) {
            gzip.release(); // who writes is told by Exchange.whileWaiting
        }
    }
}
