package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.concurrent.Future;
import io.oneport.server.api.FileBody;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OutputBatch;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.io.IOException;

/**
 * Writes the body of one answer from a file, as its peer takes it: the system sends the file itself where the transport can
 * have that done (sendfile), else it is read in chunks, one at a time. Either is done in parts, which share the event loop's
 * budget, and only once the bytes are in memory.
 *
 * <p>Confined to the socket's event loop.
 */
final class FileWriter implements PendingBody, Work {
    /** What the system is given to send before other work has its turn. */
    private static final int MOST_TO_SEND = 1 << 20;

    /** The largest chunk; outbound-buffer may make it smaller. */
    private static final int LARGEST_CHUNK = 64 << 10;

    private final Connection socket;
    private final OutputBatch out;
    private final FileBody body;
    private final Runnable onEnd;
    private final boolean sentBySystem;
    private final Runnable onReady = this::readyLater;
    /** How many bytes were handed to the channel. */
    private long written;
    /** Whether the system has yet to send what it was given last. */
    private boolean sending;

    private boolean queued;
    private boolean over;

    /**
     * Creates a writer, which has not begun.
     *
     * @param body has a byte at least; released here
     * @param onEnd called when all of it is handed to the channel
     */
    FileWriter(Connection socket, OutputBatch out, FileBody body, Runnable onEnd) {
        this.socket = socket;
        this.out = out;
        this.body = body;
        this.onEnd = onEnd;
        this.sentBySystem = body.file() != null && socket.sendsFiles();
    }

    /** A part of the file, which this writer closes in the end, and nobody else. */
    private static final class Region extends DefaultFileRegion {
        Region(FileBody body, long from, long count) {
            super(body.file(), body.fileOffset() + from, count);
        }

        @Override
        protected void deallocate() {
            // the file is still needed for the next part
        }
    }

    /** Begins, or goes on. */
    void goOn() {
        if (!queued && !sending && !over) {
            queued = true;
            socket.work().add(this);
        }
    }

    @Override
    public void writableAgain() {
        goOn();
    }

    @Override
    public long bytes() {
        return written;
    }

    private void readyLater() {
        socket.executor().execute(this::goOn);
    }

    @Override
    public boolean work(TurnBudget turn) {
        queued = false;
        if (over) {
            return false;
        }
        if (written == body.length()) {
            end();
            onEnd.run();
            return false;
        }
        try {
            queued = sentBySystem ? send(turn) : write(turn);
        } catch (IOException e) {
            fail(e);
        }
        return queued;
    }

    /** Has the system send a part; the next one follows when that has left. */
    private boolean send(TurnBudget turn) {
        int count = (int) Math.min(ready(), MOST_TO_SEND);
        if (count > 0) {
            FileRegion part = new Region(body, written, count);
            written += count;
            turn.use(TurnBudget.WRITE, count);
            sending = true;
            out.add(part).addListener(this::sent);
        }
        out.flush();
        return false;
    }

    /** May come from within the flush, where nothing may be written. */
    private void sent(Future<? super Void> done) {
        sending = false;
        if (done.isSuccess()) {
            goOn();
        } else {
            fail(done.cause());
        }
    }

    /** Writes a chunk if the socket takes one, and returns whether it takes another. */
    private boolean write(TurnBudget turn) throws IOException {
        if (!out.writable()) {
            out.flush();
            return false;
        }
        int most = Math.min(LARGEST_CHUNK, socket.settings().outboundBufferBytes());
        int count = (int) Math.min(ready(), most);
        if (count > 0) {
            ByteBuf chunk = socket.channel().alloc().directBuffer(count, count);
            try {
                body.read(written, chunk.nioBuffer(0, count));
                chunk.writerIndex(count);
            } catch (IOException | RuntimeException e) {
                chunk.release();
                throw e;
            }
            written += count;
            turn.use(TurnBudget.WRITE, count);
            out.add(chunk);
        }
        if (written == body.length()) {
            end();
            onEnd.run(); // which flushes, maybe together with the next answer
            return false;
        }
        out.flush();
        return count > 0 && socket.channel().isWritable();
    }

    private long ready() {
        return Math.min(body.ready(written, onReady), body.length() - written);
    }

    /** The peer knows how long the body is to be: all that can be done now is to end the connection. */
    private void fail(Throwable cause) {
        if (!over) {
            end();
            if (socket.channel().isActive()) {
                socket.closeNow("the file that was being sent could not be read: " + cause.getMessage());
            }
        }
    }

    @Override
    public void closed() {
        end();
    }

    private void end() {
        over = true;
        body.release();
    }

    @Override
    public boolean failed(Throwable cause) {
        end();
        socket.failed(cause);
        return false;
    }
}
