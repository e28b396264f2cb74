package io.oneport.server.front.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import io.oneport.server.connection.TlsSession;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS handshake of one connection. When it is complete the connection goes to the stage that speaks in what is
 * encrypted, with the deadline that has run since it was accepted: a handshake that trickles is cut by total time. Confined
 * to the connection's event loop.
 */
public final class TlsStage extends ChannelInboundHandlerAdapter implements Stage, Stream {
    private static final Logger log = LoggerFactory.getLogger(TlsStage.class);

    /** Browsers send some 2 KB; hello messages with post-quantum keys and tickets, a few more. */
    private static final int MAX_HELLO_BYTES = 16 << 10;

    /** What is left of the time for the handshake once the server drains. */
    private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

    /** How long the farewell of a connection may wait for the system to take it. */
    private static final long FAREWELL_MILLIS = 1000;

    private final Connection connection;
    private final TlsCertificates certificates;
    private final Duration timeout;
    private final Function<Connection, Stage> inner;
    private final TlsWire wire;
    private @Nullable ClientHello hello;
    private @Nullable SslHandler handler;
    private boolean over;

    /**
     * Creates the stage.
     *
     * @param timeout the limit on the time from accept to the first request, for the reason that is given if it passes; it
     *     runs already
     * @param inner makes the stage that speaks in what is encrypted
     */
    public TlsStage(
            Connection connection, TlsCertificates certificates, Duration timeout, Function<Connection, Stage> inner) {
        this.connection = connection;
        this.certificates = certificates;
        this.timeout = timeout;
        this.inner = inner;
        this.wire = new TlsWire(connection, certificates.maxEmptyRecords());
        connection.inherit(this);
        connection.encryption(wire);
    }

    /** Reads the ClientHello, chooses the certificate, and has the engine take over with every byte. */
    private final class Hello extends SslClientHelloHandler<ClientHello> {
        Hello() {
            super(MAX_HELLO_BYTES);
        }

        @Override
        protected Future<ClientHello> lookup(ChannelHandlerContext ctx, ByteBuf clientHello) {
            return ctx.executor().newSucceededFuture(ClientHello.of(clientHello));
        }

        @Override
        protected void onLookupComplete(ChannelHandlerContext ctx, Future<ClientHello> future) {
            hello = future.getNow();
            if (hello.excludes(TlsEngines.HTTP_1_1)) {
                failed("the client offers only other protocols by ALPN (expected: " + TlsEngines.HTTP_1_1 + ")");
                wire.fail(TlsAlert.noApplicationProtocol());
                return;
            }
            SslHandler handler = certificates.newHandler(hello.serverName(), ctx.alloc());
            TlsStage.this.handler = handler;
            handler.setHandshakeTimeoutMillis(0); // the connection's deadline runs
            handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
            // A record that comes byte by byte would keep a read buffer for each byte.
            handler.setCumulator(ByteToMessageDecoder.MERGE_CUMULATOR);
            wire.handler(handler);
            encrypt(ctx.pipeline(), this, handler);
        }
    }

    /** The handler takes the place of what has read the ClientHello, and gets every byte of it. */
    private static void encrypt(ChannelPipeline pipeline, Hello reader, SslHandler handler) {
        pipeline.replace(reader, HandlerNames.TLS, handler);
    }

    @Override
    public Protocol protocol() {
        return connection.protocol();
    }

    @Override
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.TLS_WIRE, wire)
                .addLast(HandlerNames.TLS, new Hello())
                .addLast(HandlerNames.TLS_HANDSHAKE, this);
    }

    /** Removes what concerns the handshake only. */
    @Override
    public void remove(ChannelPipeline pipeline) {
        pipeline.remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                completed();
            } else {
                failed(TlsWire.text(handshake.cause()));
                if (handler == null) {
                    wire.fail(TlsAlert.decodeError()); // there is no engine yet that would send one
                }
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            connection.peerEnded();
        }
    }

    private void completed() {
        over = true;
        connection.countHandshake(true);
        wire.session(session(Objects.requireNonNull(handler), Objects.requireNonNull(hello)));
        PipelineSwitch.handOver(connection, this, inner.apply(connection));
    }

    private static TlsSession session(SslHandler handler, ClientHello hello) {
        SSLSession session = handler.engine().getSession();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                hello.serverName(),
                handler.applicationProtocol(),
                clientSubject(session));
    }

    private static @Nullable String clientSubject(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null; // it was not asked for one, or has none
        }
    }

    private void failed(String reason) {
        if (!over) {
            over = true;
            wire.failing();
            connection.countHandshake(false);
            connection.closing(Closing.By.SERVER, "TLS handshake failed: " + reason);
            log.debug("TLS handshake with {} failed: {}", connection.channel().remoteAddress(), reason);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.failed(cause);
    }

    @Override
    public void deadlineReached() {
        connection.closeNow("TLS handshake failed: not complete within " + Units.text(timeout));
    }

    @Override
    public void peerEnded() {
        connection.closing(Closing.By.CLIENT, "TLS handshake failed: closed by the peer");
        connection.closeNow("closed by the peer");
    }

    @Override
    public void goAway(String reason) {
        connection.goWithin(LAST_CHANCE, reason); // its first request may be on its way
    }
}
