package io.oneport.client.fleet;

import io.oneport.client.wire.WireEnd;
import org.jspecify.annotations.Nullable;

/**
 * Room for one session of echoes after the other. Message numbers go on from one session to the next, so that an echo of
 * an earlier one is known. All of it on its worker's loop.
 */
final class SessionSlot extends Slot {
    private final Payloads payloads;
    private final Churn churn;
    private final int messages;
    /** The session that is under way, or the last one; {@code null} before the first. */
    private @Nullable EchoSession session;

    private long nextMessage;

    /**
     * Prepares; no session is open yet.
     *
     * @param churn which this slot belongs to
     * @param messages how many a session sends
     * @param timeoutNanos how long an echo may take
     */
    SessionSlot(int number, SocketTools tools, Payloads payloads, Churn churn, int messages, long timeoutNanos) {
        super(number, tools, timeoutNanos);
        this.payloads = payloads;
        this.churn = churn;
        this.messages = messages;
    }

    @Override
    void start() {
        EchoSession next = new EchoSession(this, payloads, nextMessage, messages);
        session = next;
        next.open(number);
    }

    @Override
    void expire(long now) {
        if (session != null && isBusy()) {
            session.expire(now);
        }
    }

    @Override
    void accountOpening() {
        if (session != null) {
            session.accountOpening();
        }
    }

    @Override
    void leave() {
        if (session != null && isBusy()) {
            session.leave();
        }
    }

    // What the session says.

    /** Its WebSocket is open. */
    void opened() {
        churn.open++;
    }

    /** It is over, or could not begin. */
    void ended(EchoSession which, WireEnd end, boolean wasOpen) {
        nextMessage = which.nextMessage();
        long now = time.now();
        churn.open -= wasOpen ? 1 : 0;
        rest();
        if (which.isRight(end)) {
            churn.ended(this, true, which.partedAt());
        } else {
            measures.failed(which.fault(end), which.fiveTuple(), now);
            churn.ended(this, false, now);
        }
    }
}
