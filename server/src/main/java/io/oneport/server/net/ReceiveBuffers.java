package io.oneport.server.net;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How large a buffer each read of a socket gets: one that was filled is followed by a larger one, one that was mostly
 * empty by a smaller one.
 *
 * <p>Netty's adaptive allocator does the same with three objects for each socket; this one is shared by all, and costs an
 * idle socket 72 bytes less. Any thread.
 */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int LEAST_BYTES = 2 << 10;
    private static final int MOST_BYTES = 64 << 10;

    /** As many as Netty allows a socket by default before it is others' turn. */
    private static final int MAX_READS = 16;

    ReceiveBuffers() {
        super(MAX_READS);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface names its deprecated half
    public RecvByteBufAllocator.Handle newHandle() {
        return new Size();
    }

    private final class Size extends MaxMessageHandle {
        private int bytes = LEAST_BYTES;

        @Override
        public int guess() {
            return bytes;
        }

        @Override
        public void lastBytesRead(int read) {
            if (read > 0 && read == attemptedBytesRead()) {
                bytes = Math.min(bytes * 2, MOST_BYTES);
            } else if (read > 0 && read < bytes / 4) {
                bytes = Math.max(bytes / 2, LEAST_BYTES);
            }
            super.lastBytesRead(read);
        }
    }
}
