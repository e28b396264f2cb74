package io.oneport.server.features.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.oneport.server.loop.Durations;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.function.Supplier;

/**
 * A histogram that event loops have filled. Micrometer's own would take a lock or an atomic for each value, and has no way to
 * be handed buckets; so this goes to the registry below it.
 */
record HistogramCollector(String name, String help, Supplier<Durations> durations) implements Collector {
    private static final double NANOS = 1e9;

    void register(PrometheusMeterRegistry registry) {
        registry.getPrometheusRegistry().register(this);
    }

    @Override
    public MetricSnapshot collect() {
        Durations seen = durations.get();
        double[] bounds = new double[seen.bounds() + 1];
        long[] counts = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i == seen.bounds() ? Double.POSITIVE_INFINITY : seen.boundNanos(i) / NANOS;
            counts[i] = seen.count(i);
        }
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(seen.sumNanos() / NANOS)
                        .build())
                .build();
    }
}
