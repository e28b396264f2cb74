package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Failures;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.Limits;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket (RFC 6455): opened by the handshake, then frames both ways. All of it on its loop.
 *
 * <p>Its own frame codec, in place of Netty's, since one handler and no object for a frame is what lets a core drive as
 * much as a program in C. The tests hold it against other programs' codecs.
 */
public final class WebSocketWire extends Wire {
    /**
     * The server's Close frame.
     *
     * @param first whether it came before ours
     * @param code {@link CloseCode#NO_STATUS} if it has none
     */
    public record ReceivedClose(boolean first, int code, String reason) {}

    /** What is only needed until the 101 is there. */
    private static final class PendingUpgrade {
        final ClientHandshake handshake;
        final AnswerReader answer = AnswerReader.ofRefusals();
        final Limits limits;

        @Nullable
        ScheduledFuture<?> deadline;

        PendingUpgrade(ClientHandshake handshake, Limits limits) {
            this.handshake = handshake;
            this.limits = limits;
        }
    }

    private final int maxMessageBytes;
    private final Patience patience;
    /** Null once it is a WebSocket. */
    private @Nullable PendingUpgrade opening;
    /** {@code null} until it is a WebSocket. */
    private @Nullable MessageReader reader;

    private @Nullable ByteBuf batch;
    private boolean reading;
    private boolean closeSent;
    /** Whether permessage-deflate was agreed (RFC 7692). */
    private boolean deflate;
    /** When nobody waits for the server's Close, or for the connection's end, any longer. */
    private @Nullable ScheduledFuture<?> goodbye;

    private boolean givenUp;
    /** What of its end is of interest to few. */
    private @Nullable HttpAnswer refusal;

    private @Nullable ReceivedClose received;
    private int brokenCode;
    private @Nullable String subprotocol;

    /** A socket to be opened by {@link Wires#open}, or by an {@link HttpWire} that becomes one. */
    public WebSocketWire(
            WireLoop loop, WireListener listener, ClientHandshake handshake, Limits limits, Patience patience) {
        super(loop, listener);
        this.opening = new PendingUpgrade(handshake, limits);
        this.maxMessageBytes = limits.maxMessageBytes();
        this.patience = patience;
    }

    // The handshake.

    @Override
    void start() {
        PendingUpgrade opening = Objects.requireNonNull(this.opening);
        ByteBuf request = ctx.alloc().ioBuffer();
        request.writeBytes(EncodedRequest.of(opening.handshake.request()).bytes());
        ctx.writeAndFlush(request, ctx.voidPromise());
        opening.deadline = ctx.executor().schedule(this::late, opening.limits.timeoutMillis(), TimeUnit.MILLISECONDS);
    }

