package io.oneport.client.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One socket since it speaks WebSocket: frames become messages, pings are answered, and the close goes by the RFC.
 * All of it on the socket's event loop.
 */
final class ClientFrameHandler extends ChannelInboundHandlerAdapter {
    private final Limits limits;
    private final IncomingListener listener;
    private final MessageParts assembler;
    private final WebSocketConnection connection;
    private ChannelHandlerContext ctx;
    private volatile long lastReadNanos = System.nanoTime();
    private boolean closeSent;
    /** How it will have ended; from when this is known, frames no longer count. */
    private Ending outcome;

    private ScheduledFuture<?> deadline;

    ClientFrameHandler(
            Channel channel,
            ConnectionEnds fiveTuple,
            Optional<String> subprotocol,
            Limits limits,
            IncomingListener listener) {
        this.limits = limits;
        this.listener = listener;
        this.assembler = new MessageParts(limits.maxMessageBytes());
        this.connection = new WebSocketConnection(channel, this, fiveTuple, subprotocol);
    }

    WebSocketConnection connection() {
        return connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        try {
            if (outcome == null) {
                read((WebSocketFrame) frame);
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    /** Comes after any bytes, even if they complete no frame. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        lastReadNanos = System.nanoTime();
    }

    /** How long ago bytes came last. Any thread. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastReadNanos);
    }

    private void read(WebSocketFrame frame) {
        if (frame instanceof PingWebSocketFrame) {
            pong(frame);
        } else if (frame instanceof CloseWebSocketFrame close) {
            closeReceived(close);
        } else if (!(frame instanceof PongWebSocketFrame)) {
            assembler.add(frame).ifPresent(message -> listener.message(connection, message));
        }
    }

    /** Not every ping needs its own answer (RFC 6455, section 5.5.3): a flood of them must not fill our memory. */
    private void pong(WebSocketFrame ping) {
        if (!closeSent && ctx.channel().isWritable()) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
    }

    void send(SocketMessage message, CompletableFuture<Void> promise) {
        if (closeSent || !ctx.channel().isActive()) {
            promise.completeExceptionally(new IOException("the connection is closing or closed"));
            return;
        }
        ctx.writeAndFlush(frame(message)).addListener((ChannelFutureListener) written -> {
            if (written.isSuccess()) {
                promise.complete(null);
            } else {
                promise.completeExceptionally(new IOException(Failures.reason(written.cause()), written.cause()));
            }
        });
    }

    private WebSocketFrame frame(SocketMessage message) {
        // A switch over the patterns would need Java 21.
        return message instanceof SocketMessage.Text text
                ? new TextWebSocketFrame(ByteBufUtil.writeUtf8(ctx.alloc(), text.text()))
                : new BinaryWebSocketFrame(Unpooled.wrappedBuffer(((SocketMessage.Binary) message).bytes()));
    }

    void close(int code, String reason) {
        if (!closeSent && ctx.channel().isActive()) {
            sendClose(new CloseWebSocketFrame(code, reason));
            setDeadline();
        }
    }

    private void closeReceived(CloseWebSocketFrame close) {
        boolean byServer = !closeSent;
        int code = close.statusCode() == -1 ? CloseCode.NO_STATUS : close.statusCode();
        outcome = new Ending.Closed(byServer, code, close.reasonText(), true);
        if (byServer) {
            // The same code goes back (RFC 6455, section 5.5.1); no code, if none came.
            sendClose(code == CloseCode.NO_STATUS ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, ""));
        }
        setDeadline();
    }

    private void sendClose(CloseWebSocketFrame close) {
        closeSent = true;
        ctx.writeAndFlush(close);
    }

    private void setDeadline() {
        cancelDeadline();
        deadline = ctx.executor().schedule(this::late, limits.timeoutMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void late() {
        outcome = outcome instanceof Ending.Closed closed
                ? new Ending.Closed(closed.byServer(), closed.code(), closed.reason(), false)
                : new Ending.Lost("the server sent no Close frame within " + Units.text(limits.timeout()));
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (outcome != null) {
            ctx.close();
        } else if (cause instanceof CorruptedWebSocketFrameException broken) {
            outcome = new Ending.Broken(broken.closeStatus().code(), broken.getMessage());
            if (!closeSent) {
                sendClose(new CloseWebSocketFrame(broken.closeStatus(), ""));
            }
            ctx.close();
        } else {
            outcome = new Ending.Lost(Failures.reason(cause));
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
        if (outcome == null) {
            outcome = new Ending.Lost("the server ended the connection without a Close frame");
        }
        // In this order, so that who hears of the end can ask how it ended.
        connection.ended().complete(outcome);
        listener.ended(outcome);
    }
}
