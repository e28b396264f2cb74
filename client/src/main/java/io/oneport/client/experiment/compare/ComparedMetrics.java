package io.oneport.client.experiment.compare;

import io.oneport.client.experiment.compare.ComparedMetric.FigureKind;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The figures of a result that can be compared. Stateless. */
final class ComparedMetrics {
    private static final String MEASURE = "measure";

    private ComparedMetrics() {}

    /**
     * Of each latency its p50, p99 and p99.9, by names such as {@code ws.echo.p99}, and the rate of what a plan made due: how
     * fast sockets were opened was asked for. Of a search only the best rate, since the other figures are those of trials at
     * different rates.
     */
    static List<ComparedMetric> of(RunResult result) {
        if (result.search() != null) {
            return List.of(new ComparedMetric(
                    "best rate", FigureKind.RATE, result.search().bestRate(), FigureKind.RATE.fewest(), List.of()));
        }
        List<ComparedMetric> metrics = new ArrayList<>();
        double interval = result.found().series().intervalSeconds();
        for (Latency latency : result.found().latencies()) {
            String name = latency.metric();
            if (latency.corrected().getTotalCount() == 0) {
                continue;
            }
            metrics.add(quantile(result, latency, "p50", 50, FigureKind.P50, Series.Point::p50Nanos));
            metrics.add(quantile(result, latency, "p99", 99, FigureKind.P99, Series.Point::p99Nanos));
            metrics.add(quantile(result, latency, "p99.9", 99.9, FigureKind.P999, null));
            if (latency.uncorrected() != null) {
                metrics.add(new ComparedMetric(
                        name + ".rate",
                        FigureKind.RATE,
                        latency.perSecond(),
                        latency.corrected().getTotalCount(),
                        series(result, name, point -> point.count() / interval)));
            }
        }
        return metrics;
    }

    private static ComparedMetric quantile(
            RunResult result,
            Latency latency,
            String label,
            double percentile,
            FigureKind kind,
            @Nullable ToDoubleFunction<Series.Point> figure) {
        return new ComparedMetric(
                latency.metric() + "." + label,
                kind,
                latency.corrected().getValueAtPercentile(percentile),
                latency.corrected().getTotalCount(),
                figure == null ? List.of() : series(result, latency.metric(), figure));
    }

    private static List<Double> series(RunResult result, String metric, ToDoubleFunction<Series.Point> figure) {
        return result.found().series().samples().stream()
                .filter(sample -> sample.phase().equals(MEASURE))
                .map(sample -> sample.points().get(metric))
                .filter(point -> point != null)
                .map(figure::applyAsDouble)
                .toList();
    }
}
