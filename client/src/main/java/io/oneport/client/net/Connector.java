package io.oneport.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Opens sockets to one target and owns the event loops that they live on. Any thread may call it. */
public final class Connector implements AutoCloseable {
    private final Target target;
    private final Trust trust;
    private final Limits limits;
    private final Optional<SslContext> tls;
    private final IoTransport transport = IoTransport.best();
    private final EventLoopGroup loops;

    /**
     * Prepares; connects nothing yet. May block for a moment to set TLS up.
     *
     * @param target where every socket goes
     * @param trust whose certificates to believe, should the target be secure
     * @param limits of each socket
     * @param threads how many event loops, at least 1
     * @throws IOException if TLS can't be set up
     */
    public Connector(Target target, Trust trust, Limits limits, int threads) throws IOException {
        this.target = target;
        this.trust = trust;
        this.limits = limits;
        this.tls = target.secure() ? Optional.of(trust.context()) : Optional.empty();
        this.loops = new MultiThreadIoEventLoopGroup(threads, transport.loops());
    }

    /**
     * Opens one socket.
     *
     * @return the socket, ready for its first request; fails with an {@link UnreachableException} if it can't be
     *     opened, or secured, each within {@link Limits#timeout()}
     */
    public CompletableFuture<ClientConnection> connect() {
        CompletableFuture<ClientConnection> promise = new CompletableFuture<>();
        HttpExchangeHandler exchanges = new HttpExchangeHandler(limits);
        new Bootstrap()
                .group(loops)
                .channel(transport.sockets())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.timeoutMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> channel.pipeline()
                                .addLast("tls", trust.handler(context, channel, target, limits.timeoutMillis())));
                        ClientSwitch.startAsHttp(channel.pipeline(), exchanges, limits);
                    }
                })
                .connect(target.host(), target.port())
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        secure(connected.channel(), exchanges, promise);
                    } else {
                        promise.completeExceptionally(Failures.unreachable(target, limits, connected.cause()));
                    }
                });
        return promise;
    }

    /** Keeps the promise once TLS is through, or at once where there is none. */
    private void secure(Channel channel, HttpExchangeHandler exchanges, CompletableFuture<ClientConnection> promise) {
        // Now, while the socket is surely open: it knows no addresses once it is closed.
        ConnectionEnds fiveTuple = new ConnectionEnds(
                (InetSocketAddress) channel.localAddress(), (InetSocketAddress) channel.remoteAddress());
        ClientConnection connection = new ClientConnection(channel, exchanges, target, limits, fiveTuple);
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            promise.complete(connection);
            return;
        }
        handler.handshakeFuture().addListener(secured -> {
            if (secured.isSuccess()) {
                promise.complete(connection);
            } else {
                promise.completeExceptionally(Failures.unreachable(target, limits, secured.cause()));
                channel.close();
            }
        });
    }

    /** Closes what is still open and stops the event loops; blocks until they have stopped, so never on one of them. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, limits.timeoutMillis(), TimeUnit.MILLISECONDS)
                .syncUninterruptibly();
    }
}
