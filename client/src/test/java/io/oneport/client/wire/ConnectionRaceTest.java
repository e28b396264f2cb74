package io.oneport.client.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionRaceTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private record Outcome(Channel channel, Throwable cause) {}

    private Outcome race(HostAddresses addresses) throws Exception {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        var loop = group.next();
        loop.execute(() -> new ConnectionRace(
                        loop,
                        addresses,
                        () -> new Bootstrap()
                                .group(loop)
                                .channel(NioSocketChannel.class)
                                .handler(new ChannelInboundHandlerAdapter()))
                .run((channel, cause) -> outcome.complete(new Outcome(channel, cause))));
        return outcome.get(20, TimeUnit.SECONDS);
    }

    private static InetSocketAddress refusing() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) nobody.getLocalSocketAddress();
        }
    }

    @Test
    void anAddressThatRefusesIsPassedOver() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress right = (InetSocketAddress) server.getLocalSocketAddress();
            HostAddresses addresses = new HostAddresses(List.of(refusing(), refusing(), right));
            assertFalse(addresses.single());
            Outcome outcome = race(addresses);
            assertEquals(right, outcome.channel().remoteAddress());
            assertEquals(right, addresses.best());
            assertTrue(addresses.single(), "the next sockets go there at once");
            addresses.failed();
            assertFalse(addresses.single());
        }
    }

    @Test
    void withoutAnyThatAnswersTheLastCauseIsTold() throws Exception {
        Outcome outcome = race(new HostAddresses(List.of(refusing(), refusing())));
        assertTrue(outcome.cause() instanceof ConnectException, () -> String.valueOf(outcome.cause()));
    }

    @Test
    void bothKindsOfAddressTakeTurns() throws Exception {
        List<InetSocketAddress> all = List.of(
                new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 1),
                new InetSocketAddress(InetAddress.getByName("2001:db8::2"), 1),
                new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 1),
                new InetSocketAddress(InetAddress.getByName("192.0.2.2"), 1),
                new InetSocketAddress(InetAddress.getByName("192.0.2.3"), 1));
        assertEquals(List.of(all.get(0), all.get(2), all.get(1), all.get(3), all.get(4)), new HostAddresses(all).all());
    }
}