    private void late() {
        if (opening != null) {
            end(WireEnd.Cause.REFUSED, "no answer to the upgrade within " + Units.text(opening.limits.timeout()));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && reader != null) {
            reading = true;
            reader.read(bytes);
            return;
        }
        try {
            if (opening != null && !isOver() && message instanceof HttpObject part) {
                boolean whole = opening.answer.add(part);
                String fault = opening.answer.fault();
                if (fault != null) {
                    end(opening.answer.cause(), fault);
                } else if (whole) {
                    answered(opening, opening.answer.answer());
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(PendingUpgrade opening, HttpAnswer answer) {
        ClientHandshake.UpgradeReply verdict = opening.handshake.verify(answer);
        if (verdict instanceof ClientHandshake.UpgradeReply.Rejected refused) {
            refusal = answer;
            end(WireEnd.Cause.REFUSED, refused.why());
            return;
        }
        if (verdict instanceof ClientHandshake.UpgradeReply.Switched switched) {
            deflate = switched.deflate();
            subprotocol = switched.subprotocol().orElse(null);
        }
        if (opening.deadline != null) {
            opening.deadline.cancel(false);
        }
        this.opening = null;
        reader = new MessageReader(this, maxMessageBytes, deflate);
        becomeReady();
        // Last: this very call delivers the frames that came in the same segment as the 101.
        ctx.pipeline().remove(Wires.HTTP_DECODER);
        flush();
    }

    /** Whether server and client have agreed to compress messages; known from {@link WireListener#ready} on. */
    public boolean deflates() {
        return deflate;
    }

    /** The subprotocol that the server chose; known from {@link WireListener#ready} on. */
    public Optional<String> subprotocol() {
        return Optional.ofNullable(subprotocol);
    }

    /** The answer that refused to upgrade, once that has ended the socket. */
    public Optional<HttpAnswer> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The server's Close frame, once it has come. */
    public Optional<ReceivedClose> received() {
        return Optional.ofNullable(received);
    }

    /** The code with which this side has ended the socket, since it can't go on with what came; 0 if it has not. */
    public int brokenCode() {
        return brokenCode;
    }

    /** Whether this side has ended the connection, since the server was late in doing so. */
    public boolean isGivenUp() {
        return givenUp;
    }

    // What comes in, by the reader.

    /** Whether there is anything more to be read: after a Close there is not (RFC 6455, section 5.5.1). */
    boolean listens() {
        return !isOver() && !isAgreed();
    }

    /** Ends the socket, since the server broke the protocol, with a Close frame that says so (RFC 6455, section 7.1.7). */
    public void broken(int code, String what) {
        fail(WireEnd.Cause.BROKEN, code, "the server violated the protocol: " + what);
    }

    /** Ends it, since a message is longer than this client takes. */
    void tooBig(String what) {
        String most = "this client takes at most " + Units.sizeText(maxMessageBytes);
        fail(WireEnd.Cause.TOO_BIG, CloseCode.MESSAGE_TOO_BIG, what + ": " + most);
    }

    private void fail(WireEnd.Cause cause, int code, String what) {
        brokenCode = code;
        if (!closeSent) {
            sendClose(code, "");
            flush();
        }
        end(cause, what);
    }

    /** Not every Ping needs its own answer (RFC 6455, section 5.5.3): a flood of them must not fill our memory. */
    void pinged(byte[] payload) {
        if (closeSent || !ctx.channel().isWritable()) {
            return;
        }
        append(0x8a, payload, payload.length);
        if (!reading) {
            flush();
        }
    }

    void closeReceived(int code, String reason) {
        received = new ReceivedClose(!closeSent, code, reason);
        if (closeSent) {
            if (goodbye != null) {
                goodbye.cancel(false);
            }
            part(new WireEnd(WireEnd.Cause.OURS, "Close"));
            listener.parted();
            return;
        }
        // The same code goes back (RFC 6455, section 5.5.1); no code, if none came.
        sendClose(code, "");
        flush();
        WireEnd end = new WireEnd(
                WireEnd.Cause.CLOSED,
                "closed by the server: Close " + (code == CloseCode.NO_STATUS ? "without a code" : code));
        if (patience.waitsForEnd()) {
            part(end);
        } else {
            end(end.kind(), end.what());
        }
    }

    /**
     * Both have sent a Close frame. The server is to end the connection (RFC 6455, section 7.1.1): whoever does so first has
     * its port rest for a minute, and a client that comes and goes has none to spare.
     */
    private void part(WireEnd end) {
        agree(end);
        goodbye = ctx.executor().schedule(() -> giveUp(end), patience.endMillis(), TimeUnit.MILLISECONDS);
    }

    private void giveUp(WireEnd end) {
        givenUp = true;
        end(end.kind(), end.what());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
        listener.readComplete();
    }

    // What goes out.

    /**
     * Adds a message to what goes out at the next {@link #flush}; inside of {@link WireListener#message} that comes by
     * itself.
     *
     * <p>If compression was agreed, it goes compressed, unless it would not get smaller by that: which messages to compress
     * is up to their sender (RFC 7692, section 6).
     *
     * @param payload its first {@code length} bytes, copied during this call
     */
    public void send(byte[] payload, int length, boolean text) {
        int first = text ? 0x81 : 0x82;
        if (deflate) {
            int compressed = loop.deflate().deflate(payload, length);
            if (compressed != MessageDeflate.NO) {
                append(first | 0x40, loop.deflate().compressed(), compressed);
                return;
            }
        }
        append(first, payload, length);
    }

    private void append(int first, byte[] payload, int length) {
        int needed = Frames.MAX_HEADER_BYTES + length;
        if (batch == null) {
            batch = ctx.alloc().ioBuffer(needed);
        }
        Frames.write(batch, loop.frameScratch(length), first, payload, length, loop.nextMask());
    }

    /** Adds a Ping (RFC 6455, section 5.5.2) of at most 125 bytes, as {@link #send} adds a message. */
    public void ping(byte[] payload) {
        append(0x89, payload, payload.length);
    }

    /** Adds bytes as they are, in the place of a frame: for whoever breaks the protocol on purpose. */
    public void sendRaw(byte[] bytes) {
        if (batch == null) {
            batch = ctx.alloc().ioBuffer(bytes.length);
        }
        batch.writeBytes(bytes);
    }

    /** Sends what was added. */
    public void flush() {
        if (batch != null) {
            ByteBuf out = batch;
            batch = null;
            ctx.writeAndFlush(out, ctx.voidPromise());
        }
    }

    /**
     * Sends what was added.
     *
     * @param taken kept once the system has taken the bytes; fails if it will not
     */
    public void flush(CompletableFuture<Void> taken) {
        ByteBuf out = batch;
        batch = null;
        ctx.writeAndFlush(out == null ? Unpooled.EMPTY_BUFFER : out).addListener(written -> {
            if (written.isSuccess()) {
                taken.complete(null);
            } else {
                taken.completeExceptionally(new IOException(Failures.reason(written.cause()), written.cause()));
            }
        });
    }

    /** Whether a message may be sent: it is open, and neither side has begun to close it. */
    public boolean isOpen() {
        return isReady() && !closeSent;
    }

    /** Closes with 1000; for the rest, as the other one. */
    public void leave() {
        leave(CloseCode.NORMAL, "");
    }

    /**
     * Sends a Close frame, unless one was sent. The end comes when the server, having sent its own, ends the connection; or
     * when that takes too long.
     *
     * @param code one that {@link CloseCode#mayBeSent(int) may be sent}
     * @param reason at most {@link CloseCode#MAX_REASON_BYTES} bytes of UTF-8
     */
    public void leave(int code, String reason) {
        if (!isReady()) {
            end(WireEnd.Cause.OURS, "left before it was open");
        } else if (!closeSent) {
            sendClose(code, reason);
            flush();
            goodbye = ctx.executor().schedule(this::closeLate, patience.closeMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void closeLate() {
        String within = Units.text(Duration.ofMillis(patience.closeMillis()));
        end(WireEnd.Cause.LOST, "the server sent no Close frame within " + within);
    }

    /** @param code {@link CloseCode#NO_STATUS} for none */
    private void sendClose(int code, String reason) {
        closeSent = true;
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[code == CloseCode.NO_STATUS ? 0 : 2 + text.length];
        if (payload.length > 0) {
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(text, 0, payload, 2, text.length);
        }
        append(0x88, payload, payload.length);
    }

    @Override
    void release() {
        if (opening != null && opening.deadline != null) {
            opening.deadline.cancel(false);
        }
        if (goodbye != null) {
            goodbye.cancel(false);
        }
        if (reader != null) {
            reader.release();
        }
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    @Override
    WireEnd lost() {
        return new WireEnd(WireEnd.Cause.LOST, "the server ended the connection without a Close frame");
    }
}
