package io.oneport.client.run;

import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The figures of a run while it goes on, in the data model of Prometheus. Made once a second by the thread that runs it, which
 * also tells them.
 */
final class LiveFigures implements ProgressListener {
    private static final String LATENCY = "oneport_client_latency_seconds";
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};
    private static final int DIGITS = 3;

    /** All figures of one metric. */
    record Family(String name, String type, String help, List<Figure> figures) {}

    /**
     * One figure.
     *
     * @param labels without the name, in the order of their names
     */
    record Figure(String name, SortedMap<String, String> labels, double value) {}

    private final Map<String, Histogram> all = new TreeMap<>();
    private final List<Consumer<List<Family>>> readers = new ArrayList<>();

    /** Has someone hear all figures once a second, on the thread that runs the load: it must not block. */
    void tell(Consumer<List<Family>> reader) {
        readers.add(reader);
    }

    @Override
    public void progress(Progress progress) {
        progress.completed()
                .forEach((metric, histogram) ->
                        all.computeIfAbsent(metric.text(), first -> empty()).add(histogram));
        List<Family> families = List.of(
                latencies(),
                one("errors_total", "counter", "Failures and timeouts.", progress.errors()),
                one("open_sockets", "gauge", "Sockets that are open.", progress.openSockets()),
                one(
                        "send_lag_seconds",
                        "gauge",
                        "99th percentile of the client's own lateness.",
                        progress.sendLag().getValueAtPercentile(99) / 1e9),
                one("cpu_cores", "gauge", "What the busiest event loop uses.", progress.cpu()),
                phases(progress.phase()));
        readers.forEach(reader -> reader.accept(families));
    }

    private static Histogram empty() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    private Family latencies() {
        List<Figure> figures = new ArrayList<>();
        all.forEach((metric, histogram) -> {
            SortedMap<String, String> labels = labels("metric", metric);
            for (double quantile : QUANTILES) {
                SortedMap<String, String> both = new TreeMap<>(labels);
                both.put("quantile", String.valueOf(quantile));
                figures.add(new Figure(LATENCY, both, histogram.getValueAtPercentile(quantile * 100) / 1e9));
            }
            double count = histogram.getTotalCount();
            figures.add(new Figure(LATENCY + "_sum", labels, histogram.getMean() * count / 1e9));
            figures.add(new Figure(LATENCY + "_count", labels, count));
        });
        return new Family(LATENCY, "summary", "Corrected latency since the run began, warm-up included.", figures);
    }

    private static Family phases(Progress.RunPhase now) {
        String name = "oneport_client_phase";
        List<Figure> figures = new ArrayList<>();
        for (Progress.RunPhase phase : Progress.RunPhase.values()) {
            figures.add(new Figure(name, labels("phase", phase.text()), phase == now ? 1 : 0));
        }
        return new Family(name, "gauge", "1 for the phase that the run is in.", figures);
    }

    private static Family one(String name, String type, String help, double value) {
        String whole = "oneport_client_" + name;
        return new Family(whole, type, help, List.of(new Figure(whole, new TreeMap<>(), value)));
    }

    private static SortedMap<String, String> labels(String name, String value) {
        return new TreeMap<>(Map.of(name, value));
    }
}
