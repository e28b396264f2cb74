package io.oneport.client.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Failures;
import io.oneport.client.net.Limits;
import io.oneport.client.net.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens sockets on event loops of its own. Any thread, but where it says otherwise. */
public final class Wires implements AutoCloseable {
    static final String HTTP_DECODER = "http-decoder";

    private static final String TLS = "tls";
    private static final int SHUTDOWN_MILLIS = 2000;

    private final WireSettings settings;
    private volatile HostAddresses addresses;
    private final Optional<SslContext> tls;
    private final EventLoopGroup group;
    private final List<WireLoop> loops = new ArrayList<>();
    private final FixedRecvByteBufAllocator reads;
    /** All sockets that are open. Once closed, it closes what is still added. */
    private final ChannelGroup open;

    /**
     * Looks the server's name up, and starts the loops. Blocks.
     *
     * @throws UnreachableException if the name is unknown
     * @throws IOException if TLS can't be set up
     */
    public Wires(WireSettings settings) throws IOException {
        this.settings = settings;
        // Once, and here: a look-up for each socket would block its loop.
        this.addresses = HostAddresses.of(settings);
        this.tls = settings.server().secure() ? Optional.of(settings.trust().context()) : Optional.empty();
        this.reads = new FixedRecvByteBufAllocator(settings.readBytes());
        this.group = new MultiThreadIoEventLoopGroup(
                settings.threads(),
                new DefaultThreadFactory("load"),
                settings.transport().loops());
        this.open = new DefaultChannelGroup(group.next(), true);
        for (int i = 0; i < settings.threads(); i++) {
            loops.add(new WireLoop(group.next(), settings.limits().maxMessageBytes(), this::whyUnreachable));
        }
    }

    /**
     * Looks the server's name up again: what is opened from now on goes to what it means now. Blocks.
     *
     * @throws UnreachableException if the name is unknown
     */
    public void lookUp() throws UnreachableException {
        addresses = HostAddresses.of(settings);
    }

    /** Where the sockets go; if the name has several addresses, the one that answered, or that is tried first. */
    public InetAddress address() {
        return addresses.best().getAddress();
    }

    /** The loops, each with its own thread. */
    public List<WireLoop> loops() {
        return loops;
    }

    /** A WebSocket to be opened; the handshake is one that no other socket has used. */
    public WebSocketWire webSocket(WireLoop loop, ClientHandshake handshake, WireListener listener) {
        return new WebSocketWire(loop, listener, handshake, settings.limits(), Patience.LOAD);
    }

    /** A socket for plain requests, to be opened. */
    public HttpWire http(WireLoop loop, WireListener listener) {
        return new HttpWire(loop, listener, Patience.LOAD);
    }

    /** As the other one, which keeps so much of an answer, and waits so long. */
    public HttpWire http(WireLoop loop, WireListener listener, Patience patience) {
        return new HttpWire(loop, listener, patience);
    }

    /** A socket for bytes that need not be HTTP, to be opened. */
    public RawWire raw(WireLoop loop, WireListener listener) {
        return new RawWire(loop, listener);
    }

    /** A socket to be opened, which then asks for an event stream. */
    public StreamWire stream(WireLoop loop, EncodedRequest request, WireListener listener) {
        return new StreamWire(
                loop,
                listener,
                request,
                settings.limits().timeoutMillis(),
                settings.limits().maxMessageBytes());
    }

