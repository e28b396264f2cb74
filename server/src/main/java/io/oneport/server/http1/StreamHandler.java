package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.protocol.Units;
import io.oneport.server.api.ResponseStream;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.OutputBatch;
import io.oneport.server.connection.PeerLiveness;
import io.oneport.server.connection.Stream;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One endless answer: writes its parts as chunks (RFC 9112, section 7.1) or, to HTTP/1.0, as they are; keeps the connection
 * alive; and drops whatever the peer still sends, since there is no next request. Confined to the socket's event loop.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter implements ResponseStream, Stream {
    /** Readers come back over this time at least, even if they are all told to go at once. */
    private static final Duration LEAST_SPREAD = Duration.ofSeconds(2);

    /** And this at most: a browser keeps the time for all further reconnects. */
    private static final Duration MOST_SPREAD = Duration.ofSeconds(10);

    private final Connection socket;
    private final ResponseStream.Form form;
    private final ResponseStream.Source source;
    private final boolean chunked;
    private ChannelHandlerContext ctx;
    private OutputBatch out;
    private boolean ended;
    /** Whether the next deadline is for the peer to have acknowledged something, and not for a keep-alive. */
    private boolean checksPeer;
    /** Whether something has been in flight since the deadline before. */
    private boolean awaitsAcknowledgement;

    /**
     * Creates the handler.
     *
     * @param chunked whether the peer knows chunks
     */
    StreamHandler(Connection socket, ResponseStream.Form form, ResponseStream.Source source, boolean chunked) {
        this.socket = socket;
        this.form = form;
        this.source = source;
        this.chunked = chunked;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        out = new OutputBatch(ctx, socket);
        socket.stream(this);
        socket.deadlineIn(form.keepAliveInterval().toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
        out.release();
    }

    @Override
    public boolean writable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void write(byte[] part) {
        if (ended || part.length == 0) {
            return; // an empty chunk would be the last
        }
        if (!chunked) {
            out.add(part);
        } else if (OutputBatch.copies(part.length)) {
            ByteBuf room = out.room(part.length + Chunks.MAX_FRAMING_BYTES, 0);
            Chunks.begin(room, part.length);
            room.writeBytes(part);
            Chunks.end(room);
        } else {
            Chunks.begin(out.room(Chunks.MAX_FRAMING_BYTES, 0), part.length);
            out.add(part);
            Chunks.end(out.room(Chunks.MAX_FRAMING_BYTES, 0));
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void cutOff() {
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
        if (!ended && ctx.channel().isWritable()) {
            source.writableAgain();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void deadlineReached() {
        Duration timeout = socket.settings().pongTimeout();
        long waitNanos = Math.min(timeout.toNanos(), form.keepAliveInterval().toNanos());
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
            socket.deadlineIn(form.keepAliveInterval().toNanos() - waitNanos);
        }
    }

    private void keepAlive() {
        byte[] bytes = form.keepAlive();
        boolean written = false;
        if (bytes != null && writable()) {
            write(bytes);
            out.flush();
            written = true;
        }
        awaitsAcknowledgement = written || PeerLiveness.unacknowledgedMillis(ctx.channel()) >= 0;
    }

    @Override
    public void goAway(String reason) {
        if (!ended) {
            source.whenDelivered(() -> leave(reason));
        }
    }

    /** Says when to come back, at random, since the peers of all streams may be told at the same time. */
    private void leave(String reason) {
        if (!ended && socket.draining() != null) {
            long over = Math.max(
                    LEAST_SPREAD.toMillis(),
                    Math.min(MOST_SPREAD.toMillis(), socket.drainOver().toMillis()));
            byte[] lastWords = source.comeBackIn(ThreadLocalRandom.current().nextLong(over));
            if (lastWords != null) {
                write(lastWords);
            }
        }
        end(reason);
    }

    @Override
    public void end(String reason) {
        if (!ended) {
            if (chunked) {
                out.add(Chunks.LAST);
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

    @Override
    public boolean ended() {
        return ended;
    }

    private void end() {
        ended = true;
        source.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        socket.failed(cause);
    }
}
