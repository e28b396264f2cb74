package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes although nobody reads makes the system take less. */
@Timeout(60)
class ReceiveWindowTest {
    private static final int NARROW = 32 << 10;

    private static int window(Channel channel) {
        return channel.config().getOption(ChannelOption.SO_RCVBUF);
    }

    @Test
    void isNarrowFromManyBytesThatNobodyReadsUntilSomebodyReadsAgain() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(peer.getLocalSocketAddress())
                    .sync()
                    .channel();
            channel.eventLoop().submit(() -> check(channel)).sync();
            channel.close().sync();
        } finally {
            loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    private static void check(Channel channel) {
        Duration second = Duration.ofSeconds(1);
        SocketSettings settings = new SocketSettings(100, 65536, second, second, second, second, 1 << 20, 12);
        Connection connection = new WorkerConnections(
                        0, 1, channel.eventLoop(), TimeUnit.HOURS.toNanos(1), settings, new AtomicInteger())
                .open(channel);
        int usual = window(channel);
        assertTrue(usual > NARROW, usual + " bytes");
        connection.countBytesIn(10 << 20);
        assertEquals(usual, window(channel), "somebody reads");
        connection.reading(false);
        connection.countBytesIn(ReceiveWindow.MOST_UNASKED_BYTES);
        assertEquals(usual, window(channel), "received before reading stopped");
        connection.countBytesIn(1);
        assertTrue(window(channel) < NARROW, window(channel) + " bytes");
        connection.reading(true);
        assertTrue(window(channel) > NARROW, window(channel) + " bytes");
        connection.reading(false);
        connection.countBytesIn(ReceiveWindow.MOST_UNASKED_BYTES);
        assertTrue(window(channel) > NARROW, "counted anew");
    }
}
