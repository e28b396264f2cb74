package io.oneport.server.features.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.oneport.server.broker.BrokerMetric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** The broker's figures: it says itself which it has. */
record BrokerCollector(Supplier<List<BrokerMetric>> figures) implements MultiCollector {
    private static final String COUNTER = "_total";

    void register(PrometheusMeterRegistry registry) {
        registry.getPrometheusRegistry().register(this);
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(
                figures.get().stream().map(BrokerCollector::snapshot).toList());
    }

    private static MetricSnapshot snapshot(BrokerMetric figure) {
        return figure.counter()
                ? CounterSnapshot.builder()
                        .name(figure.name().substring(0, figure.name().length() - COUNTER.length()))
                        .help(figure.help())
                        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(figure.value())
                                .build())
                        .build()
                : GaugeSnapshot.builder()
                        .name(figure.name())
                        .help(figure.help())
                        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .value(figure.value())
                                .build())
                        .build();
    }
}
