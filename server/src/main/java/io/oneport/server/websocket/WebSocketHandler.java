package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.WebSocket;
import io.oneport.server.connection.ClientAction;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: reads frames, answers those that control the connection, and passes messages on. It reads no further where the
 * application or the peer takes nothing, and notices a peer that is silent. What goes out is in {@link WebSocketOutput}.
 */
final class WebSocketHandler extends WebSocketOutput implements FrameDecoder.FrameListener, Work {
    /** Messages of one socket after which other work has its turn. */
    private static final int MAX_MESSAGES = 256;

    /** The peer does not take its replies. */
    private static final int BLOCKED = 1;

    /** The application takes no messages at present. */
    private static final int HELD = 2;

    private @Nullable Function<WebSocket, MessageListener> application;
    private boolean awaitsHandshake;
    /** What has begun to arrive, or null: between messages there is nothing to keep. */
    private @Nullable Unfinished unfinished;

    /** Why nothing is read on: {@link #BLOCKED}, {@link #HELD}, both, or 0. One byte, since each idle socket has it. */
    private byte stopped;

    private final SilenceWatch silence;

    WebSocketHandler(WebSocketSettings settings, Connection socket, Function<WebSocket, MessageListener> application) {
        super(settings, socket);
        this.application = application;
        this.silence = new SilenceWatch(socket.nowNanos());
    }

    @Override
    MessageListener begin() {
        socket.stream(this);
        awaitSilence();
        MessageListener opened = Objects.requireNonNull(application).apply(this);
        application = null; // what the request asked for is kept by whom it concerns, not by every idle socket
        return opened;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (unfinished != null) {
            unfinished.release(socket);
        }
        out.release();
        close = CloseSequence.ENDED;
        listener.closed();
    }

    void watchHandshake(ChannelFuture handshake) {
        if (!handshake.isDone() && close == CloseSequence.OPEN) {
            awaitsHandshake = true;
            socket.deadlineIn(settings.upgradeTimeout().toNanos());
            handshake.addListener(taken -> handshakeTaken());
        }
    }

    /** With io_uring the 101 is always taken a little later; from then on it is the peer's silence that is watched. */
    private void handshakeTaken() {
        awaitsHandshake = false;
        if (close == CloseSequence.OPEN) {
            awaitSilence();
        }
    }

