package io.oneport.client.experiment.compare;

import java.util.List;

/**
 * One figure of one run.
 *
 * @param name such as {@code ws.echo.p99}
 * @param kind what it is, and how far it can be relied on
 * @param value of the whole run
 * @param count how many values it was made of
 * @param series the same figure of equal stretches of the run, such as seconds, in order; empty if it was not recorded
 */
record ComparedMetric(String name, FigureKind kind, double value, long count, List<Double> series) {
    /** What a figure is. */
    enum FigureKind {
        RATE(20, 0.05),
        P50(100, 0.15),
        P99(1_000, 0.25),
        P999(10_000, 0.25);

        private final long fewest;
        private final double assumedSpread;

        FigureKind(long fewest, double assumedSpread) {
            this.fewest = fewest;
            this.assumedSpread = assumedSpread;
        }

        /** With fewer values, one or two of them decide: ten must lie above a quantile. */
        long fewest() {
            return fewest;
        }

        /** How much one run may differ from the next of the same server, as a standard deviation and a share. */
        double assumedSpread() {
            return assumedSpread;
        }

        /** Whether a higher value is the worse one. */
        boolean higherIsWorse() {
            return this != RATE;
        }
    }

    ComparedMetric {
        series = List.copyOf(series);
        if (!Double.isFinite(value) || !series.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(name + ": " + value + " of " + series + " (expected: finite numbers)");
        }
    }
}
