package io.oneport.client.account;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Which messages of one publisher a subscriber has seen: spans of numbers, most often a single one that grows. Bounded:
 * when there are many spans, the lowest is forgotten, and only what its gap held is still known. For one thread.
 */
public final class SeenMessages {
    /** What a message turned out to be. */
    public enum Sighting {
        /** Higher than all before. */
        NEXT,
        /** One of those that were missing: others have overtaken it. */
        OVERTAKEN,
        /** Seen already. */
        AGAIN,
        /** So old that it is no longer known whether it was seen. */
        FORGOTTEN
    }

    private static final int MOST_SPANS = 1024;

    /** Seen without a gap. Between it and the one before is a gap. */
    private static final class Span {
        private long from;
        private long to;
        /** Whether the gap before it is no loss: the socket was not there meanwhile. */
        private final boolean anew;

        private Span(long number, boolean anew) {
            this.from = number;
            this.to = number + 1;
            this.anew = anew;
        }
    }

    private final List<Span> spans = new ArrayList<>(1);
    private long end;
    private long lastDue;
    private boolean anew;
    /** Below this, it is no longer known what was seen. */
    private long floor;

    private long missingBelowFloor;

    /** The subscriber begins again: what it missed meanwhile is not lost. */
    public void beginAnew() {
        anew = true;
    }

    /** Whether nothing has come since it began again. */
    public boolean isAnew() {
        return anew;
    }

    /**
     * A message has come.
     *
     * @param low the low 32 bits of its number
     */
    public Sighting see(long low, long dueNanos) {
        long number = whole(low);
        if (number < end) {
            return fill(number);
        }
        if (number == end && !spans.isEmpty()) {
            spans.get(spans.size() - 1).to++;
        } else {
            spans.add(new Span(number, anew));
            forgetSome();
        }
        end = number + 1;
        lastDue = dueNanos;
        anew = false;
        return Sighting.NEXT;
    }

    /** A number of which only the low 32 bits are known, as one near the highest that was seen. */
    public long whole(long low) {
        return end + (int) (low - end);
    }

    private Sighting fill(long number) {
        if (number < floor) {
            // It may be one of those that are counted as missing.
            missingBelowFloor = Math.max(0, missingBelowFloor - 1);
            return Sighting.FORGOTTEN;
        }
        int at = spans.size() - 1;
        while (at > 0 && number < spans.get(at - 1).to) {
            at--;
        }
        // Now the number is in this span, or in the gap before it.
        Span span = spans.get(at);
        if (number >= span.from) {
            return Sighting.AGAIN;
        }
        Span before = at > 0 && spans.get(at - 1).to == number ? spans.get(at - 1) : null;
        boolean joinsBehind = span.from == number + 1;
        if (before != null && joinsBehind) {
            before.to = span.to;
            spans.remove(at);
        } else if (before != null) {
            before.to++;
        } else if (joinsBehind) {
            span.from--;
        } else {
            spans.add(at, new Span(number, span.anew));
            forgetSome();
        }
        return Sighting.OVERTAKEN;
    }

    private void forgetSome() {
        if (spans.size() > MOST_SPANS) {
            Span lowest = spans.remove(0);
            missingBelowFloor += lowest.anew ? 0 : lowest.from - floor;
            floor = lowest.to;
        }
    }

    /** Whether a message has come; false for those so old that it is no longer known. */
    public boolean has(long number) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).to <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < spans.size() && number >= spans.get(low).from;
    }

    /**
     * How many of these were overtaken and have not come, with the socket there all the time.
     *
     * @param from the lowest number that counts
     * @param counts which numbers count
     */
    public long missing(long from, LongPredicate counts) {
        long missing = 0;
        for (int at = spans.size() - 1; at >= 0 && spans.get(at).from > from; at--) {
            Span span = spans.get(at);
            long gap = Math.max(from, at > 0 ? spans.get(at - 1).to : floor);
            for (long number = gap; !span.anew && number < span.from; number++) {
                missing += counts.test(number) ? 1 : 0;
            }
        }
        return missing;
    }

    /** As the other one, of the numbers from one up to another, which does not count. */
    public long missing(NumberRanges acknowledged, long from, long to) {
        long missing = 0;
        long gap = floor;
        for (Span span : spans) {
            missing += span.anew ? 0 : acknowledged.within(Math.max(from, gap), Math.min(to, span.from));
            gap = span.to;
        }
        return missing;
    }

    /** The highest number that was seen, plus 1. */
    public long end() {
        return end;
    }

    /** When the one that was the highest was due. */
    public long lastDue() {
        return lastDue;
    }

    /**
     * How many of these are missing between others that were seen, with the socket there all the time; at least, where spans
     * were forgotten.
     *
     * @param before only numbers below this one count
     */
    public long lost(NumberRanges acknowledged, long before) {
        // Which ones are missing down there is forgotten: all that do not count may be among them.
        long counted = acknowledged.within(0, Math.min(floor, before));
        return Math.max(0, missingBelowFloor - (floor - counted)) + missing(acknowledged, floor, before);
    }

    /** How many were seen, from one number up to another, that are not among these. */
    public long seenBeside(NumberRanges acknowledged, long from, long to) {
        long count = 0;
        for (Span span : spans) {
            long first = Math.max(from, span.from);
            long behind = Math.min(to, span.to);
            count += first < behind ? behind - first - acknowledged.within(first, behind) : 0;
        }
        return count;
    }
}
