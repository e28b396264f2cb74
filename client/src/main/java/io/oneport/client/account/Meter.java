package io.oneport.client.account;

import org.HdrHistogram.Histogram;

/** One metric on one worker: the whole of the measured time, and what has come since the last look. */
public final class Meter {
    /** Longer than any wait that a plan allows. */
    private static final long HIGHEST_NANOS = 25L * 3600 * 1_000_000_000L;

    private static final int DIGITS = 3;

    private final Histogram corrected = histogram();
    private final Histogram uncorrected = histogram();
    /** Those that never ended, as long as they had lasted when they were given up. */
    private final Histogram unended = histogram();

    private Histogram interval = histogram();
    private Histogram spare = histogram();

    public static Histogram histogram() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    /** One has ended; {@code measured} if it was due while measuring. */
    void record(long sinceDue, long sinceSent, boolean measured) {
        long latency = clamped(sinceDue);
        interval.recordValue(latency);
        if (measured) {
            corrected.recordValue(latency);
            uncorrected.recordValue(clamped(sinceSent));
        }
    }

    public void recordUnended(long sinceDue) {
        unended.recordValue(clamped(sinceDue));
    }

    /** As many that had lasted as long. */
    public void recordUnended(long sinceDue, long count) {
        if (count > 0) {
            unended.recordValueWithCount(clamped(sinceDue), count);
        }
    }

    private static long clamped(long nanos) {
        return Math.max(0, Math.min(nanos, HIGHEST_NANOS));
    }

    /** What has come since the last call; valid until the one after the next. */
    public Histogram takeInterval() {
        Histogram taken = interval;
        interval = spare;
        interval.reset();
        spare = taken;
        return taken.copy();
    }

    public Histogram corrected() {
        return corrected;
    }

    public Histogram uncorrected() {
        return uncorrected;
    }

    public Histogram unended() {
        return unended;
    }
}
