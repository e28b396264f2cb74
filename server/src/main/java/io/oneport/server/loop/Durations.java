package io.oneport.server.loop;

import java.util.concurrent.TimeUnit;

/**
 * Durations as a histogram with fixed buckets: plain counters, so that noting one costs some nanoseconds and no object.
 * Written on one event loop; to be read there, too.
 */
public final class Durations {
    private static final long[] LAG = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000);
    private static final long[] LATENCY =
            millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);

    private final long[] boundsNanos;
    private final long[] counts;
    private long sumNanos;

    private Durations(long[] boundsNanos) {
        this.boundsNanos = boundsNanos;
        this.counts = new long[boundsNanos.length + 1];
    }

    private static long[] millis(double... bounds) {
        long[] nanos = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            nanos[i] = Math.round(bounds[i] * TimeUnit.MILLISECONDS.toNanos(1));
        }
        return nanos;
    }

    /** How late an event loop does what is due: what a socket's request may have to wait for the work of others. */
    public static Durations lag() {
        return new Durations(LAG);
    }

    /** How long answers and deliveries take. */
    public static Durations latency() {
        return new Durations(LATENCY);
    }

    /** Notes one duration, in nanoseconds. */
    public void record(long nanos) {
        record(nanos, 1);
    }

    /** Notes the same duration several times. */
    public void record(long nanos, int times) {
        long duration = Math.max(0, nanos);
        int bucket = 0;
        while (bucket < boundsNanos.length && duration > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket] += times;
        sumNanos += duration * times;
    }

    /** Adds what another of the same kind has noted. */
    public void add(Durations other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        sumNanos += other.sumNanos;
    }

    /** The number of buckets with an upper bound; one without comes after them. */
    public int bounds() {
        return boundsNanos.length;
    }

    /** The upper bound of a bucket, in nanoseconds. */
    public long boundNanos(int bucket) {
        return boundsNanos[bucket];
    }

    /** How many durations were in a bucket, and not in one below it. */
    public long count(int bucket) {
        return counts[bucket];
    }

    /** How many durations there were. */
    public long count() {
        long all = 0;
        for (long each : counts) {
            all += each;
        }
        return all;
    }

    /** The sum of all durations, in nanoseconds. */
    public long sumNanos() {
        return sumNanos;
    }
}
