package io.oneport.client.account;

import java.util.Arrays;

/**
 * What is due, in flight and answered on one socket, by sequence number: a ring that grows up to a bound. For one thread.
 *
 * <p>Numbers go up by one from 0. Those from {@code oldest} on are held; those below {@code written} have been written,
 * the others only wait for it.
 */
public final class Outstanding {
    /** What an answer turned out to be. */
    public enum Match {
        /** To the oldest that was waiting. */
        IN_ORDER,
        /** To one before which others still wait: an earlier answer is missing, so far. */
        AHEAD,
        /** To one that others have overtaken. */
        OVERTAKEN,
        /** To one that was given up. */
        LATE,
        /** To one that has been answered already. */
        AGAIN,
        /** To one that was never written. */
        NEVER_ASKED
    }

    private static final int FIRST_CAPACITY = 4;
    private static final long WAITING = 0;
    private static final long ANSWERED = Long.MIN_VALUE;

    private final int capacity;
    private long[] due = new long[FIRST_CAPACITY];
    /** When it was written; {@link #WAITING}, {@link #ANSWERED}, or the negative of it if it was given up. */
    private long[] sent = new long[FIRST_CAPACITY];

    private long oldest;
    private long written;
    private long end;
    private long highestAnswered = -1;
    /** Below this, it is no longer known which were answered and which were given up. */
    private long forgotten;

    private int inFlight;

    /**
     * Holds nothing yet.
     *
     * @param capacity how many it may hold, a power of two
     */
    public Outstanding(int capacity) {
        this.capacity = capacity;
    }

    /** Adds one that is due; false if no more can be held. */
    public boolean add(long dueNanos) {
        if (end - oldest == due.length && !makeRoom()) {
            return false;
        }
        int slot = slot(end++);
        due[slot] = dueNanos;
        sent[slot] = WAITING;
        return true;
    }

    private boolean makeRoom() {
        if (due.length == capacity) {
            // What was given up is held only to know its answer should it come late.
            forgetGivenUp();
            return end - oldest < due.length;
        }
        long[] moreDue = new long[due.length * 2];
        long[] moreSent = new long[due.length * 2];
        for (long number = oldest; number < end; number++) {
            moreDue[(int) (number & moreDue.length - 1)] = due[slot(number)];
            moreSent[(int) (number & moreDue.length - 1)] = sent[slot(number)];
        }
        due = moreDue;
        sent = moreSent;
        return true;
    }

    private void forgetGivenUp() {
        while (oldest < written && (isAnswered(oldest) || isGivenUp(oldest))) {
            oldest++;
        }
        forgotten = oldest;
    }

    private int slot(long number) {
        return (int) (number & due.length - 1);
    }

    /** Whether one waits to be written. */
    public boolean hasWaiting() {
        return written < end;
    }

    /** The number of the next to be written. */
    public long nextNumber() {
        return written;
    }

    /** When the next to be written was due. */
    public long nextDue() {
        return due[slot(written)];
    }

    /** The next one is written now. */
    public void write(long nowNanos) {
        sent[slot(written++)] = Math.max(1, nowNanos);
        inFlight++;
    }

    /** How many are written, and neither answered nor given up. */
    public int inFlight() {
        return inFlight;
    }

    /** The number of the oldest that is in flight; -1 if none is. */
    public long oldestInFlight() {
        for (long number = oldest; number < written; number++) {
            if (sent[slot(number)] > WAITING) {
                return number;
            }
        }
        return -1;
    }

    /** A number of which only the low 32 bits are known, as one near those that are held. */
    public long whole(long low) {
        return oldest + (int) (low - oldest);
    }

    /** When one was due; only of one that is held. */
    public long dueAt(long number) {
        return due[slot(number)];
    }

    /** When one that is in flight was written. */
    public long sentAt(long number) {
        return sent[slot(number)];
    }

    /** What an answer to this number would be. */
    public Match look(long number) {
        if (number < 0 || number >= written) {
            return Match.NEVER_ASKED;
        }
        if (number < forgotten || number >= oldest && isGivenUp(number)) {
            return Match.LATE;
        }
        if (number < oldest || isAnswered(number)) {
            return Match.AGAIN;
        }
        if (number < highestAnswered) {
            return Match.OVERTAKEN;
        }
        return number == oldestInFlight() ? Match.IN_ORDER : Match.AHEAD;
    }

    /** This one is answered; it is held. */
    public void answer(long number) {
        if (sent[slot(number)] > WAITING) {
            inFlight--;
        }
        sent[slot(number)] = ANSWERED;
        highestAnswered = Math.max(highestAnswered, number);
        while (oldest < written && isAnswered(oldest)) {
            oldest++;
        }
    }

    /** This one, which is in flight, is given up: its answer is no longer awaited. */
    public void giveUp(long number) {
        sent[slot(number)] = -sent[slot(number)];
        inFlight--;
    }

    private boolean isAnswered(long number) {
        return sent[slot(number)] == ANSWERED;
    }

    private boolean isGivenUp(long number) {
        return sent[slot(number)] < 0 && !isAnswered(number);
    }

    /** Whether this one, which was written, has been overtaken by an answer to a later one and has none itself. */
    public boolean isMissing(long number) {
        return number < highestAnswered && !isAnswered(number);
    }

    /** Whether this one is written, and neither answered nor given up. */
    public boolean isInFlight(long number) {
        return sent[slot(number)] > WAITING;
    }

    /** The lowest number that is held. */
    public long from() {
        return oldest;
    }

    /** The highest number that was written, plus 1. */
    public long writtenEnd() {
        return written;
    }

    /** The highest number plus 1. */
    public long end() {
        return end;
    }

    /** Forgets all that was written, as its socket is gone; what waits stays. */
    public void forgetWritten() {
        oldest = written;
        highestAnswered = written - 1;
        inFlight = 0;
    }

    /** Gives memory back that is not in use. */
    void shrink() {
        if (oldest == end && due.length > FIRST_CAPACITY) {
            due = Arrays.copyOf(due, FIRST_CAPACITY);
            sent = Arrays.copyOf(sent, FIRST_CAPACITY);
        }
    }
}
