package io.oneport.server.front;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.oneport.server.connection.SocketSettings;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * How the operating system finds out that a peer has vanished without a FIN or a reset (tcp(7)). An idle connection is
 * probed a little later than a WebSocket is pinged, so that a WebSocket whose peer answers is never probed.
 *
 * @param idleSeconds how long a connection must be silent before the first probe
 * @param intervalSeconds time for the answer to a probe
 * @param count unanswered probes after which the connection is closed
 * @param unacknowledgedMillis how long sent bytes may stay unacknowledged while the socket speaks HTTP
 */
record KeepAliveProbes(int idleSeconds, int intervalSeconds, int count, int unacknowledgedMillis) {
    private static final int COUNT = 2;
    private static final int MOST_SECONDS = 32767;

    /** Probes that end within {@code ping-interval} and {@code pong-timeout} together, at their defaults: 32 s. */
    static KeepAliveProbes of(SocketSettings sockets) {
        Duration ping = sockets.pingInterval();
        Duration pong = sockets.pongTimeout();
        // A peer that keeps its window closed acknowledges nothing: stall-timeout is what it may take.
        long unacknowledged = Math.max(
                sockets.stallTimeout().toMillis(),
                ping.plus(pong).minusSeconds(3).toMillis());
        return new KeepAliveProbes(seconds(ping.toSeconds() + 1), seconds((pong.toSeconds() - 1) / COUNT), COUNT, (int)
                Math.min(Math.max(unacknowledged, 1000), Integer.MAX_VALUE));
    }

    private static int seconds(long seconds) {
        return (int) Math.min(Math.max(seconds, 1), MOST_SECONDS);
    }

    /** Has every accepted socket probed. */
    void configure(ServerBootstrap bootstrap, Transport transport) {
        bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
        switch (transport) {
            case EPOLL ->
                bootstrap
                        .childOption(EpollChannelOption.TCP_KEEPIDLE, idleSeconds)
                        .childOption(EpollChannelOption.TCP_KEEPINTVL, intervalSeconds)
                        .childOption(EpollChannelOption.TCP_KEEPCNT, count)
                        .childOption(EpollChannelOption.TCP_USER_TIMEOUT, unacknowledgedMillis);
            case IO_URING ->
                bootstrap
                        .childOption(IoUringChannelOption.TCP_KEEPIDLE, idleSeconds)
                        .childOption(IoUringChannelOption.TCP_KEEPINTVL, intervalSeconds)
                        .childOption(IoUringChannelOption.TCP_KEEPCNT, count)
                        .childOption(IoUringChannelOption.TCP_USER_TIMEOUT, unacknowledgedMillis);
            case NIO, AUTO -> {
                Set<SocketOption<?>> known = knownToTheJdk();
                option(bootstrap, known, ExtendedSocketOptions.TCP_KEEPIDLE, idleSeconds);
                option(bootstrap, known, ExtendedSocketOptions.TCP_KEEPINTERVAL, intervalSeconds);
                option(bootstrap, known, ExtendedSocketOptions.TCP_KEEPCOUNT, count);
            }
        }
    }

    private static void option(
            ServerBootstrap bootstrap, Set<SocketOption<?>> known, SocketOption<Integer> option, int value) {
        if (known.contains(option)) {
            bootstrap.childOption(NioChannelOption.of(option), value);
        }
    }

    /** Not every system has every one of them. */
    private static Set<SocketOption<?>> knownToTheJdk() {
        try (SocketChannel channel = SocketChannel.open()) {
            return channel.supportedOptions();
        } catch (IOException e) {
            return Set.of();
        }
    }
}
