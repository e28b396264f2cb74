package io.oneport.client.experiment.storm;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How fast the sockets that a storm cut were back. Times count from the cut; one that was not reached before the deadline is
 * absent.
 *
 * @param cut how many sockets were cut, at least 1
 * @param back how many of them were back before the deadline
 * @param halfNanos when half of them were back
 * @param nearlyAllNanos when 99 % of them were back
 * @param allNanos when all of them were back
 */
record Recovery(int cut, int back, OptionalLong halfNanos, OptionalLong nearlyAllNanos, OptionalLong allNanos) {
    /**
     * Sums up a storm.
     *
     * @param cut how many sockets were cut, at least 1
     * @param backNanos for each socket that came back, in any order, when its first message was answered, since the cut
     * @param deadlineNanos since the cut; what came back after it did not
     */
    static Recovery of(int cut, long[] backNanos, long deadlineNanos) {
        if (cut < 1) {
            throw new IllegalArgumentException("cut: " + cut + " (expected: at least 1)");
        }
        if (backNanos.length > cut) {
            throw new IllegalArgumentException("backNanos: " + backNanos.length + " (expected: at most " + cut + ")");
        }
        if (deadlineNanos < 0) {
            throw new IllegalArgumentException("deadlineNanos: " + deadlineNanos + " (expected: at least 0)");
        }
        long[] sorted = Arrays.stream(backNanos)
                .filter(nanos -> nanos <= deadlineNanos)
                .sorted()
                .toArray();
        if (sorted.length > 0 && sorted[0] < 0) {
            throw new IllegalArgumentException("backNanos: " + sorted[0] + " (expected: at least 0)");
        }
        return new Recovery(
                cut, sorted.length, reached(sorted, cut, 50), reached(sorted, cut, 99), reached(sorted, cut, 100));
    }

    /** How many sockets were not back before the deadline. */
    int lost() {
        return cut - back;
    }

    /** When at least so many percent of the sockets were back: a part of a socket counts as one more. */
    private static OptionalLong reached(long[] sorted, int cut, int percent) {
        int needed = (int) (((long) cut * percent + 99) / 100);
        return needed <= sorted.length ? OptionalLong.of(sorted[needed - 1]) : OptionalLong.empty();
    }
}
