package io.oneport.client.experiment.compare;

import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether one figure of two sides differs by more than the runs of one side differ from each other. By logarithms, so that a
 * difference is a ratio, as the spread of latencies is. Stateless.
 *
 * <p>With {@link #FEWEST_RUNS} or more results a side, Student's t test for two samples of the same variance. With fewer,
 * nobody knows how much one run differs from the next: it is assumed (see {@link ComparedMetric.FigureKind#assumedSpread}), and what
 * the figure varied within its run, over ten stretches of it, comes on top. Each test is at 0.8 % for "slower": several figures are
 * looked at, and one of them would be enough to fail.
 */
final class Spread {
    /** From here on, results show themselves how much they differ. */
    static final int FEWEST_RUNS = 3;

    private static final double ONE_SIDE = 0.008;
    /** Runs that happen to be nearly equal are no proof that the next one will be. */
    private static final double LEAST_SPREAD = 0.02;

    private static final int BATCHES = 10;

    private Spread() {}

    /**
     * Tests.
     *
     * @param a the figure of each result of a side; at least one
     * @param b those of the other
     */
    static boolean exceeded(List<ComparedMetric> a, List<ComparedMetric> b) {
        double difference = Math.abs(mean(b) - mean(a));
        if (Math.min(a.size(), b.size()) >= FEWEST_RUNS) {
            int freedom = a.size() + b.size() - 2;
            double variance = Math.max((squares(a) + squares(b)) / freedom, LEAST_SPREAD * LEAST_SPREAD);
            double error = Math.sqrt(variance * (1.0 / a.size() + 1.0 / b.size()));
            return difference > -TDistribution.of(freedom).inverseCumulativeProbability(ONE_SIDE) * error;
        }
        double error = Math.sqrt(assumed(a) + assumed(b));
        return difference > -NormalDistribution.of(0, 1).inverseCumulativeProbability(ONE_SIDE) * error;
    }

    private static double log(double value) {
        // A rate of none differs from any other beyond all bounds.
        return Math.log(Math.max(value, Double.MIN_NORMAL));
    }

    private static double mean(List<ComparedMetric> side) {
        return side.stream().mapToDouble(one -> log(one.value())).average().orElseThrow();
    }

    private static double squares(List<ComparedMetric> side) {
        double mean = mean(side);
        return side.stream()
                .mapToDouble(one -> Math.pow(log(one.value()) - mean, 2))
                .sum();
    }

    /** Variance of the mean of a side whose results are too few to show it. */
    private static double assumed(List<ComparedMetric> side) {
        double between = Math.pow(side.get(0).kind().assumedSpread(), 2);
        double within = side.stream().mapToDouble(Spread::within).average().orElseThrow();
        return (between + within) / side.size();
    }

    /**
     * Variance of a figure as far as the run itself shows it: that of the means of ten stretches. Neighboring seconds
     * resemble each other; means of stretches depend on each other far less (the method of batch means: Law, "Simulation
     * Modeling and Analysis", chapter 9).
     */
    private static double within(ComparedMetric metric) {
        List<Double> series = metric.series();
        int batches = Math.min(BATCHES, series.size());
        if (batches < 2) {
            return 0;
        }
        double[] means = new double[batches];
        double sum = 0;
        for (int i = 0; i < batches; i++) {
            int from = (int) ((long) i * series.size() / batches);
            int to = (int) ((i + 1L) * series.size() / batches);
            means[i] = series.subList(from, to).stream()
                    .mapToDouble(Spread::log)
                    .average()
                    .orElseThrow();
            sum += means[i];
        }
        double squares = 0;
        for (double mean : means) {
            squares += Math.pow(mean - sum / batches, 2);
        }
        return squares / (batches - 1) / batches;
    }
}
