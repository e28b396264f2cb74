package io.oneport.client.experiment.merge;

import io.oneport.client.result.RunResult;
import io.oneport.client.result.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lays the series of several machines over each other, by their clocks. Stateless: any thread. */
final class SeriesMerge {
    private SeriesMerge() {}

    static Series of(List<RunResult> parts, Instant start) {
        double interval = parts.stream()
                .mapToDouble(part -> part.found().series().intervalSeconds())
                .max()
                .orElseThrow();
        Map<Long, Series.Sample> slots = new TreeMap<>();
        for (RunResult part : parts) {
            double offset = Duration.between(start, Instant.parse(part.found().started()))
                            .toMillis()
                    / 1e3;
            Map<Long, Series.Sample> own = new TreeMap<>();
            for (Series.Sample sample : part.found().series().samples()) {
                long slot = (long) Math.ceil((offset + sample.atSeconds()) / interval - 1e-9);
                // Samples of one machine follow each other; those of several are at the same time.
                own.merge(slot, at(sample, slot * interval), (one, next) -> sum(one, next, false));
            }
            own.forEach((slot, sample) -> slots.merge(slot, sample, (one, other) -> sum(one, other, true)));
        }
        return new Series(interval, new ArrayList<>(slots.values()));
    }

    private static Series.Sample at(Series.Sample sample, double atSeconds) {
        return new Series.Sample(
                atSeconds,
                sample.phase(),
                sample.points(),
                sample.openSockets(),
                sample.errors(),
                sample.sendLagNanos(),
                sample.cpu());
    }

    private static Series.Sample sum(Series.Sample one, Series.Sample other, boolean atOnce) {
        Map<String, Series.Point> points = new LinkedHashMap<>(one.points());
        other.points().forEach((metric, point) -> points.merge(metric, point, SeriesMerge::sum));
        return new Series.Sample(
                one.atSeconds(),
                one.phase(),
                points,
                atOnce ? one.openSockets() + other.openSockets() : other.openSockets(),
                one.errors() + other.errors(),
                Math.max(one.sendLagNanos(), other.sendLagNanos()),
                Math.max(one.cpu(), other.cpu()));
    }

    /** The tail keeps the worse one; the middle is the mean, weighted by the counts. */
    private static Series.Point sum(Series.Point one, Series.Point other) {
        long count = one.count() + other.count();
        double middle = (one.p50Nanos() * (double) one.count() + other.p50Nanos() * (double) other.count())
                / Math.max(1, count);
        return new Series.Point(
                count,
                (long) middle,
                Math.max(one.p99Nanos(), other.p99Nanos()),
                Math.max(one.maxNanos(), other.maxNanos()));
    }
}
