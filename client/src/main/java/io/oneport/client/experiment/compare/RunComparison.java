package io.oneport.client.experiment.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Two runs side by side.
 *
 * @param rows one for each metric, first those of run A in their order, then those that only run B has
 */
record RunComparison(List<Row> rows) {
    private static final int FEWEST_BATCHES = 5;
    private static final int MOST_BATCHES = 10;
    private static final double SIGNIFICANCE = 0.01;

    /**
     * One metric of both runs.
     *
     * @param a its value in run A; empty if that run does not have it
     * @param b its value in run B; empty if that run does not have it
     * @param ratio B over A; empty unless both have it and A's is not zero
     */
    record Row(
            String name,
            String unit,
            OptionalDouble a,
            OptionalDouble b,
            OptionalDouble ratio,
            Difference difference) {}

    /** Whether two values differ by more than chance. */
    enum Difference {
        /** More than the spread within the two runs explains. */
        BEYOND_SPREAD,
        /** The spread within the two runs explains it. */
        WITHIN_SPREAD,
        /** A run does not have the metric, or has no series of it that is long enough. */
        UNKNOWN
    }

    RunComparison {
        rows = List.copyOf(rows);
    }

    /**
     * Compares two runs.
     *
     * @throws IllegalArgumentException if a run has a metric twice, or the runs have it in different units
     */
    static RunComparison of(List<ComparedMetric> a, List<ComparedMetric> b) {
        Map<String, ComparedMetric> left = byName(a);
        Map<String, ComparedMetric> right = byName(b);
        List<Row> rows = new ArrayList<>();
        left.forEach((name, metric) -> rows.add(
                right.containsKey(name)
                        ? both(metric, right.get(name))
                        : alone(metric, OptionalDouble.of(metric.value()), OptionalDouble.empty())));
        right.forEach((name, metric) -> {
            if (!left.containsKey(name)) {
                rows.add(alone(metric, OptionalDouble.empty(), OptionalDouble.of(metric.value())));
            }
        });
        return new RunComparison(rows);
    }

    private static Map<String, ComparedMetric> byName(List<ComparedMetric> metrics) {
        Map<String, ComparedMetric> byName = new LinkedHashMap<>();
        for (ComparedMetric metric : metrics) {
            if (byName.put(metric.name(), metric) != null) {
                throw new IllegalArgumentException(metric.name() + ": twice (expected: once in a run)");
            }
        }
        return byName;
    }

    private static Row both(ComparedMetric a, ComparedMetric b) {
        if (!a.unit().equals(b.unit())) {
            throw new IllegalArgumentException(a.name() + ": " + b.unit() + " (expected: " + a.unit() + " as in A)");
        }
        return new Row(
                a.name(),
                a.unit(),
                OptionalDouble.of(a.value()),
                OptionalDouble.of(b.value()),
                a.value() == 0 ? OptionalDouble.empty() : OptionalDouble.of(b.value() / a.value()),
                difference(a.series(), b.series()));
    }

    private static Row alone(ComparedMetric metric, OptionalDouble a, OptionalDouble b) {
        return new Row(metric.name(), metric.unit(), a, b, OptionalDouble.empty(), Difference.UNKNOWN);
    }

    /**
     * Mann and Whitney's U test at 1 %, of the means of ten batches of each series. Neighbouring seconds of a run resemble
     * each other, so each alone is no evidence of its own; means of batches depend on each other far less (the method of
     * batch means: Law, "Simulation Modeling and Analysis", chapter 9). Two runs may still differ for a reason that lies
     * outside of both, which no look into them can tell.
     */
    private static Difference difference(List<Double> a, List<Double> b) {
        if (Math.min(a.size(), b.size()) < FEWEST_BATCHES) {
            return Difference.UNKNOWN;
        }
        // Without any difference to rank, p is no number, and so not below either.
        double p = MannWhitneyUTest.withDefaults()
                .test(batchMeans(a), batchMeans(b))
                .getPValue();
        return p < SIGNIFICANCE ? Difference.BEYOND_SPREAD : Difference.WITHIN_SPREAD;
    }

    private static double[] batchMeans(List<Double> series) {
        int batches = Math.min(MOST_BATCHES, series.size());
        double[] means = new double[batches];
        for (int i = 0; i < batches; i++) {
            int from = (int) ((long) i * series.size() / batches);
            int to = (int) ((i + 1L) * series.size() / batches);
            means[i] = series.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
        return means;
    }
}
