package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How many connections a listening socket accepts before it is the other sockets' turn. Whoever connects waits behind all
 * that wait already, and a turn of a busy loop takes milliseconds.
 *
 * <p>Netty 4.2.18's own allows 16, but with epoll there is only one: it takes the descriptor for a number of bytes, and
 * concludes that there is no more. Any thread; what it makes is confined to the listening socket's event loop.
 */
final class AcceptTurns implements RecvByteBufAllocator {
    /** About two milliseconds' work. */
    static final int MOST = 64;

    @Override
    @SuppressWarnings("deprecation") // the interface names its deprecated half
    public RecvByteBufAllocator.Handle newHandle() {
        return new AcceptTurn();
    }

    private static final class AcceptTurn implements ExtendedHandle {
        private ChannelConfig config;
        private int accepted;
        private int last;
        private int attempted;

        @Override
        public void reset(ChannelConfig config) {
            this.config = config;
            accepted = 0;
        }

        @Override
        public void incMessagesRead(int connections) {
            accepted += connections;
        }

        /** Until there is none left, which the transport finds out by asking for one. */
        @Override
        public boolean continueReading() {
            return accepted < MOST && config.isAutoRead();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier moreData) {
            return continueReading();
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            throw new UnsupportedOperationException("a listening socket reads no bytes");
        }

        @Override
        public int guess() {
            throw new UnsupportedOperationException("a listening socket reads no bytes");
        }

        /** Of a descriptor, in truth. */
        @Override
        public void lastBytesRead(int read) {
            last = read;
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

        @Override
        public void readComplete() {}
    }
}