    /**
     * Opens a socket; its listener hears the rest, maybe within this call. On the socket's loop.
     *
     * @param number counts sockets, so that source addresses take turns
     */
    public void open(Wire wire, int number) {
        HostAddresses known = addresses;
        if (known.single()) {
            ChannelInitializer<Channel> installer = new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    install(channel, wire);
                }
            };
            bootstrap(wire, number, installer).connect(known.best()).addListener((ChannelFutureListener) connected -> {
                if (!connected.isSuccess()) {
                    known.failed();
                    failed(wire, connected.cause());
                } else {
                    connected(wire, connected.channel());
                }
            });
        } else {
            new ConnectionRace(
                            wire.loop.loop(), known, () -> bootstrap(wire, number, new ChannelInboundHandlerAdapter()))
                    .run((channel, cause) -> {
                        if (channel == null) {
                            failed(wire, cause);
                        } else if (wire.isOver()) {
                            channel.close();
                        } else {
                            install(channel, wire);
                            connected(wire, channel);
                        }
                    });
        }
    }

    private Bootstrap bootstrap(Wire wire, int number, ChannelHandler first) {
        Bootstrap bootstrap = new Bootstrap()
                .group(wire.loop.loop())
                .channel(settings.transport().sockets())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.limits().timeoutMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reads)
                .handler(first);
        if (wire.receiveBufferBytes > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, wire.receiveBufferBytes);
        }
        settings.transport().prepare(bootstrap);
        if (!settings.sources().isEmpty()) {
            List<InetAddress> sources = settings.sources();
            bootstrap.localAddress(new InetSocketAddress(sources.get(number % sources.size()), 0));
            leavePortToConnect(bootstrap);
        }
        return bootstrap;
    }

    private void failed(Wire wire, Throwable cause) {
        boolean noRoom = Failures.isForLackOfRoom(cause);
        wire.end(noRoom ? WireEnd.Cause.NO_ROOM : WireEnd.Cause.UNREACHABLE, whyUnreachable(cause));
    }

    private void connected(Wire wire, Channel channel) {
        open.add(channel);
        if (!wire.isOver()) {
            // Some transports know their addresses only as long as they are open, unless they were asked before.
            channel.localAddress();
            channel.remoteAddress();
            wire.listener.connected();
            if (tls.isEmpty()) {
                wire.start();
            }
        }
    }

    private String whyUnreachable(Throwable cause) {
        return Failures.message(Failures.unreachable(settings.server(), settings.limits(), cause));
    }

    private void install(Channel channel, Wire wire) {
        ChannelPipeline pipeline = channel.pipeline();
        tls.ifPresent(context -> {
            int timeoutMillis = settings.limits().timeoutMillis();
            pipeline.addLast(TLS, settings.trust().handler(context, channel, settings.server(), timeoutMillis));
        });
        speak(pipeline, wire, settings.limits());
    }

    /** Installs HTTP, with which every socket begins, after what is there. */
    static void speak(ChannelPipeline pipeline, Wire wire, Limits limits) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                // What browsers and curl take, too: the server of anybody is loaded (RFC 9112, sections 2.2 and 6.3).
                .setStrictLineParsing(false)
                .setAllowDuplicateContentLengths(true)
                .setMaxInitialLineLength(limits.maxHeadBytes())
                .setMaxHeaderSize(limits.maxHeadBytes());
        pipeline.addLast(HTTP_DECODER, new HttpResponseDecoder(config));
        pipeline.addLast(wire);
    }

    /** Else the port is taken for the source address as a whole, and not for this pair of addresses (Linux, ip(7)). */
    private void leavePortToConnect(Bootstrap bootstrap) {
        switch (settings.transport()) {
            case EPOLL -> bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
            case IO_URING, NIO -> {
                // Neither has such an option.
            }
        }
    }

    /** With a time to linger of zero a close is a reset (RFC 9293, section 3.6; socket(7)). */
    static void resetOnClose(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }

    /** Closes what is open and stops the loops. Blocks, so never on one of them. */
    @Override
    public void close() {
        // First: Netty ends a loop without closing them if it is told to just behind the one place where it would, and
        // what
        // their handlers hold is then never released (SingleThreadIoEventLoop.run, confirmShutdown without a quiet
        // period).
        open.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
        group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).syncUninterruptibly();
        loops.forEach(WireLoop::close);
    }
}
