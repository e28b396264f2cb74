package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import io.oneport.server.socket.Closing;
import io.oneport.server.socket.OrderlyClose;
import io.oneport.server.socket.SocketRecord;
import io.oneport.server.socket.SocketSettings;
import io.oneport.server.socket.Speaker;

/**
 * One WebSocket: reads frames, answers those that control the connection, passes messages on, and writes what the
 * application sends. What a read gives rise to goes out in one write when that read ends.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements WebSocket, FrameDecoder.Listener, Speaker {
    /** Payloads above this are written as they lie; below it, copying them into the batch costs less. */
    private static final int COPY_LIMIT_BYTES = 8 << 10;

    /** A batch is handed to the channel when it has grown to this, so that the channel knows what waits. */
    private static final int FULL_BATCH_BYTES = 32 << 10;

    private static final int MAX_CLOSE_BYTES = 2 + 2 + CloseCode.MAX_REASON_BYTES;

    private final WebSocketSettings settings;
    private final SocketSettings socketSettings;
    private final SocketRecord socket;
    private final MessageListener listener;
    private final FrameDecoder frames = new FrameDecoder();
    private final MessageAssembler messages;
    private final CloseSequence close = new CloseSequence();

    private ChannelHandlerContext ctx;
    private ChannelFuture handshake;
    private ByteBuf batch;
    private boolean reading;
    private boolean paused;
    private int bytesInRead;

    private long openedNanos;
    private long lastReadNanos;
    private long pingedNanos;
    private boolean pinged;

    WebSocketHandler(
            WebSocketSettings settings, SocketSettings socketSettings, SocketRecord socket, MessageListener listener) {
        this.settings = settings;
        this.socketSettings = socketSettings;
        this.socket = socket;
        this.listener = listener;
        this.messages = new MessageAssembler(settings.maxMessageBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        openedNanos = socket.nowNanos();
        lastReadNanos = openedNanos;
        socket.speaker(this);
        awaitSilence();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        frames.release();
        messages.release();
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    void watchHandshake(ChannelFuture handshake) {
        if (!handshake.isDone() && close.open()) {
            this.handshake = handshake;
            socket.deadlineIn(settings.upgradeTimeout().toNanos());
        }
    }

    // What comes in.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        try {
            bytesInRead = in.readableBytes();
            socket.countBytesIn(bytesInRead);
            lastReadNanos = socket.nowNanos();
            reading = true;
            if (!close.ended()) {
                frames.decode(in, this);
            }
        } catch (Violation violation) {
            fail(violation);
        } finally {
            in.release();
        }
        pauseIfBlocked();
    }

    @Override
    public void frameStarted(int opcode, boolean fin, long payloadBytes) throws Violation {
        messages.frameStarted(opcode, fin, payloadBytes);
    }

    @Override
    public void framePayload(ByteBuf payload, boolean ascii, boolean last) throws Violation {
        ByteBuf message = messages.payload(payload, ascii, last, ctx.alloc());
        if (message != null) {
            socket.countMessageIn();
            if (close.open()) {
                listener.message(this, messages.text(), message);
            }
            messages.release();
        }
    }

    @Override
    public boolean controlFrame(int opcode, ByteBuf payload) throws Violation {
        if (opcode == Opcode.PING && close.open()) {
            append(Opcode.PONG, payload);
        } else if (opcode == Opcode.CLOSE) {
            closeReceived(payload);
        }
        return !close.ended();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
        ctx.fireChannelReadComplete();
    }

    // What goes out.

    @Override
    public void send(boolean text, ByteBuf payload) {
        if (close.open()) {
            socket.countMessageOut();
            append(text ? Opcode.TEXT : Opcode.BINARY, payload);
        }
    }

    private void append(int opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        boolean copied = length <= COPY_LIMIT_BYTES;
        ByteBuf out = batch(FrameEncoder.MAX_HEADER_BYTES + (copied ? length : 0));
        FrameEncoder.header(out, opcode, length);
        if (copied) {
            out.writeBytes(payload, payload.readerIndex(), length);
        } else {
            writeBatch();
            socket.countBytesOut(length);
            ctx.write(payload.retainedSlice(), ctx.voidPromise());
        }
        if (!reading) {
            flush();
        }
    }

    /** The buffer that collects what goes out together. Replies to a read are seldom longer than the read. */
    private ByteBuf batch(int bytes) {
        if (batch != null && batch.readableBytes() + bytes > FULL_BATCH_BYTES) {
            writeBatch();
        }
        if (batch == null) {
            int expected = reading ? Math.min(bytesInRead, FULL_BATCH_BYTES) : 0;
            batch = ctx.alloc().ioBuffer(Math.max(bytes, expected));
        }
        return batch;
    }

    private void writeBatch() {
        if (batch != null) {
            socket.countBytesOut(batch.readableBytes());
            ctx.write(batch, ctx.voidPromise());
            batch = null;
        }
    }

    private void flush() {
        writeBatch();
        ctx.flush();
        socket.flushed();
    }

    // A peer that sends and does not read.

    /** Stops reading from a peer that does not take its replies, so that they can't pile up. */
    private void pauseIfBlocked() {
        if (close.open() && !paused && !ctx.channel().isWritable()) {
            ctx.flush();
            if (!ctx.channel().isWritable()) {
                paused = true;
                ctx.channel().config().setAutoRead(false);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (paused && ctx.channel().isWritable()) {
            resumeReading();
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void resumeReading() {
        paused = false;
        ctx.channel().config().setAutoRead(true);
        lastReadNanos = socket.nowNanos(); // its silence was ours
    }

    // The end.

    private void closeReceived(ByteBuf payload) throws Violation {
        int code = CloseSequence.code(payload);
        socket.closing(Closing.By.CLIENT, code == CloseCode.NO_STATUS ? "Close" : "Close " + code);
        end(code, "");
    }

    private void fail(Violation violation) {
        socket.closing(Closing.By.SERVER, "Close " + violation.closeCode() + ": " + violation.getMessage());
        end(violation.closeCode(), violation.getMessage());
    }

    @Override
    public void goAway(String reason) {
        if (close.begin()) {
            socket.closing(Closing.By.SERVER, "Close " + CloseCode.GOING_AWAY + ": " + reason);
            FrameEncoder.close(batch(MAX_CLOSE_BYTES), CloseCode.GOING_AWAY, reason);
            flush();
            if (paused) {
                resumeReading(); // to see the peer's Close; what it sends before that is dropped
            }
            socket.deadlineIn(settings.closeTimeout().toNanos());
        }
    }

    private void end(int code, String reason) {
        if (close.end()) {
            FrameEncoder.close(batch(MAX_CLOSE_BYTES), code, reason);
        }
        writeBatch();
        messages.release();
        OrderlyClose.after(ctx.writeAndFlush(Unpooled.EMPTY_BUFFER), socket, socketSettings);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        socket.failed(cause);
    }

    // Silence.

    @Override
    public void deadlineReached() {
        if (!close.open()) {
            socket.closeNow("no answer to our Close within " + Units.text(settings.closeTimeout()));
        } else if (handshake != null && !handshake.isDone()) {
            awaitHandshake();
        } else {
            handshake = null;
            awaitSilence();
        }
    }

    private void awaitHandshake() {
        long left = settings.upgradeTimeout().toNanos() - (socket.nowNanos() - openedNanos);
        if (left <= 0) {
            socket.closeNow("did not take our 101 within " + Units.text(settings.upgradeTimeout()));
        } else {
            socket.deadlineIn(left);
        }
    }

    /** Looks how long the peer has been silent; pings it, or gives it up if a ping did not help. */
    private void awaitSilence() {
        long now = socket.nowNanos();
        boolean unanswered = pinged && lastReadNanos - pingedNanos < 0;
        if (unanswered && (paused || socket.sending())) {
            // Our ping may still wait behind what the peer is taking, and its pong behind what we don't read yet.
            pingedNanos = now;
            socket.deadlineIn(settings.pongTimeout().toNanos());
            return;
        } else if (unanswered) {
            String reason = "no answer to a ping within " + Units.text(settings.pongTimeout());
            socket.closing(Closing.By.SERVER, reason);
            end(CloseCode.GOING_AWAY, reason);
            return;
        }
        pinged = false;
        long left = settings.pingInterval().toNanos() - (now - lastReadNanos);
        if (left > 0) {
            socket.deadlineIn(left);
            return;
        }
        pinged = true;
        pingedNanos = now;
        append(Opcode.PING, Unpooled.EMPTY_BUFFER);
        socket.deadlineIn(settings.pongTimeout().toNanos());
    }
}
