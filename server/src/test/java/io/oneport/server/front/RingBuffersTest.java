package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingBuffersTest {
    @Test
    void buffersAreDirectAndOfTheirSize() {
        ByteBuf buffer = new RingBuffers(UnpooledByteBufAllocator.DEFAULT, 4096).allocate();
        assertTrue(buffer.isDirect());
        assertEquals(4096, buffer.writableBytes());
        buffer.release();
    }

    @Test
    void aPlaceIsFilledEvenWithoutMemory() {
        RingBuffers buffers = new RingBuffers(new NoMemory(), 4096);
        ByteBuf buffer = buffers.allocate();
        assertTrue(buffer.isDirect() && buffer.hasMemoryAddress());
        assertTrue(buffer.isWritable());
        buffer.release();
    }

    private static final class NoMemory extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
