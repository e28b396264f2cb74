package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.oneport.server.connection.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a WebSocket has of a message that has not come whole. Between messages it has nothing, so an idle socket keeps none of
 * these: the event loop lends its own to whichever socket reads. Confined to the event loop.
 */
final class Unfinished {
    private static final FastThreadLocal<Unfinished> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected Unfinished initialValue() {
            return new Unfinished();
        }
    };

    private final FrameDecoder frames = new FrameDecoder();
    private final MessageAssembler message = new MessageAssembler();
    /** Bytes that were read and must wait to be decoded; null if there never were any. */
    private @Nullable Deque<ByteBuf> rest;

    private int messages;
    private boolean queued;
    private boolean lent;
    private long begunNanos;

    private Unfinished() {}

    /** The event loop's, or a new one for it if a socket has kept the last. */
    static Unfinished borrow() {
        Unfinished ofLoop = OF_LOOP.get();
        if (ofLoop.lent) {
            ofLoop = new Unfinished();
            OF_LOOP.set(ofLoop);
        }
        ofLoop.lent = true;
        ofLoop.messages = 0;
        ofLoop.queued = false;
        return ofLoop;
    }

    /** For the next to read; only where {@link #isNothing}. */
    void giveBack() {
        lent = false;
    }

    /** What is unfinished has begun at this time or later: what came before it is dealt with. */
    void begun(long nowNanos) {
        begunNanos = nowNanos;
    }

    /** How long it may stay unfinished, in nanoseconds; 0 or less when the time is over. */
    long leftNanos(WebSocketSettings settings, long nowNanos) {
        return settings.messageTimeout().toNanos() - (nowNanos - begunNanos);
    }

    FrameDecoder frames() {
        return frames;
    }

    MessageAssembler message() {
        return message;
    }

    /** Counts a message that was handed over, and returns how many there were since the last {@link #newTurn}. */
    int countMessage() {
        return ++messages;
    }

    /** Others have had their turn. */
    void newTurn() {
        messages = 0;
    }

    /** Keeps bytes that come before all others that are kept. */
    void keepFirst(ByteBuf bytes) {
        rest().addFirst(bytes);
    }

    /** Keeps bytes that come after all others that are kept. */
    void keepLast(ByteBuf bytes) {
        rest().addLast(bytes);
    }

    /** Whether the socket is in the event loop's queue, to go on with what is kept. */
    boolean queued() {
        return queued;
    }

    void queued(boolean now) {
        queued = now;
    }

    private Deque<ByteBuf> rest() {
        if (rest == null) {
            rest = new ArrayDeque<>();
        }
        return rest;
    }

    boolean hasRest() {
        return rest != null && !rest.isEmpty();
    }

    /** The first bytes that are kept; the caller releases them. */
    ByteBuf takeRest() {
        return rest().removeFirst();
    }

    /** Whether all that came was whole and is decoded. */
    boolean isNothing() {
        return !hasRest() && frames.isBetweenFrames() && message.isBetweenMessages();
    }

    /** Forgets what was held back; nothing that follows needs it. */
    void release(Connection socket) {
        frames.release();
        message.release(socket);
        while (hasRest()) {
            takeRest().release();
        }
    }
}
