package io.oneport.client.experiment.isolate;

/**
 * One figure, such as a p99, of two windows that are compared.
 *
 * <p>A window in which no answer came is {@link #SILENT}, and stays in. To drop it would be to forgive the very thing that is
 * looked for: a server that stalls for a whole window has no latency to show in it.
 *
 * @param beforeNanos of the calm window, or the first of two calm ones
 * @param afterNanos of the window in a storm, or the second of two calm ones
 */
record WindowPair(double beforeNanos, double afterNanos) {
    /** The figure of a window in which no answer came: worse than any other. */
    static final double SILENT = Double.POSITIVE_INFINITY;

    WindowPair {
        check("beforeNanos", beforeNanos);
        check("afterNanos", afterNanos);
    }

    /**
     * How much more the second took; {@link #SILENT} if either window was, since no silence may count in a server's favour.
     */
    double differenceNanos() {
        return beforeNanos == SILENT ? SILENT : afterNanos - beforeNanos;
    }

    private static void check(String name, double nanos) {
        if (!(nanos >= 0)) {
            throw new IllegalArgumentException(name + ": " + nanos + " (expected: at least 0, or SILENT)");
        }
    }
}