    // What comes in.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        bytesInRead = in.readableBytes();
        socket.countBytesIn(bytesInRead);
        if (socket.closesForMemory(hasRest())) {
            in.release();
            return;
        }
        silence.heard(socket.nowNanos());
        reading = true;
        if (isWaiting() && close != CloseSequence.ENDED) {
            unfinished().keepLast(in); // reading was switched off, but the transport had this already
        } else {
            read(in);
        }
        pauseIfBlocked();
        if (isWaiting()) {
            readEnded(); // with io_uring that may never be reported of a read that was stopped; see RequestDecoder
        }
    }

    /** Decodes what may be decoded now, and keeps the rest. */
    private void read(ByteBuf in) {
        try {
            if (close != CloseSequence.ENDED) {
                decode(in);
            }
        } catch (Violation violation) {
            fail(violation);
        } finally {
            in.release();
        }
    }

    private boolean hasRest() {
        return unfinished != null && unfinished.hasRest();
    }

    /** What the socket has of a message, or the event loop's empty one. */
    private Unfinished unfinished() {
        if (unfinished == null) {
            unfinished = Unfinished.borrow();
            unfinished.begun(socket.nowNanos());
        }
        return unfinished;
    }

    private void decode(ByteBuf in) throws Violation {
        Unfinished unfinished = unfinished();
        unfinished.frames().decode(in, this);
        if (ctx.isRemoved()) {
            unfinished.release(socket); // in the midst of it, and what follows belongs to no message
        } else if (close != CloseSequence.ENDED && in.isReadable()) {
            unfinished.keepFirst(in.retain());
            socket.reading(false);
            readOnLater();
        } else if (unfinished.isNothing()) {
            unfinished.giveBack();
            this.unfinished = null;
        } else if (close == CloseSequence.OPEN) {
            unfinished.message().reserve(socket);
            if (!awaitsHandshake) {
                socket.deadlineWithin(unfinished.leftNanos(settings, socket.nowNanos()));
            }
        }
    }

    @Override
    public void frameStarted(int opcode, boolean fin, long payloadBytes) throws Violation {
        unfinished().message().frameStarted(opcode, fin, payloadBytes, settings.maxMessageBytes());
    }

    @Override
    public boolean framePayload(ByteBuf payload, boolean ascii, boolean last) throws Violation {
        Unfinished unfinished = unfinished();
        MessageAssembler assembler = unfinished.message();
        boolean whole = assembler.payload(payload, ascii, last, socket);
        if (whole) {
            socket.countMessageIn();
            takeFromRate();
            if (close == CloseSequence.OPEN) {
                listener.message(this, assembler);
            }
            assembler.release(socket);
            unfinished.begun(socket.nowNanos());
        }
        return !whole || goesOn(unfinished);
    }

    /** A client that sends too much is closed: it would not know which of its messages were dropped. */
    private void takeFromRate() throws Violation {
        ClientLimits.Exceeded tooMany = socket.take(ClientAction.MESSAGE, 1);
        if (tooMany != null) {
            throw new Violation(
                    CloseCode.POLICY_VIOLATION, tooMany.detail() + " Retry after " + tooMany.waitSeconds() + " s.");
        }
    }

    /** Whether the next message may be looked at: the application takes it, and the peer takes its replies. */
    private boolean goesOn(Unfinished unfinished) {
        if (close != CloseSequence.OPEN) {
            return close != CloseSequence.ENDED;
        }
        if (!ctx.channel().isWritable()) {
            pauseIfBlocked();
        }
        return stopped == 0 && unfinished.countMessage() < MAX_MESSAGES;
    }

    /** Whether it is we who don't read on, and not the peer that is silent. */
    private boolean isWaiting() {
        return stopped != 0 || hasRest();
    }

    /** Goes on with what was read, in the event loop's own time. */
    private void readOnLater() {
        if (unfinished != null && unfinished.hasRest() && stopped == 0 && !unfinished.queued()) {
            unfinished.queued(true);
            socket.work().add(this);
        }
    }

    @Override
    public boolean work(TurnBudget budget) {
        if (unfinished != null) {
            unfinished.queued(false);
        }
        if (unfinished != null && unfinished.hasRest() && stopped == 0 && !ctx.isRemoved()) {
            unfinished.newTurn();
            unfinished.queued(true); // by what is returned below
            reading = true; // what this gives rise to goes out together
            ByteBuf in = unfinished.takeRest();
            bytesInRead = in.readableBytes();
            read(in);
            pauseIfBlocked();
            readEnded();
            budget.use(MAX_MESSAGES * TurnBudget.DELIVERY, bytesInRead);
        }
        boolean more = hasRest() && stopped == 0 && close != CloseSequence.ENDED;
        if (unfinished != null) {
            unfinished.queued(more);
        }
        if (!hasRest()) {
            restRead();
        }
        return more;
    }

    private void restRead() {
        if (close == CloseSequence.ENDED) {
            return;
        }
        if (socket.peerHasEnded()) {
            peerEnded();
        } else if (stopped == 0) {
            socket.reading(true);
        }
    }

    @Override
    public boolean failed(Throwable cause) {
        socket.failed(cause);
        return false;
    }

    @Override
    public void hold() {
        stopped |= HELD;
        socket.reading(false);
    }

    @Override
    public void release() {
        if ((stopped & HELD) != 0) {
            stopped &= ~HELD;
            resumeReading();
        }
    }

    @Override
    public boolean controlFrame(int opcode, ByteBuf payload) throws Violation {
        if (opcode == Opcode.PING) {
            takeFromRate();
            append(Opcode.PONG, payload);
        } else if (opcode == Opcode.CLOSE) {
            closeReceived(payload);
        }
        Unfinished unfinished = unfinished();
        if (unfinished.message().isBetweenMessages()) {
            unfinished.begun(socket.nowNanos());
        }
        return close != CloseSequence.ENDED;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readEnded(); // and no further: this is the last handler
    }

    /** What the read gave rise to goes out. */
    private void readEnded() {
        reading = false;
        out.flush();
    }

    // A peer that sends and does not read.

    /** Stops reading from a peer that does not take its replies, so that they can't pile up. */
    private void pauseIfBlocked() {
        boolean writable = out.writable();
        if (close == CloseSequence.OPEN && (stopped & BLOCKED) == 0 && !writable) {
            out.flush();
            if (!ctx.channel().isWritable()) {
                stopped |= BLOCKED;
                socket.reading(false);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            if ((stopped & BLOCKED) != 0) {
                stopped &= ~BLOCKED;
                resumeReading();
            }
            if (close == CloseSequence.OPEN) {
                listener.writableAgain();
            }
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    void readOn() {
        if (stopped != 0) {
            stopped = 0;
            resumeReading();
        }
    }

    private void resumeReading() {
        if (hasRest()) {
            readOnLater();
        } else if (stopped == 0) {
            socket.reading(true);
        }
        silence.heard(socket.nowNanos()); // its silence was ours
        if (unfinished != null) {
            unfinished.begun(socket.nowNanos());
        }
    }

    // The end.

    private void closeReceived(ByteBuf payload) throws Violation {
        int code = CloseSequence.code(payload);
        socket.closing(Closing.By.CLIENT, code == CloseCode.NO_STATUS ? "Close" : "Close " + code);
        end(code, "");
    }

    /** A half-closed WebSocket is none: without a Close, the peer is gone (RFC 6455, section 7.1.5, code 1006). */
    @Override
    public void peerEnded() {
        if (hasRest()) {
            return; // what it sent before comes first
        }
        socket.closing(Closing.By.CLIENT, "closed by the peer without a Close frame");
        OrderlyClose.after(writeRest(), socket);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            socket.peerEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        socket.failed(cause);
    }

    // Silence.

    @Override
    public void deadlineReached() {
        if (close != CloseSequence.OPEN) {
            socket.closeNow("no Close frame from the peer within " + Units.text(settings.closeTimeout()));
        } else if (awaitsHandshake) {
            socket.closeNow("did not receive the 101 response within " + Units.text(settings.upgradeTimeout()));
        } else if (unfinished != null && !isWaiting() && unfinished.leftNanos(settings, socket.nowNanos()) <= 0) {
            fail(new Violation(
                    CloseCode.POLICY_VIOLATION,
                    "a message took longer than " + Units.text(settings.messageTimeout()) + " (message-timeout)"));
        } else {
            awaitSilence();
        }
    }

    private void awaitSilence() {
        SilenceWatch.Step step = silence.look(settings, socket.nowNanos(), isWaiting() || socket.sending());
        if (step == SilenceWatch.Step.GIVE_UP) {
            String reason = "no answer to a ping within " + Units.text(settings.pongTimeout());
            socket.closing(Closing.By.SERVER, reason);
            // Without lingering: a peer that answers no ping is most likely gone.
            writeLast(CloseCode.GOING_AWAY, reason).addListener(ChannelFutureListener.CLOSE);
            socket.flushed();
            return;
        }
        if (step == SilenceWatch.Step.PING) {
            append(Opcode.PING, Unpooled.EMPTY_BUFFER);
        }
        socket.deadlineIn(silence.waitNanos(settings, socket.nowNanos()));
        if (unfinished != null && !isWaiting()) {
            socket.deadlineWithin(unfinished.leftNanos(settings, socket.nowNanos()));
        }
    }
}
