package io.oneport.server.websocket;

import io.netty.util.concurrent.FastThreadLocal;
import io.oneport.server.socket.SocketRecord;

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

    /** Whether all that came was whole. */
    boolean isNothing() {
        return frames.isBetweenFrames() && message.isBetweenMessages();
    }

    /** Forgets what was held back; it is of no use to anybody behind that. */
    void release(SocketRecord socket) {
        frames.release();
        message.release(socket);
    }
}
