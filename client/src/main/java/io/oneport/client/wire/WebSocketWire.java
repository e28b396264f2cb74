package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.HttpAnswer;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket for load (RFC 6455): opened by the handshake, then frames both ways. All of it on its loop.
 *
 * <p>Its own frame codec, in place of Netty's, since one handler and no object for a frame is what lets a core drive as
 * much as a program in C. The other commands use Netty's, so that server and client can't share a misunderstanding.
 */
public final class WebSocketWire extends Wire {
    private static final int CLOSE_MILLIS = 2000;
    /** How long to wait for the server to end the connection once both have said goodbye. */
    private static final int PARTED_MILLIS = 500;

    /** What is only needed until the 101 is there. */
    private static final class PendingUpgrade {
        final ClientHandshake handshake;
        final UpgradeAnswer answer = new UpgradeAnswer();
        final int timeoutMillis;
        ScheduledFuture<?> deadline;

        PendingUpgrade(ClientHandshake handshake, int timeoutMillis) {
            this.handshake = handshake;
            this.timeoutMillis = timeoutMillis;
        }
    }

    private final int maxMessageBytes;
    private PendingUpgrade opening;
    /** {@code null} until it is a WebSocket. */
    private MessageReader reader;

    private ByteBuf batch;
    private boolean reading;
    private boolean closeSent;
    /** Whether permessage-deflate was agreed (RFC 7692). */
    private boolean deflate;
    /** When nobody waits for the server's goodbye, or for the connection's end, any longer. */
    private ScheduledFuture<?> goodbye;

    WebSocketWire(
            WireLoop loop, WireListener listener, ClientHandshake handshake, int timeoutMillis, int maxMessageBytes) {
        super(loop, listener);
        this.opening = new PendingUpgrade(handshake, timeoutMillis);
        this.maxMessageBytes = maxMessageBytes;
    }

    // The handshake.

    @Override
    void start() {
        ByteBuf request = ctx.alloc().ioBuffer();
        request.writeBytes(EncodedRequest.of(opening.handshake.request()).bytes());
        ctx.writeAndFlush(request, ctx.voidPromise());
        opening.deadline = ctx.executor().schedule(this::late, opening.timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void late() {
        if (opening != null) {
            String within = Units.text(Duration.ofMillis(opening.timeoutMillis));
            end(WireEnd.Cause.REFUSED, "no answer to the upgrade within " + within);
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
                Optional<HttpAnswer> answer = opening.answer.add(part);
                if (opening.answer.fault() != null) {
                    end(WireEnd.Cause.BROKEN, opening.answer.fault());
                } else if (answer.isPresent()) {
                    answered(answer.get());
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(HttpAnswer answer) {
        ClientHandshake.UpgradeReply verdict = opening.handshake.verify(answer);
        if (verdict instanceof ClientHandshake.UpgradeReply.Rejected refused) {
            end(WireEnd.Cause.REFUSED, refused.why());
            return;
        }
        deflate = verdict instanceof ClientHandshake.UpgradeReply.Switched switched && switched.deflate();
        opening.deadline.cancel(false);
        opening = null;
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

    // What comes in, by the reader.

    /** Whether there is anything more to be read: behind a Close there is not (RFC 6455, section 5.5.1). */
    boolean listens() {
        return !isOver() && !isAgreed();
    }

    void broken(String what) {
        end(WireEnd.Cause.BROKEN, "the server violated the protocol: " + what);
    }

    void pinged(byte[] payload) {
        append(0x8a, payload, payload.length);
        if (!reading) {
            flush();
        }
    }

    void closeReceived(int code) {
        if (closeSent) {
            part();
            return;
        }
        sendClose(code == CloseCode.NO_STATUS ? CloseCode.NORMAL : code);
        flush();
        end(WireEnd.Cause.CLOSED, "closed by the server: Close " + code);
    }

    /**
     * Both have said goodbye. The server is to end the connection (RFC 6455, section 7.1.1): whoever does so first has its
     * port rest for a minute, and a client that comes and goes has none to spare.
     */
    private void part() {
        agree(new WireEnd(WireEnd.Cause.OURS, "Close"));
        goodbye.cancel(false);
        goodbye = ctx.executor().schedule(() -> end(WireEnd.Cause.OURS, "Close"), PARTED_MILLIS, TimeUnit.MILLISECONDS);
        listener.parted();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
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
        Frames.write(batch, loop.frameScratch(), first, payload, length, loop.nextMask());
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
     * Says goodbye: Close 1000. The end comes when the server, having said the same, ends the connection; or after a while
     * without that.
     */
    public void leave() {
        if (!isReady()) {
            end(WireEnd.Cause.OURS, "left before it was open");
        } else if (!closeSent) {
            sendClose(CloseCode.NORMAL);
            flush();
            goodbye = ctx.executor()
                    .schedule(
                            () -> end(WireEnd.Cause.LOST, "no answer to our Close"),
                            CLOSE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void sendClose(int code) {
        closeSent = true;
        append(0x88, new byte[] {(byte) (code >> 8), (byte) code}, 2);
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
