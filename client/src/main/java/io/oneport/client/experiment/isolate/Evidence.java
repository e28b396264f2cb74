package io.oneport.client.experiment.isolate;

import java.util.Arrays;
import java.util.List;

/**
 * How long the messages of one probe took that were due near the moments of pairs.
 *
 * @param near for each pair, in the order of time, those near the upgrade, in nanoseconds
 * @param calm for each pair, those near the other moment
 */
record Evidence(long[][] near, long[][] calm) {
    /**
     * Sorts messages by moments.
     *
     * @param pairs moments no two of which are less than {@code nearNanos} apart
     * @param nearNanos how long after a moment a message must be due to be near it
     */
    static Evidence of(ProbeLog.LoggedMessages messages, List<MomentPair> pairs, long nearNanos) {
        int count = pairs.size();
        long[][] moments = new long[2 * count][];
        for (int i = 0; i < count; i++) {
            moments[2 * i] = new long[] {pairs.get(i).upgradeNanos(), i};
            moments[2 * i + 1] = new long[] {pairs.get(i).calmNanos(), i + count};
        }
        Arrays.sort(moments, (one, other) -> Long.compare(one[0], other[0]));
        long[] starts = Arrays.stream(moments).mapToLong(moment -> moment[0]).toArray();
        long[][] found = new long[2 * count][];
        int[] sizes = new int[2 * count];
        Arrays.setAll(found, i -> new long[8]);
        for (int i = 0; i < messages.dueNanos().length; i++) {
            int at = Arrays.binarySearch(starts, messages.dueNanos()[i]);
            int moment = at < 0 ? -at - 2 : at;
            if (moment >= 0 && messages.dueNanos()[i] < starts[moment] + nearNanos) {
                int place = (int) moments[moment][1];
                if (sizes[place] == found[place].length) {
                    found[place] = Arrays.copyOf(found[place], 2 * sizes[place]);
                }
                found[place][sizes[place]++] = messages.tookNanos()[i];
            }
        }
        for (int i = 0; i < found.length; i++) {
            found[i] = Arrays.copyOf(found[i], sizes[i]);
        }
        return new Evidence(Arrays.copyOf(found, count), Arrays.copyOfRange(found, count, 2 * count));
    }

    int pairs() {
        return near.length;
    }

    /** Pairs from one to before another. */
    Evidence part(int from, int to) {
        return new Evidence(Arrays.copyOfRange(near, from, to), Arrays.copyOfRange(calm, from, to));
    }

    /** What messages take when nothing is done: the median near calm moments; 0 if there were none. */
    long usualNanos() {
        return quantile(calm, 50);
    }

    /** A quantile of all messages near the upgrades, in nanoseconds; 0 if there are none. */
    long nearQuantile(double percent) {
        return quantile(near, percent);
    }

    /** A quantile of all messages near the other moments. */
    long calmQuantile(double percent) {
        return quantile(calm, percent);
    }

    long nearCount() {
        return count(near);
    }

    long calmCount() {
        return count(calm);
    }

    private static long count(long[][] messages) {
        return Arrays.stream(messages).mapToLong(some -> some.length).sum();
    }

    private static long quantile(long[][] messages, double percent) {
        long[] all =
                Arrays.stream(messages).flatMapToLong(Arrays::stream).sorted().toArray();
        return all.length == 0 ? 0 : all[Math.max(0, (int) Math.ceil(percent / 100 * all.length) - 1)];
    }
}
