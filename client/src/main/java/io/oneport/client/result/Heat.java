package io.oneport.client.result;

import java.util.List;
import java.util.Map;

/**
 * How latencies were spread over time, in bounded memory: when the run grows long, neighbours are merged.
 *
 * @param boundsNanos upper bounds of the bands of latency, from the lowest; one more band has what is above the last
 * @param atSeconds when each column ended, in seconds since the run began
 * @param metrics by metric, for each column how many latencies completed in each band; bands at the end that have none are
 *     left out
 */
public record Heat(List<Long> boundsNanos, List<Double> atSeconds, Map<String, List<List<Long>>> metrics) {
    /** Nothing. */
    public static final Heat NONE = new Heat(List.of(), List.of(), Map.of());
}
