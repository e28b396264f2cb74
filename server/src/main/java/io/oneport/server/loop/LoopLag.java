package io.oneport.server.loop;

/**
 * How late an event loop does what is due, as a histogram: what a socket's request may have to wait for the work of
 * others. Written on the event loop; to be read there, too.
 */
public final class LoopLag {
    private static final long[] BOUNDS_NANOS = {
        1_000_000,
        2_000_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000
    };

    private final long[] counts = new long[BOUNDS_NANOS.length + 1];
    private long sumNanos;

    /** Notes one delay, in nanoseconds. */
    public void record(long nanos) {
        long delay = Math.max(0, nanos);
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && delay > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        counts[bucket]++;
        sumNanos += delay;
    }

    /** Adds what another has noted. */
    public void add(LoopLag other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        sumNanos += other.sumNanos;
    }

    /** The number of buckets with an upper bound; one without comes after them. */
    public static int bounds() {
        return BOUNDS_NANOS.length;
    }

    /** The upper bound of a bucket, in nanoseconds. */
    public static long boundNanos(int bucket) {
        return BOUNDS_NANOS[bucket];
    }

    /** How many delays were in a bucket, and not in one below it. */
    public long count(int bucket) {
        return counts[bucket];
    }

    /** The sum of all delays, in nanoseconds. */
    public long sumNanos() {
        return sumNanos;
    }
}
