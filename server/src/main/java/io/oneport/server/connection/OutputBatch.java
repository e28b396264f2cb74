package io.oneport.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that go out together: small writes of one turn are copied into one buffer, which costs less than a buffer and a
 * write each. Counts what goes out. Confined to the socket's event loop.
 */
public final class OutputBatch {
    /** Payloads above this are written as they lie; below it, copying them costs less. */
    private static final int COPY_LIMIT_BYTES = 8 << 10;

    /** A batch is handed to the channel when it has grown to this, so that the channel knows what waits. */
    private static final int FULL_BYTES = 32 << 10;

    private static final int MAX_WASTE_BYTES = 1 << 10;

    private final ChannelHandlerContext ctx;
    private final Connection socket;
    private @Nullable ByteBuf batch;
    /** How long the last batch was: the next is likely to be as long, and a buffer that grows is copied each time. */
    private int lastBytes;

    /** Bytes that were handed to the channel and not yet flushed, or about as many. */
    private int unflushedBytes;

    public OutputBatch(ChannelHandlerContext ctx, Connection socket) {
        this.ctx = ctx;
        this.socket = socket;
    }

    /** Whether a payload of this length is better copied than written as it lies. */
    public static boolean copies(int bytes) {
        return bytes <= COPY_LIMIT_BYTES;
    }

    /**
     * The buffer to write to next.
     *
     * @param bytes how many will be written to it now
     * @param expected how many may follow soon
     */
    public ByteBuf room(int bytes, int expected) {
        if (batch != null && batch.readableBytes() + bytes > FULL_BYTES) {
            write();
        }
        if (batch == null) {
            int soon = Math.min(Math.max(expected, lastBytes), FULL_BYTES);
            batch = ctx.alloc().ioBuffer(Math.max(bytes, soon));
        }
        return batch;
    }

    /** Adds bytes that are not to be changed any more. */
    public void add(byte[] bytes) {
        if (copies(bytes.length)) {
            room(bytes.length, 0).writeBytes(bytes);
        } else {
            add(Unpooled.wrappedBuffer(bytes));
        }
    }

    /** Adds a buffer as it is, after what was added before; it is released once it is out. */
    public void add(ByteBuf bytes) {
        write();
        socket.countBytesOut(bytes.readableBytes());
        unflushed(bytes.readableBytes());
        ctx.write(bytes, ctx.voidPromise());
    }

    /**
     * Adds a part of a file, which the system sends, after what was added before.
     *
     * @return done when the system has taken all of it
     */
    public ChannelFuture add(FileRegion part) {
        write();
        socket.countBytesOut(part.count());
        unflushed(part.count());
        return ctx.write(part);
    }

    /** At least one: it is to be flushed even if it is empty. */
    private void unflushed(long bytes) {
        unflushedBytes = (int) Math.min(Integer.MAX_VALUE, unflushedBytes + Math.max(1, bytes));
    }

    /** Bytes that were added and not yet flushed. */
    public long waitingBytes() {
        return (long) unflushedBytes + (batch == null ? 0 : batch.readableBytes());
    }

    /**
     * Hands what was added to the channel, and says whether that takes more. Over TLS the channel knows of what was written
     * only once that is flushed, since it is encrypted then: {@code outbound-buffer} of it are flushed before it is asked.
     */
    public boolean writable() {
        write();
        if (unflushedBytes >= socket.settings().outboundBufferBytes()
                && ctx.channel().isWritable()) {
            flush();
        }
        return ctx.channel().isWritable();
    }

    /** Hands what was added to the channel. */
    public void write() {
        if (batch != null) {
            lastBytes = batch.readableBytes();
            socket.countBytesOut(lastBytes);
            ctx.write(fitted(batch), ctx.voidPromise());
            batch = null;
            unflushed(lastBytes);
        }
    }

    /** A buffer that is mostly empty must not wait for a slow peer: what waits is bounded by what it holds. */
    private ByteBuf fitted(ByteBuf bytes) {
        if (bytes.capacity() - bytes.readableBytes() <= MAX_WASTE_BYTES) {
            return bytes;
        }
        ByteBuf fitting = ctx.alloc().ioBuffer(bytes.readableBytes()).writeBytes(bytes);
        bytes.release();
        return fitting;
    }

    /** Hands it over, and has it sent. */
    public void flush() {
        write();
        if (unflushedBytes > 0) {
            unflushedBytes = 0;
            ctx.flush();
            socket.flushed();
        }
    }

    /** Drops what was not handed over. */
    public void release() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }
}
