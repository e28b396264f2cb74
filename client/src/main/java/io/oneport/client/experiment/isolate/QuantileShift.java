package io.oneport.client.experiment.isolate;

import java.util.Arrays;
import java.util.Random;

/**
 * How much higher a quantile is near upgrades than near other moments, with the interval of a bootstrap over pairs
 * (percentiles; three standard deviations, as of {@link Excess}).
 *
 * @param nearNanos the quantile near upgrades
 * @param calmNanos the quantile near other moments
 * @param lowNanos lower end of the interval of the difference; not a number if there is none
 * @param highNanos upper end
 */
record QuantileShift(double nearNanos, double calmNanos, double lowNanos, double highNanos) {
    private static final int RESAMPLES = 2000;
    /** The share beyond three standard deviations, at one side. */
    private static final double CUT = 0.00135;

    /** One message, and the pair that it belongs to. */
    private record PairedTime(long nanos, int pair) {}

    /**
     * Estimates. The same arguments give the same shift.
     *
     * @param seed of the bootstrap
     */
    static QuantileShift of(Evidence evidence, double percent, long seed) {
        double near = evidence.nearQuantile(percent);
        double calm = evidence.calmQuantile(percent);
        if (evidence.nearCount() == 0 || evidence.calmCount() == 0) {
            return new QuantileShift(near, calm, Double.NaN, Double.NaN);
        }
        PairedTime[] nearby = sorted(evidence.near());
        PairedTime[] apart = sorted(evidence.calm());
        Random random = new Random(seed);
        int[] draws = new int[evidence.pairs()];
        double[] shifts = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.fill(draws, 0);
            for (int n = 0; n < draws.length; n++) {
                draws[random.nextInt(draws.length)]++;
            }
            shifts[i] = quantile(nearby, draws, percent) - quantile(apart, draws, percent);
        }
        Arrays.sort(shifts);
        int cut = (int) Math.floor(RESAMPLES * CUT);
        return new QuantileShift(near, calm, shifts[cut], shifts[RESAMPLES - 1 - cut]);
    }

    double nanos() {
        return nearNanos - calmNanos;
    }

    private static PairedTime[] sorted(long[][] messages) {
        PairedTime[] all = new PairedTime
                [Arrays.stream(messages).mapToInt(some -> some.length).sum()];
        int size = 0;
        for (int pair = 0; pair < messages.length; pair++) {
            for (long nanos : messages[pair]) {
                all[size++] = new PairedTime(nanos, pair);
            }
        }
        Arrays.sort(all, (one, other) -> Long.compare(one.nanos, other.nanos));
        return all;
    }

    private static double quantile(PairedTime[] sorted, int[] draws, double percent) {
        long total = 0;
        for (PairedTime one : sorted) {
            total += draws[one.pair];
        }
        double wanted = percent / 100 * total;
        long passed = 0;
        for (PairedTime one : sorted) {
            passed += draws[one.pair];
            if (passed >= wanted && passed > 0) {
                return one.nanos;
            }
        }
        return 0;
    }
}
