package io.oneport.client.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.Failures;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One socket: what all kinds of them share. All of it on the socket's loop. */
public abstract class Wire extends ChannelInboundHandlerAdapter {
    final WireLoop loop;
    final WireListener listener;
    ChannelHandlerContext ctx;
    /** 0 for the system's choice. */
    int receiveBufferBytes;

    private final long madeMillis = System.currentTimeMillis();
    private boolean ready;
    private boolean over;
    private boolean reset;
    /** What its end is called, whatever brings it about; {@code null} while that is open. */
    private @Nullable WireEnd agreed;

    Wire(WireLoop loop, WireListener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** The connection stands, TLS included: to ask for what the socket is for. */
    abstract void start();

    /** Called when the socket is over, whatever state it is in: to release what is held. */
    abstract void release();

    final void becomeReady() {
        ready = true;
        listener.ready();
    }

    final boolean isReady() {
        return ready && !over;
    }

    /** Ends it; the first reason is the one that is told. */
    final void end(WireEnd.Cause kind, String what) {
        if (!over) {
            over = true;
            release();
            if (ctx != null) {
                if (ctx.channel().isActive() && !reset) {
                    loop.restingPorts().add(System.nanoTime());
                }
                ctx.close();
            }
            listener.closed(agreed != null ? agreed : new WireEnd(kind, what));
        }
    }

    /** Both sides have agreed to end it: how the connection itself ends is of no meaning any more. */
    final void agree(WireEnd end) {
        agreed = end;
    }

    final boolean isAgreed() {
        return agreed != null;
    }

    /** Gives the connection up to another of its kind, which starts at once. */
    final void leaveTo(Wire next) {
        over = true;
        ctx.pipeline().replace(this, null, next);
        next.start();
    }

    final boolean isOver() {
        return over;
    }

    /** Both ends of the socket; empty while, and where, nobody knows them. */
    public final Optional<ConnectionEnds> fiveTuple() {
        return ctx != null
                        && ctx.channel().localAddress() instanceof InetSocketAddress local
                        && ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                ? Optional.of(new ConnectionEnds(local, remote))
                : Optional.empty();
    }

    /** Whether the system takes more; if not, {@link WireListener#writableAgain} says when it does. */
    public final boolean writable() {
        return isReady() && ctx.channel().isWritable();
    }

    /**
     * Ends the connection at once, without a word.
     *
     * @param reset by RST instead of FIN (RFC 9293, section 3.5.2)
     */
    public final void cut(boolean reset) {
        if (reset && ctx != null && ctx.channel().isActive()) {
            this.reset = true;
            Wires.resetOnClose(ctx.channel());
        }
        end(WireEnd.Cause.OURS, reset ? "cut by RST" : "cut by FIN");
    }

    /** Has the system hold no more than about so many bytes that were not read yet. To be called before it is opened. */
    public final void receiveBuffer(int bytes) {
        receiveBufferBytes = bytes;
    }

    /** Stops to read from the socket, or begins again. */
    public final void reading(boolean on) {
        if (ctx != null) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                listener.secured(isResumed());
                start();
            } else {
                end(WireEnd.Cause.UNREACHABLE, loop.unreachable(handshake.cause()));
            }
        } else if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
            closing();
        }
    }

    /** The server will send no more over TLS (RFC 8446, section 6.1); the end of the connection itself follows. */
    void closing() {}

    /** A session that was there before this connection was made for another one. */
    private boolean isResumed() {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        return tls != null && tls.engine().getSession().getCreationTime() < madeMillis;
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (writable()) {
            listener.writableAgain();
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        if (ready) {
            WireEnd lost = lost();
            end(lost.kind(), lost.what());
        } else {
            end(WireEnd.Cause.REFUSED, "the server closed the connection before it answered");
        }
    }

    /** What it means for this kind of socket that the server closes it without more words. */
    abstract WireEnd lost();

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ready ? WireEnd.Cause.LOST : WireEnd.Cause.UNREACHABLE, Failures.reason(cause));
    }

    final Channel channel() {
        return ctx.channel();
    }
}
