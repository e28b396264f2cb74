package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.pace.PhaseClock;

/** Room for one session after the other: knows when the one that is under way was due. All of it on its worker's loop. */
abstract class Slot {
    final int number;
    final SocketTools tools;
    final PhaseClock time;
    final Measures measures;
    final long timeoutNanos;
    private boolean busy;
    private boolean measured;
    private long due;
    private long begunAt;

    /**
     * Prepares; no session has begun.
     *
     * @param number of its sockets
     * @param timeoutNanos how long an answer may take
     */
    Slot(int number, SocketTools tools, long timeoutNanos) {
        this.number = number;
        this.tools = tools;
        this.time = tools.time();
        this.measures = tools.measures();
        this.timeoutNanos = timeoutNanos;
    }

    /** Begins a session; the one before has ended. */
    final void begin(long dueNanos) {
        busy = true;
        due = dueNanos;
        measured = time.measured(dueNanos);
        begunAt = time.now();
        start();
    }

    /** A session begins. */
    abstract void start();

    /** The session that was under way is over. */
    final void rest() {
        busy = false;
    }

    /** Whether a session is under way. */
    final boolean isBusy() {
        return busy;
    }

    /** When the session that is under way was due. */
    final long due() {
        return due;
    }

    /** When the session that is under way began. */
    final long begunAt() {
        return begunAt;
    }

    /** Whether the session that is under way was due while measuring. */
    final boolean isMeasured() {
        return measured;
    }

    /** Ends a session that waits for an answer for too long; the other steps have a deadline of their own. */
    abstract void expire(long now);

    /** Ends the account of what is under way, but for the session itself, at the end of the run. */
    abstract void accountOpening();

    /** Ends it for good. */
    abstract void leave();
}
