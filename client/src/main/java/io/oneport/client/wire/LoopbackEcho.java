package io.oneport.client.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A server inside of this process, for loads that are about this client only: on loopback, with one thread of its own. A
 * WebSocket echo that does as little as an echo can, and an empty page at every other path. Of Netty's own parts. Any
 * thread but its own.
 */
public final class LoopbackEcho implements AutoCloseable {
    /** Where the WebSockets go. */
    public static final String PATH = "/echo";

    private static final int MAX_HEAD_BYTES = 8 << 10;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final int BACKLOG = 1024;
    private static final int SHUTDOWN_SECONDS = 2;
    private static final WebSocketServerProtocolConfig WEBSOCKET = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath(PATH)
            .maxFramePayloadLength(MAX_MESSAGE_BYTES)
            .build();

    private final EventLoopGroup loop;
    /** All that is open: the listener and every socket. Once closed, it closes what is still added. */
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private final Channel listener;

    /**
     * Starts it, on any free port. Blocks.
     *
     * @throws IOException if there is none
     */
    public LoopbackEcho(IoTransport transport) throws IOException {
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("echo"), transport.loops());
        try {
            listener = new ServerBootstrap()
                    .group(loop)
                    .channel(transport.listeners())
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            open.add(channel);
                            channel.pipeline()
                                    .addLast(
                                            new HttpServerCodec(),
                                            new HttpObjectAggregator(MAX_HEAD_BYTES),
                                            new WebSocketServerProtocolHandler(WEBSOCKET),
                                            new Echo());
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
            open.add(listener);
        } catch (RuntimeException refused) {
            close();
            throw new IOException("the echo could not be started: " + refused.getMessage(), refused);
        }
    }

    /** Where it listens; the path is that of its WebSockets. */
    public Target target() {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        return new Target(false, address.getAddress().getHostAddress(), address.getPort(), PATH);
    }

    /** Sends back what comes; all that came in one read leaves in one write. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof FullHttpRequest request) {
                request.release();
                ctx.write(page(), ctx.voidPromise());
            } else {
                ctx.write(message, ctx.voidPromise());
            }
        }

        private static FullHttpResponse page() {
            FullHttpResponse page = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            page.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            return page;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        /** This client ends its sockets as it likes. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    @Override
    public void close() {
        // First: see Wires.close.
        open.close().awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
