package io.oneport.client.experiment.isolate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The estimator of Hodges and Lehmann for one set of values: the median of the averages of all pairs of them, each value
 * with itself too (Walsh averages).
 *
 * <p>The averages are sorted once. To resample is then to weigh them: a value that was drawn three times and one that was
 * drawn twice have six averages. So one estimate among ten thousand costs a walk along the averages, not a sort. For one
 * thread.
 */
final class HodgesLehmann {
    /** The average of two values, and which values these are. */
    private record Walsh(double average, int first, int second) {}

    private final int size;
    private final double[] averages;
    private final int[] first;
    private final int[] second;

    /** @param values at least one; none is NaN or negative infinity */
    HodgesLehmann(double[] values) {
        size = values.length;
        List<Walsh> sorted = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            for (int j = i; j < size; j++) {
                sorted.add(new Walsh((values[i] + values[j]) / 2, i, j));
            }
        }
        sorted.sort(Comparator.comparingDouble(Walsh::average));
        averages = sorted.stream().mapToDouble(Walsh::average).toArray();
        first = sorted.stream().mapToInt(Walsh::first).toArray();
        second = sorted.stream().mapToInt(Walsh::second).toArray();
    }

    /** The estimate from the values themselves. */
    double estimate() {
        int[] once = new int[size];
        Arrays.fill(once, 1);
        return estimate(once);
    }

    /** @param draws how often each value was drawn, in all as often as there are values */
    double estimate(int[] draws) {
        int total = size * (size + 1) / 2;
        int below = (total + 1) / 2;
        int above = total / 2 + 1;
        int at = -1;
        int passed = 0;
        while (passed < below) {
            passed += weight(++at, draws);
        }
        double lowerMiddle = averages[at];
        while (passed < above) {
            passed += weight(++at, draws);
        }
        return (lowerMiddle + averages[at]) / 2;
    }

    private int weight(int average, int[] draws) {
        int of = draws[first[average]];
        return first[average] == second[average] ? of * (of + 1) / 2 : of * draws[second[average]];
    }
}
