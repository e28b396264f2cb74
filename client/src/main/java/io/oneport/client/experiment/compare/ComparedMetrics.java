package io.oneport.client.experiment.compare;

import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of a result that have a series beside them. Stateless. */
final class ComparedMetrics {
    private static final String MEASURE = "measure";

    private ComparedMetrics() {}

    /** Of each latency its rate, p50 and p99, by names such as {@code ws.echo.p99}. */
    static List<ComparedMetric> of(RunResult result) {
        List<ComparedMetric> metrics = new ArrayList<>();
        double interval = result.found().series().intervalSeconds();
        for (Latency latency : result.found().latencies()) {
            String name = latency.metric();
            if (latency.corrected().getTotalCount() == 0) {
                continue;
            }
            metrics.add(new ComparedMetric(
                    name + ".rate", "/s", latency.perSecond(), series(result, name, p -> p.count() / interval)));
            metrics.add(quantile(result, latency, 50, Series.Point::p50Nanos));
            metrics.add(quantile(result, latency, 99, Series.Point::p99Nanos));
        }
        return metrics;
    }

    private static ComparedMetric quantile(
            RunResult result, Latency latency, int percentile, ToDoubleFunction<Series.Point> figure) {
        return new ComparedMetric(
                latency.metric() + ".p" + percentile,
                "ns",
                latency.corrected().getValueAtPercentile(percentile),
                series(result, latency.metric(), figure));
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
