package io.oneport.client.fleet;

import io.oneport.client.account.NumberRanges;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What was published by the users of a scenario, so that subscribers on any loop know when each message was due: the server
 * carries no more of a message than its identity.
 *
 * <p>Assumes: (1) the loop of a publisher alone calls its {@link FanoutSource#publishing} and {@link FanoutSource#published}; (2) its
 * ranges are read by others only when all loops have finished. Guarantees: (1) {@link FanoutSource#due} is the time at which that
 * message was due, or unknown; (2) memory is bounded, whatever is published.
 */
final class FanoutBoard {
    /** A message is known until so many later ones have been published by the same user. */
    private static final int REMEMBERED = 1024;

    private static final int MOST_RANGES = 1 << 12;
    static final long UNKNOWN = -1;

    private final int firstNumber;
    private final FanoutSource[] publishers;

    /**
     * Prepares.
     *
     * @param firstNumber the lowest socket number of the users
     * @param users how many there are
     */
    FanoutBoard(int firstNumber, int users) {
        this.firstNumber = firstNumber;
        this.publishers = new FanoutSource[users];
        for (int i = 0; i < users; i++) {
            publishers[i] = new FanoutSource();
        }
    }

    int size() {
        return publishers.length;
    }

    /** The index of a socket number's publisher; negative if it is none's. */
    int indexOf(int number) {
        int index = number - firstNumber;
        return index < publishers.length ? index : -1;
    }

    FanoutSource publisher(int index) {
        return publishers[index];
    }

    /** One user. */
    static final class FanoutSource {
        private final NumberRanges acknowledged = new NumberRanges(MOST_RANGES);
        /** Number, when it was due, and when it was sent, one message after the other. */
        private volatile @Nullable AtomicLongArray known;

        private volatile long acknowledgedEnd;
        private long measuredFrom;
        private long measuredTo;

        void publishing(long message, long dueNanos, long sentNanos, boolean measured) {
            AtomicLongArray ring = known;
            if (ring == null) {
                ring = new AtomicLongArray(3 * REMEMBERED);
                known = ring;
            }
            int at = at(message);
            ring.set(at, UNKNOWN);
            ring.set(at + 1, dueNanos);
            ring.set(at + 2, sentNanos);
            ring.set(at, message);
            if (measured) {
                measuredFrom = measuredTo == 0 ? message : measuredFrom;
                measuredTo = message + 1;
            }
        }

        private static int at(long message) {
            return 3 * (int) (message % REMEMBERED);
        }

        void published(long message) {
            acknowledged.add(message);
            acknowledgedEnd = acknowledged.end();
        }

        /** When a message was due; {@link #UNKNOWN} if that is no longer known. Any thread. */
        long due(long message) {
            return look(message, 1);
        }

        /** When it was sent, likewise. */
        long sent(long message) {
            return look(message, 2);
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

        /** The highest number that was acknowledged, plus 1. Any thread. */
        long acknowledgedEnd() {
            return acknowledgedEnd;
        }

        NumberRanges acknowledged() {
            return acknowledged;
        }

        long measuredFrom() {
            return measuredFrom;
        }

        long measuredTo() {
            return measuredTo;
        }
    }
}
