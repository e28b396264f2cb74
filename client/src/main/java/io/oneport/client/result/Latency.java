package io.oneport.client.result;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long one kind of thing took, in nanoseconds.
 *
 * @param metric its name, such as {@code ws.echo}; thresholds are set on it
 * @param about what begins and ends it, in words
 * @param corrected counted from when it was due; what a user would have seen
 * @param uncorrected counted from when it was sent, or {@code null} where that is the same by nature
 * @param pessimistic the corrected one and, as long as they had lasted by the end, those that never ended; or
 *     {@code null} if there were none
 * @param perSecond how many were completed in a second of measuring
 */
public record Latency(
        String metric,
        String about,
        Histogram corrected,
        @Nullable Histogram uncorrected,
        @Nullable Histogram pessimistic,
        double perSecond) {}
