package io.oneport.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * Bytes that go out together: small writes of one turn are copied into one buffer, which costs less than a buffer and a
 * write each. Counts what goes out. Confined to the socket's event loop.
 */
public final class OutputBatch {
    /** Payloads above this are written as they lie; below it, copying them costs less. */
    private static final int COPY_LIMIT_BYTES = 8 << 10;

    /** A batch is handed to the channel when it has grown to this, so that the channel knows what waits. */
    private static final int FULL_BYTES = 32 << 10;

    private final ChannelHandlerContext ctx;
    private final SocketRecord socket;
    private ByteBuf batch;

    public OutputBatch(ChannelHandlerContext ctx, SocketRecord socket) {
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
            batch = ctx.alloc().ioBuffer(Math.max(bytes, Math.min(expected, FULL_BYTES)));
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

    /** Adds a buffer as it lies, behind what was added before; it is released once it is out. */
    public void add(ByteBuf bytes) {
        write();
        socket.countBytesOut(bytes.readableBytes());
        ctx.write(bytes, ctx.voidPromise());
    }

    /** Hands what was added to the channel. */
    public void write() {
        if (batch != null) {
            socket.countBytesOut(batch.readableBytes());
            ctx.write(batch, ctx.voidPromise());
            batch = null;
        }
    }

    /** Hands it over, and has it sent. */
    public void flush() {
        write();
        ctx.flush();
        socket.flushed();
    }

    /** Drops what was not handed over. */
    public void release() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }
}
