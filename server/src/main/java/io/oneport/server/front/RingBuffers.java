package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.uring.IoUringBufferRingAllocator;

/**
 * The buffers of a {@link ReceiveRing}: all of one size. When Netty has no memory left one of them is small instead: if there
 * were none, Netty 4.2.18 would leave its place in the ring empty for ever. Any thread.
 */
final class RingBuffers implements IoUringBufferRingAllocator {
    private final ByteBufAllocator allocator;
    private final int bytes;

    RingBuffers(ByteBufAllocator allocator, int bytes) {
        this.allocator = allocator;
        this.bytes = bytes;
    }

    @Override
    public ByteBuf allocate() {
        try {
            return allocator.directBuffer(bytes);
        } catch (OutOfMemoryError e) {
            return ReceiveBuffers.last();
        }
    }

    @Override
    public void lastBytesRead(int attempted, int actual) {}
}
