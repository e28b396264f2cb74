package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.oneport.server.connection.SocketSettings;
import io.oneport.testing.Needs;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that wait are accepted many at a time: a busy event loop comes round seldom. */
class AcceptTurnsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);

    @ParameterizedTest
    @ValueSource(strings = {"NIO", "EPOLL"})
    void whatWaitsIsAcceptedInOneTurnOfTheLoop(Transport transport) throws Exception {
        Needs.transport(transport.text(), transport.available());
        ListenSettings settings = new ListenSettings("127.0.0.1", 0, 100, false, 1, transport);
        EventLoopGroup workers = Listener.workers(settings);
        List<Socket> peers = new ArrayList<>();
        List<Channel> accepted = new ArrayList<>();
        CompletableFuture<Integer> firstTurn = new CompletableFuture<>();
        Listener listener = Listener.open(
                settings,
                workers,
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.add(channel);
                        if (accepted.size() == 1) {
                            channel.eventLoop().execute(() -> firstTurn.complete(accepted.size()));
                        }
                    }
                },
                SOCKETS);
        try {
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch allWait = new CountDownLatch(1);
            workers.next().execute(() -> {
                busy.countDown();
                await(allWait);
            });
            await(busy);
            for (int i = 0; i < Listener.MAX_ACCEPTS; i++) {
                peers.add(new Socket("127.0.0.1", listener.address().getPort()));
            }
            allWait.countDown();
            assertEquals(Listener.MAX_ACCEPTS, firstTurn.get(10, TimeUnit.SECONDS));
        } finally {
            for (Socket peer : peers) {
                peer.close();
            }
            listener.close();
            workers.shutdownGracefully(0, 10, TimeUnit.SECONDS).await();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
