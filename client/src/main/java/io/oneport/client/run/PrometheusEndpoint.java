package io.oneport.client.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import io.oneport.protocol.Setting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/**
 * The figures of a run while it goes on, at {@code /metrics}, in the text form of Prometheus (version 0.0.4). Updated once a
 * second by the thread that runs it; answered by a thread of its own.
 */
final class PrometheusEndpoint implements ProgressListener, AutoCloseable {
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};
    private static final int DIGITS = 3;

    private final HttpServer server;
    private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "prometheus");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Histogram> all = new TreeMap<>();
    private volatile String text = "";

    /**
     * Listens.
     *
     * @throws IllegalArgumentException if that address can't be had; the message is the line for the person
     */
    PrometheusEndpoint(InetSocketAddress address) {
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException taken) {
            throw Setting.refused(
                    "prometheus-port",
                    address.getHostString() + ":" + address.getPort(),
                    "an address that is free: " + taken.getMessage());
        }
        server.createContext("/metrics", this::answer);
        server.setExecutor(answers);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void progress(Progress progress) {
        progress.completed()
                .forEach((metric, histogram) ->
                        all.computeIfAbsent(metric.text(), first -> empty()).add(histogram));
        StringBuilder page = new StringBuilder();
        head(
                page,
                "oneport_client_latency_seconds",
                "summary",
                "Corrected latency since the run began, warm-up included.");
        all.forEach((metric, histogram) -> {
            for (double quantile : QUANTILES) {
                line(
                        page,
                        "oneport_client_latency_seconds",
                        "metric=\"" + metric + "\",quantile=\"" + quantile + "\"",
                        histogram.getValueAtPercentile(quantile * 100) / 1e9);
            }
            double count = histogram.getTotalCount();
            line(
                    page,
                    "oneport_client_latency_seconds_sum",
                    "metric=\"" + metric + "\"",
                    histogram.getMean() * count / 1e9);
            line(page, "oneport_client_latency_seconds_count", "metric=\"" + metric + "\"", count);
        });
        head(page, "oneport_client_errors_total", "counter", "Failures and timeouts.");
        line(page, "oneport_client_errors_total", "", progress.errors());
        head(page, "oneport_client_open_sockets", "gauge", "Sockets that are open.");
        line(page, "oneport_client_open_sockets", "", progress.openSockets());
        head(page, "oneport_client_send_lag_seconds", "gauge", "99th percentile of the client's own lateness.");
        line(page, "oneport_client_send_lag_seconds", "", progress.sendLag().getValueAtPercentile(99) / 1e9);
        head(page, "oneport_client_cpu_cores", "gauge", "What the busiest event loop uses.");
        line(page, "oneport_client_cpu_cores", "", progress.cpu());
        head(page, "oneport_client_phase", "gauge", "1 for the phase that the run is in.");
        for (Progress.RunPhase phase : Progress.RunPhase.values()) {
            line(page, "oneport_client_phase", "phase=\"" + phase.text() + "\"", phase == progress.phase() ? 1 : 0);
        }
        text = page.toString();
    }

    private static Histogram empty() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    private static void head(StringBuilder page, String name, String type, String help) {
        page.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ");
        page.append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder page, String name, String labels, double value) {
        page.append(name);
        if (!labels.isEmpty()) {
            page.append('{').append(labels).append('}');
        }
        page.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.9g", value) : "NaN";
    }

    @Override
    public void close() {
        server.stop(0);
        answers.shutdownNow();
    }
}
