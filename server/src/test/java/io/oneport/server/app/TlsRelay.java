package io.oneport.server.app;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes each connection to a port of its own on to a server over TLS, and keeps little of what its client does not read: so
 * what attacks in cleartext do, they do over TLS.
 */
final class TlsRelay implements AutoCloseable {
    private static final AttributeKey<Boolean> OPENED = AttributeKey.valueOf(TlsRelay.class, "opened");

    /** Connections whose handshake has not ended. */
    private final AtomicInteger opening = new AtomicInteger();

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SslContext client;
    private final Channel listener;

    /**
     * Starts one.
     *
     * @param target the server's port
     * @param authority the certificate of who has signed the server's
     */
    TlsRelay(int target, Path authority) throws IOException {
        client = SslContextBuilder.forClient()
                .trustManager(authority.toFile())
                .endpointIdentificationAlgorithm(null)
                .build();
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel near) {
                        connect(near, target);
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Waits until every connection that was accepted is encrypted or refused, but no longer than 20 seconds. */
    void awaitHandshakes() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (opening.get() > 0 && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
    }

    private void connect(Channel near, int target) {
        opening.incrementAndGet();
        near.closeFuture().addListener(closed -> opened(near));
        new Bootstrap()
                .group(near.eventLoop())
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel far) {
                        SslHandler tls = client.newHandler(far.alloc());
                        tls.handshakeFuture().addListener(done -> {
                            if (done.isSuccess()) {
                                opened(near);
                                near.config().setAutoRead(true);
                            } else {
                                near.close();
                            }
                        });
                        near.pipeline().addLast(new Side(far));
                        far.pipeline().addLast(tls, new Side(near));
                    }
                })
                .connect("127.0.0.1", target)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        near.close();
                    }
                });
    }

    /** Counts an end of a handshake, once for each connection; on its event loop. */
    private void opened(Channel near) {
        if (near.attr(OPENED).setIfAbsent(true) == null) {
            opening.decrementAndGet();
        }
    }

    /** One side of a connection. */
    private static final class Side extends ChannelInboundHandlerAdapter {
        private final Channel other;

        Side(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            other.write(msg);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            other.config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // the server has cut it: that is what is to happen
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
