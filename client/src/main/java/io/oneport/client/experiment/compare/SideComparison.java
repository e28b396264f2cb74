package io.oneport.client.experiment.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two sides, each of one or more results of the same load, figure by figure.
 *
 * @param rows one for each figure, first those of side A in their order, then those that only side B has
 */
record SideComparison(List<Row> rows) {
    /**
     * One figure of both sides.
     *
     * @param a median of the results of side A that have it; not a number if there are none
     * @param b the same of side B
     */
    record Row(String name, ComparedMetric.FigureKind kind, double a, double b, Difference difference) {
        /** B over A; not a number if one of them is missing. */
        double ratio() {
            return b / a;
        }

        /** Whether B is worse by more than a share, such as 0.1. */
        boolean worseBy(double share) {
            return kind.higherIsWorse() ? b > a * (1 + share) : b < a * (1 - share);
        }
    }

    /** Whether two values differ by more than chance. */
    enum Difference {
        /** More than the spread explains. */
        BEYOND_SPREAD,
        /** The spread explains it. */
        WITHIN_SPREAD,
        /** Too few values, or too few results, to say anything. */
        TOO_FEW,
        /** Side B does not have it. */
        ONLY_A,
        /** Side A does not have it. */
        ONLY_B
    }

    SideComparison {
        rows = List.copyOf(rows);
    }

    /** Compares the figures of the results of both sides; each has at least one. */
    static SideComparison of(List<List<ComparedMetric>> a, List<List<ComparedMetric>> b) {
        Map<String, List<ComparedMetric>> left = byName(a);
        Map<String, List<ComparedMetric>> right = byName(b);
        List<Row> rows = new ArrayList<>();
        left.forEach((name, metrics) -> rows.add(row(name, metrics, right.getOrDefault(name, List.of()))));
        right.forEach((name, metrics) -> {
            if (!left.containsKey(name)) {
                rows.add(row(name, List.of(), metrics));
            }
        });
        return new SideComparison(rows);
    }

    private static Map<String, List<ComparedMetric>> byName(List<List<ComparedMetric>> side) {
        Map<String, List<ComparedMetric>> byName = new LinkedHashMap<>();
        for (List<ComparedMetric> result : side) {
            for (ComparedMetric metric : result) {
                byName.computeIfAbsent(metric.name(), first -> new ArrayList<>())
                        .add(metric);
            }
        }
        return byName;
    }

    private static Row row(String name, List<ComparedMetric> a, List<ComparedMetric> b) {
        ComparedMetric.FigureKind kind = (a.isEmpty() ? b : a).get(0).kind();
        return new Row(name, kind, median(a), median(b), difference(kind, a, b));
    }

    private static Difference difference(
            ComparedMetric.FigureKind kind, List<ComparedMetric> a, List<ComparedMetric> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? Difference.ONLY_B : Difference.ONLY_A;
        }
        boolean fewValues = Math.min(fewest(a), fewest(b)) < kind.fewest();
        // Of a single run nobody knows how much its p99.9 varies: no second of it has one.
        boolean fewRuns = kind == ComparedMetric.FigureKind.P999 && Math.min(a.size(), b.size()) < Spread.FEWEST_RUNS;
        if (fewValues || fewRuns) {
            return Difference.TOO_FEW;
        }
        return Spread.exceeded(a, b) ? Difference.BEYOND_SPREAD : Difference.WITHIN_SPREAD;
    }

    private static long fewest(List<ComparedMetric> side) {
        return side.stream().mapToLong(ComparedMetric::count).min().orElseThrow();
    }

    static double median(List<ComparedMetric> side) {
        double[] values = side.stream().mapToDouble(ComparedMetric::value).toArray();
        Arrays.sort(values);
        return values.length == 0 ? Double.NaN : (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
