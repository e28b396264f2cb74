package io.oneport.client.result;

import java.util.List;
import java.util.Map;

/**
 * How the run went over time; bounded, however long the run: when it has grown long, neighbours are merged.
 *
 * @param intervalSeconds how much time each sample stands for, but the last
 */
public record Series(double intervalSeconds, List<Sample> samples) {
    /**
     * One stretch of time.
     *
     * @param atSeconds when it ended, in seconds since the run began
     * @param phase such as {@code warm-up} or {@code measure}
     * @param points what was completed in it, by metric; what had none is left out
     * @param openSockets at its end
     * @param errors failures and timeouts in it
     * @param sendLagNanos this client's own lateness in it, 99th percentile
     * @param cpu share of a core that the busiest event loop used in it
     */
    public record Sample(
            double atSeconds,
            String phase,
            Map<String, Point> points,
            long openSockets,
            long errors,
            long sendLagNanos,
            double cpu) {}

    /** Completions, which are counted when they complete, with their corrected latencies in nanoseconds. */
    public record Point(long count, long p50Nanos, long p99Nanos, long maxNanos) {}
}
