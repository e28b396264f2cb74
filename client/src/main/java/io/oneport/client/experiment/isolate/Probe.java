package io.oneport.client.experiment.isolate;

import io.oneport.client.plan.Metric;
import java.util.Optional;

/** What watches whether others are disturbed. */
enum Probe {
    WS("ws", Metric.ECHO),
    HTTP("http", Metric.HTTP);

    private final String text;
    private final Metric metric;

    Probe(String text, Metric metric) {
        this.text = text;
        this.metric = metric;
    }

    /** For people, such as {@code ws}. */
    String text() {
        return text;
    }

    /** The probe whose answers are timed by that name. */
    static Optional<Probe> of(Metric metric) {
        for (Probe probe : values()) {
            if (probe.metric == metric) {
                return Optional.of(probe);
            }
        }
        return Optional.empty();
    }
}
