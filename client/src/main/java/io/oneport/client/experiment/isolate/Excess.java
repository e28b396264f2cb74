package io.oneport.client.experiment.isolate;

import java.util.Arrays;

/**
 * How many more messages were slow near upgrades than near other moments, as shares of all there. Slow is what took longer
 * than usual by the margin.
 *
 * <p>The shares are ratios of sums over pairs, and a pair is what was drawn: messages near the same moment wait for the same
 * thing, and are one piece of evidence. So the variance is that of the ratios, linearized, over pairs (Cochran, "Sampling
 * Techniques", 3rd edition, section 2.11).
 *
 * @param near share of slow messages near upgrades
 * @param calm share of slow messages near other moments
 * @param low lower end of the interval of the difference
 * @param high upper end
 */
record Excess(double near, double calm, double low, double high) {
    /** Looked at again and again: three standard deviations, 99.7 %, where one look would need two. */
    private static final double DEVIATIONS = 3;

    /**
     * Counts.
     *
     * @param slowNanos from when on a message is slow
     */
    static Excess of(Evidence evidence, long slowNanos) {
        double nearCount = evidence.nearCount();
        double calmCount = evidence.calmCount();
        int pairs = evidence.pairs();
        if (pairs < 2 || nearCount == 0 || calmCount == 0) {
            return new Excess(0, 0, -1, 1);
        }
        double near = slow(evidence.near(), slowNanos) / nearCount;
        double calm = slow(evidence.calm(), slowNanos) / calmCount;
        double squares = 0;
        for (int i = 0; i < pairs; i++) {
            long[] nearby = evidence.near()[i];
            long[] apart = evidence.calm()[i];
            double deviation = (slow(nearby, slowNanos) - near * nearby.length) / nearCount
                    - (slow(apart, slowNanos) - calm * apart.length) / calmCount;
            squares += deviation * deviation;
        }
        double half = DEVIATIONS * Math.sqrt(squares * pairs / (pairs - 1));
        // Where nothing is slow nothing varies: three times as many moments as this may still have been slow unseen.
        double unseen = DEVIATIONS / pairs;
        return new Excess(near, calm, near - calm - Math.max(half, unseen), near - calm + Math.max(half, unseen));
    }

    /** The difference of both shares. */
    double share() {
        return near - calm;
    }

    private static double slow(long[][] messages, long slowNanos) {
        return Arrays.stream(messages)
                .mapToDouble(some -> slow(some, slowNanos))
                .sum();
    }

    private static double slow(long[] messages, long slowNanos) {
        int slow = 0;
        for (long took : messages) {
            slow += took > slowNanos ? 1 : 0;
        }
        return slow;
    }
}
