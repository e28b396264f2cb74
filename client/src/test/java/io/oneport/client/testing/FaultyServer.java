package io.oneport.client.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A server that is wrong on purpose, in one way, and counts it. Made of Netty's own parts; it has one event loop.
 *
 * <ul>
 *   <li>{@code /echo}: a WebSocket that gets back what it sends
 *   <li>{@code /t/{topic}}: a WebSocket that publishes and reads, an event stream, or a POST that publishes
 *   <li>{@code /plaintext}: a page; all else is 404
 * </ul>
 *
 * <p>What it does not do right, whatever its fault: frames in the same segment as the upgrade request.
 */
public final class FaultyServer implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final FaultySite site;
    private final Optional<SslContext> tls;
    private final Channel listener;

    /** Starts one on any free port of 127.0.0.1. */
    public FaultyServer(Fault fault) {
        this(fault, Optional.empty(), 0, List::of);
    }

    /** Starts one that speaks TLS, such as with {@link TestCertificate#serverContext()}. */
    public FaultyServer(Fault fault, SslContext tls) {
        this(fault, Optional.of(tls), 0, List::of);
    }

    /**
     * Starts one whose WebSockets have extensions (RFC 6455, section 9); nothing else is wrong with it.
     *
     * @param extensions makes what stands between HTTP and a WebSocket, for each connection anew
     */
    public FaultyServer(Supplier<List<ChannelHandler>> extensions) {
        this(new Fault.None(), Optional.empty(), 0, extensions);
    }

    private FaultyServer(Fault fault, Optional<SslContext> tls, int port, Supplier<List<ChannelHandler>> extensions) {
        this.site = FaultySite.of(fault, extensions);
        this.tls = tls;
        this.listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
        site.incidents().open.add(listener);
    }

    private void accept(Channel channel) {
        site.incidents().open.add(channel);
        if (site.fault() instanceof Fault.Silent) {
            // With no handler there is nobody to answer; what comes is read, and released at the pipeline's end.
            site.counts().faults.incrementAndGet();
            return;
        }
        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new FaultyRequests(site));
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port();
    }

    public FaultCounts counts() {
        return site.counts();
    }

    @Override
    public void close() {
        // First: a loop with no quiet period may end without closing them, and what their handlers hold is never
        // released.
        site.incidents().open.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Runs one for a person: {@code FAULT [--port N]}. Prints its URL, and at the end what it did. */
    public static void main(String[] args) {
        boolean withPort = args.length == 3 && args[1].equals("--port") && args[2].matches("\\d{1,5}");
        try {
            if (args.length != 1 && !withPort) {
                throw new IllegalArgumentException("usage: FaultyServer FAULT [--port N] (FAULT: " + Fault.FORM + ")");
            }
            int port = withPort ? Integer.parseInt(args[2]) : 0;
            FaultyServer server = new FaultyServer(Fault.parse(args[0]), Optional.empty(), port, List::of);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(server.counts())));
            System.out.println(server.url());
        } catch (Exception wrong) {
            // Whatever it is, such as a port that is taken: the event loop must not keep this program alive.
            System.err.println(wrong.getMessage());
            System.exit(2);
        }
    }
}
