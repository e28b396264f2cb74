package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of a connection whose last bytes must arrive: they are sent, our direction is closed, and what the peer still
 * sends is read and dropped for a while.
 *
 * <p>Closing at once, with input unread, would make the system send a reset, and a reset can destroy the last answer
 * before the peer has read it (RFC 9112, section 9.6; RFC 6455, section 7.1.1). Whoever begins this drops all input
 * from then on.
 */
public final class OrderlyClose implements Stream {
    private final Connection socket;
    private boolean lingering;

    private OrderlyClose(Connection socket) {
        this.socket = socket;
    }

    /** Begins, after the last write. On the socket's event loop. */
    public static void after(ChannelFuture lastWrite, Connection socket) {
        OrderlyClose close = new OrderlyClose(socket);
        socket.stream(close);
        socket.reading(true);
        socket.flushed();
        lastWrite.addListener(written -> close.linger());
    }

    private void linger() {
        Channel channel = socket.channel();
        if (channel.isActive()
                && channel instanceof DuplexChannel duplex
                && !duplex.isInputShutdown()
                && !socket.peerHasEnded()) { // TLS has an end of its own
            lingering = true;
            socket.endOutput(duplex);
            socket.deadlineIn(socket.settings().lingerTimeout().toNanos());
        } else {
            socket.close();
        }
    }

    @Override
    public void deadlineReached() {
        socket.close();
    }

    @Override
    public void peerEnded() {
        if (lingering) {
            socket.close();
        }
    }

    @Override
    public void goAway(String reason) {
        // It is going.
    }
}
