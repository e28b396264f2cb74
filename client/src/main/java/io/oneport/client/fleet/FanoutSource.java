package io.oneport.client.fleet;

import io.oneport.client.account.PublishedNumbers;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What one user of a scenario has published. Its own loop alone writes; {@link #due}, {@link #sent}, {@link #hasArrived}, {@link
 * #precedes} and {@link #acknowledgedEnd} may be read by any thread, {@link #published} when all loops have finished.
 */
final class FanoutSource {
    /** A message is known until so many later ones have been published by the same user. */
    static final int REMEMBERED = 1024;

    static final long UNKNOWN = -1;
    /** The line of requests over HTTP, each of which is answered before the next is sent. */
    static final long HTTP = 0;

    private static final int MOST_RANGES = 1 << 12;
    private static final int MOST_HELD = 4096;

    // What is known of a message, one after the other: its number, and these.
    private static final int DUE = 1;
    private static final int SENT = 2;
    private static final int LINE = 3;
    private static final int LIKENESS = 4;
    private static final int ANSWERED = 5;
    private static final int ARRIVED = 6;
    private static final int FIGURES = 7;

    private final PublishedNumbers published;
    private volatile @Nullable AtomicLongArray known;
    private volatile long acknowledgedEnd;
    /** Ascending, from the first that was sent without an answer: twice the number, plus 1 if it was answered. */
    private long[] held = new long[8];

    private int heldCount;

    /** @param timeoutNanos how long an answer may take */
    FanoutSource(long timeoutNanos) {
        this.published = new PublishedNumbers(MOST_RANGES, timeoutNanos);
    }

    /**
     * A message is sent.
     *
     * @param line tells one WebSocket from the next; {@link #HTTP} for a request
     * @param likeness the same for messages that differ only in their identity and time
     */
    void publishing(long message, long dueNanos, long sentNanos, boolean measured, long line, long likeness) {
        AtomicLongArray ring = known;
        if (ring == null) {
            ring = new AtomicLongArray(FIGURES * REMEMBERED);
            known = ring;
        }
        int at = at(message);
        ring.set(at, UNKNOWN);
        ring.set(at + DUE, dueNanos);
        ring.set(at + SENT, sentNanos);
        ring.set(at + LINE, line);
        ring.set(at + LIKENESS, likeness);
        ring.set(at + ANSWERED, 0);
        ring.set(at + ARRIVED, 0);
        ring.set(at, message);
        published.sent(message, sentNanos, measured);
    }

    private static int at(long message) {
        return FIGURES * (int) (message % REMEMBERED);
    }

    /**
     * It was sent, and answered if an answer was expected. What was not is held until it is known to have arrived: a server
     * that closes the connection need not have read it.
     */
    void published(long message, boolean answered) {
        AtomicLongArray ring = known;
        if (answered && ring != null) {
            ring.set(at(message) + ANSWERED, 1);
            if (ring.get(at(message) + LINE) != HTTP) {
                arrived(); // what went before on the same WebSocket was read before
            }
        }
        if (answered && heldCount == 0) {
            acknowledge(message);
        } else {
            hold(2 * message + (answered ? 1 : 0));
        }
    }

    private void hold(long entry) {
        if (heldCount == MOST_HELD) {
            arrived();
        } else if (heldCount == held.length) {
            held = Arrays.copyOf(held, 2 * heldCount);
        }
        held[heldCount++] = entry;
    }

    private void acknowledge(long message) {
        AtomicLongArray ring = known;
        if (ring != null && ring.get(at(message)) == message) {
            ring.set(at(message) + ARRIVED, 1);
        }
        published.acknowledge(message);
        acknowledgedEnd = message + 1;
    }

    /** All that was sent on the WebSocket has arrived. */
    void arrived() {
        for (int i = 0; i < heldCount; i++) {
            acknowledge(held[i] / 2);
        }
        heldCount = 0;
    }

    /** The WebSocket ended, and not in order: what was sent on it and not answered may not have arrived. */
    void cutOff() {
        for (int i = 0; i < heldCount; i++) {
            if (held[i] % 2 == 1) {
                acknowledge(held[i] / 2);
            }
        }
        heldCount = 0;
    }

    /** When a message was due; {@link #UNKNOWN} if that is no longer known. */
    long due(long message) {
        return look(message, DUE);
    }

    /** When it was sent, likewise. */
    long sent(long message) {
        return look(message, SENT);
    }

    /** Whether a message is known to have arrived; false, too, if it is so long ago that nobody knows. */
    boolean hasArrived(long message) {
        return look(message, ARRIVED) == 1;
    }

    /**
     * Whether every subscriber must receive one message before a later one: it was answered before the later one was sent, or
     * went before it on the same WebSocket; and they are of one kind. Others may be for different topics, and in no order.
     */
    boolean precedes(long message, long later) {
        long line = look(message, LINE);
        boolean promised = look(message, ANSWERED) == 1 || line > HTTP && line == look(later, LINE);
        return promised && look(message, LIKENESS) == look(later, LIKENESS) && due(later) != UNKNOWN;
    }

    private long look(long message, int what) {
        AtomicLongArray ring = known;
        if (ring == null) {
            return UNKNOWN;
        }
        int at = at(message);
        boolean before = ring.get(at) == message;
        long found = ring.get(at + what);
        return before && ring.get(at) == message ? found : UNKNOWN;
    }

    /** The highest number that is known to have arrived, plus 1. */
    long acknowledgedEnd() {
        return acknowledgedEnd;
    }

    /** All of it. */
    PublishedNumbers published() {
        return published;
    }
}
