package io.oneport.server.front.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Encryption;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.TlsSession;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The side of a TLS connection that faces the network: counts the encrypted bytes, takes care that they are decrypted in turns
 * ({@link RecordFeed}), and ends the connection in order. After
 * a failure the alert is sent before the connection closes, and what the peer still sends is dropped: closing at once, with
 * input unread, would send a reset that can destroy the alert. Confined to the connection's event loop.
 */
final class TlsWire extends RecordFeed implements Encryption {
    private ChannelHandlerContext ctx;
    /** Null until the ClientHello has come. */
    private @Nullable SslHandler handler;

    private @Nullable TlsSession session;
    /** Nothing that comes from the peer matters any more. */
    private boolean dropping;
    /** The handshake has failed: the handler above will send its alert, and then close. */
    private boolean failing;
    /** The encryption is what ends the connection, and has begun to. */
    private boolean failed;

    TlsWire(Connection connection, int maxEmptyRecords) {
        super(connection, maxEmptyRecords);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Sets what encrypts from now on. */
    void handler(SslHandler handler) {
        this.handler = handler;
        handler.sslCloseFuture().addListener(closed -> {
            if (closed.isSuccess()) {
                peerClosed();
            }
        });
    }

    void session(TlsSession session) {
        this.session = session;
    }

    void failing() {
        failing = true;
    }

    /** The peer has said that nothing more comes from it (close_notify), which counts as much as the end of its input. */
    private void peerClosed() {
        if (!dropping) {
            dropping = true;
            connection.peerEnded();
        }
    }

    @Override
    boolean dropping() {
        return dropping;
    }

    @Override
    boolean handshaking() {
        return session == null;
    }

    @Override
    boolean begun() {
        return handler != null;
    }

    @Override
    ChannelHandlerContext ctx() {
        return ctx;
    }

    @Override
    void tooManyEmptyRecords(int max) {
        dropping = true;
        connection.countEmptyRecordsRefused();
        connection.closeNow("more than " + max + " TLS records without data within "
                + Units.text(Duration.ofSeconds(WINDOW_SECONDS)) + " (tls-empty-records)");
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        connection.countWireOut(((ByteBuf) msg).readableBytes());
        ctx.write(msg, promise);
    }

    /** Comes from the handler above if something has failed there, and from all who close the channel. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!failed && !failing && connection.closing() != null) {
            ctx.close(promise);
            return;
        }
        if (!promise.isVoid()) {
            ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        }
        fail(Unpooled.EMPTY_BUFFER);
    }

    @Override
    public @Nullable TlsSession session() {
        return session;
    }

    @Override
    public ChannelFuture endOutput() {
        dropping = true;
        return failed || handler == null ? ctx.newSucceededFuture() : handler.closeOutbound();
    }

    @Override
    public void close(boolean atOnce) {
        if (atOnce || failed) {
            ctx.close(); // past the handler above, which would have its farewell sent first
        } else {
            ctx.channel().close();
        }
    }

    @Override
    public boolean failed(Throwable cause) {
        boolean ours = failed || isOfTls(cause);
        if (ours) {
            connection.closing(Closing.By.CLIENT, "TLS failed: " + text(cause));
            fail(Unpooled.EMPTY_BUFFER);
        }
        return ours;
    }

    private static boolean isOfTls(Throwable cause) {
        return cause instanceof SSLException
                || cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    }

    /**
     * Ends the connection after a failure.
     *
     * @param alert what the peer is told, not encrypted; empty if it has been told
     */
    void fail(ByteBuf alert) {
        if (!failed) {
            failed = true;
            dropping = true;
            connection.countWireOut(alert.readableBytes());
            OrderlyClose.after(ctx.writeAndFlush(alert), connection);
        }
    }

    /** Only clients' certificates are verified here; both libraries wrap the failure, in one layer or more. */
    private static boolean isAboutCertificate(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** What went wrong, in words, and without what the peer has sent. */
    static String text(Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotSslRecordException) {
            return "bytes that are not TLS (expected: a TLS record)";
        }
        if (cause instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        if (isAboutCertificate(cause)) {
            return "the client's certificate is not accepted (expected: a valid one from an authority in tls-client-ca)";
        }
        String message = String.valueOf(cause.getMessage());
        int code = message.lastIndexOf("error:"); // OpenSSL's form is error:NUMBER:LIBRARY:FUNCTION:REASON
        if (code >= 0 && message.startsWith("error:00000000:", code)) {
            return "the TLS library refuses a message, and gives no reason";
        }
        return code < 0 ? message : message.substring(message.lastIndexOf(':') + 1);
    }
}
