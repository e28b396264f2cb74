package io.oneport.client.account;

import org.jspecify.annotations.Nullable;

/**
 * What one publisher has sent, by the numbers of its messages: which of them were acknowledged, which were due while
 * measuring, and roughly when they were sent. For one thread.
 */
public final class PublishedNumbers {
    private static final int MARKS = 64;
    /** In the longest wait for an answer there are at most so many marks. */
    private static final int MARKS_IN_TIMEOUT = 32;

    private final NumberRanges acknowledged;
    private final NumberRanges measured;
    private final long apartNanos;
    /** A ring of pairs: a time, and the number that was sent then; {@code null} until there is one. */
    private long @Nullable [] marks;

    private int marked;
    private long lastMark;
    private long end;
    private long lastSent;

    /**
     * Nothing was sent.
     *
     * @param mostRanges of numbers that are held; then the lowest range is forgotten
     * @param timeoutNanos how long an answer may take
     */
    public PublishedNumbers(int mostRanges, long timeoutNanos) {
        this.acknowledged = new NumberRanges(mostRanges);
        this.measured = new NumberRanges(mostRanges);
        this.apartNanos = timeoutNanos / MARKS_IN_TIMEOUT;
    }

    /**
     * A message is sent; its number is higher than all before.
     *
     * @param isMeasured whether it was due while measuring
     */
    public void sent(long number, long nowNanos, boolean isMeasured) {
        if (marked == 0 || nowNanos - lastMark >= apartNanos) {
            mark(nowNanos, number);
        }
        end = number + 1;
        lastSent = nowNanos;
        if (isMeasured) {
            measured.add(number);
        }
    }

    private void mark(long nanos, long number) {
        if (marks == null) {
            marks = new long[2 * MARKS];
        }
        int at = 2 * (marked++ % MARKS);
        marks[at] = nanos;
        marks[at + 1] = number;
        lastMark = nanos;
    }

    /** It was acknowledged; its number is higher than all that were before. */
    public void acknowledge(long number) {
        acknowledged.add(number);
    }

    /** The numbers of what was acknowledged. */
    public NumberRanges acknowledged() {
        return acknowledged;
    }

    /**
     * A number below which all was sent by a time, not much earlier than the longest wait for an answer; a little less than
     * the highest.
     */
    public long sentBy(long nanos) {
        if (lastSent <= nanos) {
            return end;
        }
        for (int mark = marked - 1; mark >= Math.max(0, marked - MARKS) && marks != null; mark--) {
            int at = 2 * (mark % MARKS);
            if (marks[at] <= nanos) {
                return marks[at + 1];
            }
        }
        return 0;
    }

    /**
     * The numbers of what was due while measuring. They may have gaps: a session that had to wait sends a message that was
     * due before those of the session that it waited for.
     */
    public NumberRanges measured() {
        return measured;
    }
}
