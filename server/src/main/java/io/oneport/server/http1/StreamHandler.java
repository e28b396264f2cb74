package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.OutputBatch;
import io.oneport.server.connection.PeerLiveness;
import io.oneport.server.connection.Stream;
import io.oneport.server.session.StreamSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One endless answer: writes chunks (or, to HTTP/1.0, what is in them), keeps the connection alive, and drops whatever the peer still sends, since there is
 * no next request. Confined to the socket's event loop.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter implements Stream {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection socket;
    private final byte[] keepAlive;
    private final Duration keepAliveInterval;
    private final boolean chunked;
    private StreamSession session;
    private ChannelHandlerContext ctx;
    private OutputBatch out;
    private boolean ended;
    /** Whether the next deadline is for the peer to have acknowledged something, and not for a keep-alive. */
    private boolean checksPeer;
    /** Whether something has been in flight since the deadline before. */
    private boolean awaitsAcknowledgement;

    StreamHandler(Connection socket, byte[] keepAlive, Duration keepAliveInterval, boolean chunked) {
        this.socket = socket;
        this.keepAlive = keepAlive;
        this.keepAliveInterval = keepAliveInterval;
        this.chunked = chunked;
    }

    /** Says whose messages these are: the session that is told when the socket takes more, or is gone. */
    void session(StreamSession session) {
        this.session = session;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        out = new OutputBatch(ctx, socket);
        socket.stream(this);
        socket.deadlineIn(keepAliveInterval.toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
        out.release();
    }

    boolean writable() {
        return ctx.channel().isWritable();
    }

    void write(byte[] chunk) {
        if (!ended) {
            out.add(chunked ? chunk : StreamFormat.content(chunk));
        }
    }

    void flush() {
        out.flush();
    }

    void cutOff() {
        socket.countSlowReader();
        end();
        socket.closeNow("slow reader");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        socket.countBytesIn(((ByteBuf) msg).readableBytes());
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            socket.peerEnded();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ended && session != null && ctx.channel().isWritable()) {
            session.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void deadlineReached() {
        Duration timeout = socket.settings().pongTimeout();
        long waitNanos = Math.min(timeout.toNanos(), keepAliveInterval.toNanos());
        if (!checksPeer) {
            keepAlive();
            checksPeer = true;
            socket.deadlineIn(waitNanos);
            return;
        }
        long unacknowledged = socket.sending() ? -1 : PeerLiveness.unacknowledgedMillis(ctx.channel());
        if (awaitsAcknowledgement && unacknowledged >= timeout.toMillis()) {
            end();
            socket.closing(Closing.By.CLIENT, "vanished: acknowledged nothing for " + Units.text(timeout));
            ctx.close();
        } else if (!awaitsAcknowledgement && unacknowledged >= 0) {
            awaitsAcknowledgement = true; // sent since the last look: it may have been sent just now
            socket.deadlineIn(waitNanos);
        } else {
            checksPeer = false;
            socket.deadlineIn(keepAliveInterval.toNanos() - waitNanos);
        }
    }

    private void keepAlive() {
        boolean written = keepAlive != null && writable();
        if (written) {
            write(keepAlive);
            out.flush();
        }
        awaitsAcknowledgement = written || PeerLiveness.unacknowledgedMillis(ctx.channel()) >= 0;
    }

    @Override
    public void goAway(String reason) {
        if (!ended) {
            session.whenDelivered(() -> finish(reason));
        }
    }

    /** Ends the answer, after what was written, and closes the connection. */
    void finish(String reason) {
        if (!ended) {
            if (chunked) {
                out.add(LAST_CHUNK);
            }
            out.write();
            end();
            socket.closing(Closing.By.SERVER, reason);
            OrderlyClose.after(ctx.writeAndFlush(Unpooled.EMPTY_BUFFER), socket);
        }
    }

    /** A peer that closes its side of an endless answer has left: nobody could tell it from one that has. */
    @Override
    public void peerEnded() {
        socket.closing(Closing.By.CLIENT, "closed by the peer");
        out.write();
        end();
        OrderlyClose.after(ctx.writeAndFlush(Unpooled.EMPTY_BUFFER), socket);
    }

    /** Whether the stream is over: nothing is written to it any more. */
    boolean ended() {
        return ended;
    }

    private void end() {
        ended = true;
        if (session != null) {
            session.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        socket.failed(cause);
    }
}
