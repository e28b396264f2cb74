package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What the operating system knows about a peer that may have vanished without a FIN or a reset: a machine that lost its
 * power or its network. On the socket's event loop.
 *
 * <p>Keep-alive probes end a connection on which nothing is in flight. While something is in flight there are none, and
 * the system goes on for some 16 minutes; what the peer has acknowledged tells earlier (TCP_INFO of tcp(7)).
 */
public final class PeerLiveness {
    private static final FastThreadLocal<EpollTcpInfo> EPOLL = new FastThreadLocal<>() {
        @Override
        protected EpollTcpInfo initialValue() {
            return new EpollTcpInfo();
        }
    };

    private static final FastThreadLocal<IoUringTcpInfo> IO_URING = new FastThreadLocal<>() {
        @Override
        protected IoUringTcpInfo initialValue() {
            return new IoUringTcpInfo();
        }
    };

    private PeerLiveness() {}

    /**
     * How long the peer has left unacknowledged what is in flight.
     *
     * @return milliseconds since its last acknowledgement of anything, which may have come before the bytes in flight
     *     were sent; -1 if nothing is in flight, or if this transport can't tell (nio)
     */
    public static long unacknowledgedMillis(Channel channel) {
        if (!channel.isActive()) {
            return -1;
        }
        if (channel instanceof EpollSocketChannel epoll) {
            EpollTcpInfo info = EPOLL.get();
            epoll.tcpInfo(info);
            return info.unacked() > 0 || info.probes() > 1 ? info.lastAckRecv() : -1;
        }
        if (channel instanceof IoUringSocketChannel ioUring) {
            IoUringTcpInfo info = IO_URING.get();
            ioUring.tcpInfo(info);
            return info.unacked() > 0 || info.probes() > 1 ? info.lastAckRecv() : -1;
        }
        return -1;
    }

    /**
     * How long a byte needs to the peer and its acknowledgement back, smoothed (RFC 6298).
     *
     * @return microseconds; -1 if this transport can't tell (nio), or the channel is closed
     */
    static long roundTripMicros(Channel channel) {
        if (!channel.isActive()) {
            return -1;
        }
        if (channel instanceof EpollSocketChannel epoll) {
            EpollTcpInfo info = EPOLL.get();
            epoll.tcpInfo(info);
            return info.rtt();
        }
        if (channel instanceof IoUringSocketChannel ioUring) {
            IoUringTcpInfo info = IO_URING.get();
            ioUring.tcpInfo(info);
            return info.rtt();
        }
        return -1;
    }

    /** Whether the transport of a channel can tell {@link #roundTripMicros}. */
    static boolean tellsRoundTrip(Channel channel) {
        return channel instanceof EpollSocketChannel || channel instanceof IoUringSocketChannel;
    }

    /**
     * Ends the system's own limit on unacknowledged bytes (TCP_USER_TIMEOUT), which counts a peer that keeps its window
     * closed as gone: the stages after HTTP have limits that know a slow reader from one that has vanished.
     */
    static void watchedByUs(Channel channel) {
        if (channel instanceof EpollSocketChannel && channel.isActive()) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, 0);
        } else if (channel instanceof IoUringSocketChannel && channel.isActive()) {
            channel.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, 0);
        }
    }
}
