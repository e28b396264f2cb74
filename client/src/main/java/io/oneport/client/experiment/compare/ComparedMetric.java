package io.oneport.client.experiment.compare;

import java.util.List;

/**
 * One figure of a run.
 *
 * @param name such as {@code ws.echo.p99}
 * @param unit such as {@code ms}; empty if it is a plain number
 * @param value of the whole run
 * @param series the same figure of equal stretches of the run, such as seconds, in order; empty if it was not recorded
 */
record ComparedMetric(String name, String unit, double value, List<Double> series) {
    ComparedMetric {
        series = List.copyOf(series);
        if (!Double.isFinite(value) || !series.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(name + ": " + value + " of " + series + " (expected: finite numbers)");
        }
    }
}
