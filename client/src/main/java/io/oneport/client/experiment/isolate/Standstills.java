package io.oneport.client.experiment.isolate;

import java.util.Arrays;

/**
 * When this client's own event loop stood still.
 *
 * @param from when each began, ascending, since the run began
 * @param to when each ended
 */
record Standstills(long[] from, long[] to) {
    /** Whether one of them lies in a stretch of time, in part or as a whole. */
    boolean touch(long fromNanos, long toNanos) {
        int first = Arrays.binarySearch(to, fromNanos);
        int at = first < 0 ? -first - 1 : first;
        return at < from.length && from[at] <= toNanos;
    }
}
