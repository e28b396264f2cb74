package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;

/**
 * How large a buffer each read of a socket gets: one that was filled is followed by a larger one, one that was mostly
 * empty by a smaller one.
 *
 * <p>Netty's adaptive allocator does the same with four objects for each socket; this one has one, and costs an idle socket
 * 112 bytes less. Any thread; what it makes is confined to the socket's event loop.
 */
final class ReceiveBuffers implements RecvByteBufAllocator {
    private static final int LEAST_BYTES = 2 << 10;
    private static final int MOST_BYTES = 64 << 10;

    /**
     * What a read gets when Netty has no memory left: then an exception would end the event loop, with io_uring. It is taken
     * from what the JVM keeps beside Netty's limit, and leads to the end of the socket or to smaller reads.
     */
    private static final int LAST_BYTES = 256;

    /** With this much of Netty's memory in use, reads get small buffers: very many sockets may be about to read at once. */
    private static final long SCARCE_BYTES = PlatformDependent.maxDirectMemory() / 4 * 3;

    /** As many as Netty allows a socket by default before it is others' turn. */
    private static final int MAX_READS = 16;

    @Override
    @SuppressWarnings("deprecation") // the interface names its deprecated half
    public RecvByteBufAllocator.Handle newHandle() {
        return new Size();
    }

    /** A buffer for when Netty has no memory left. */
    static ByteBuf last() {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(LAST_BYTES)).clear();
    }

    /** One socket's. Its fields are as small as may be: an idle socket keeps them. */
    private static final class Size implements ExtendedHandle {
        /** Set by Netty before each turn. */
        @SuppressWarnings("NullAway.Init")
        private ChannelConfig config;

        private int bytes = LEAST_BYTES;
        private int attempted;
        private int last;
        /** Of this turn. */
        private short reads;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            try {
                return allocator.ioBuffer(PlatformDependent.usedDirectMemory() < SCARCE_BYTES ? bytes : LEAST_BYTES);
            } catch (OutOfMemoryError e) {
                return last();
            }
        }

        @Override
        public int guess() {
            return bytes;
        }

        @Override
        public void reset(ChannelConfig config) {
            this.config = config;
            reads = 0;
        }

        @Override
        public void incMessagesRead(int messages) {
            reads += (short) messages;
        }

        @Override
        public void lastBytesRead(int read) {
            last = read;
            if (read <= 0) {
                return;
            }
            if (read == attempted) {
                bytes = Math.min(bytes * 2, MOST_BYTES);
            } else if (read < bytes / 4) {
                bytes = Math.max(bytes / 2, LEAST_BYTES);
            }
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int room) {
            attempted = room;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        /** A read that did not fill its buffer has taken all there was. */
        @Override
        public boolean continueReading() {
            return last == attempted && goOn();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier moreData) {
            return goOn() && moreData.get();
        }

        private boolean goOn() {
            return last > 0 && reads < MAX_READS && config.isAutoRead();
        }

        /** Where reading was stopped, more was read than could be handled: the rest takes memory until it is. */
        @Override
        public void readComplete() {
            if (!config.isAutoRead()) {
                bytes = LEAST_BYTES;
            }
        }
    }
}
