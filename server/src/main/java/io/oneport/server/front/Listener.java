package io.oneport.server.front;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.oneport.protocol.SystemWords;
import io.oneport.server.connection.SocketSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The listening sockets: one, whose connections are dealt out to the workers in turn, or with {@code reuse-port} one
 * for each worker, whose connections stay on the worker that accepted them. Any thread.
 */
public final class Listener {
    /** Connections that are accepted before it is the other sockets' turn: about two milliseconds' work. */
    static final int MAX_ACCEPTS = 64;

    /**
     * Whoever connects waits behind all that wait already, so {@link #MAX_ACCEPTS} are accepted in a turn. Without
     * {@code respectMaybeMoreData(false)} it is one with epoll: Netty 4.2.18 takes the descriptor for a number of bytes,
     * and concludes that there is no more.
     */
    private static final RecvByteBufAllocator ACCEPTS =
            new ServerChannelRecvByteBufAllocator().respectMaybeMoreData(false).maxMessagesPerRead(MAX_ACCEPTS);

    /** Time for an event loop to bind: milliseconds, unless it is stuck. */
    private static final long BIND_MILLIS = 5000;
    /** Time for all listening sockets to close. */
    private static final long CLOSE_MILLIS = 1000;

    private final List<Channel> channels = new ArrayList<>();

    private Listener() {}

    /** The event loops that sockets will live on. Acceptors share them: accepting is too rare for loops of its own. */
    public static EventLoopGroup workers(ListenSettings settings) {
        return new MultiThreadIoEventLoopGroup(
                settings.workerThreads(),
                new DefaultThreadFactory("worker"),
                settings.transport().ioHandlers());
    }

    /**
     * Binds, and begins to accept.
     *
     * @param initializer wires each socket that is accepted
     * @param sockets what every socket is held to
     * @throws IOException if the address can't be bound; nothing is left open then
     */
    public static Listener open(
            ListenSettings settings, EventLoopGroup workers, ChannelHandler initializer, SocketSettings sockets)
            throws IOException {
        int outboundBufferBytes = sockets.outboundBufferBytes();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .channel(settings.transport().serverChannel())
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, ACCEPTS)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // A peer that has sent all it wants to ask may close its side and still read the answers.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(outboundBufferBytes / 2, outboundBufferBytes))
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers())
                .handler(new AcceptFailures())
                .childHandler(initializer);
        settings.transport().configure(bootstrap);
        KeepAliveProbes.of(sockets).configure(bootstrap, settings.transport());
        Listener listener = new Listener();
        try {
            if (settings.reusePort()) {
                bootstrap.option(settings.transport().reusePort(), true);
                int port = settings.port();
                for (EventExecutor worker : workers) {
                    EventLoopGroup loop = (EventLoopGroup) worker;
                    listener.bind(bootstrap.clone().group(loop, loop), settings.host(), port);
                    port = listener.address().getPort();
                }
            } else {
                listener.bind(bootstrap.group(workers, workers), settings.host(), settings.port());
            }
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    private void bind(ServerBootstrap bootstrap, String host, int port) throws IOException {
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(host, port));
        if (!bound.awaitUninterruptibly(BIND_MILLIS)) {
            bound.addListener(late -> bound.channel().close());
            throw new IOException("not bound within " + BIND_MILLIS + " ms");
        }
        if (!bound.isSuccess()) {
            throw new IOException(SystemWords.of(bound.cause()), bound.cause());
        }
        channels.add(bound.channel());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channels.get(0).localAddress();
    }

    /** Stops accepting; open sockets stay open. Takes 1 s at most, should an event loop be stuck. */
    public void close() {
        List<ChannelFuture> closing = channels.stream().map(Channel::close).toList();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (ChannelFuture each : closing) {
            each.awaitUninterruptibly(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
    }
}
