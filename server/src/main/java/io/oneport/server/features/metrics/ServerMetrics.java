package io.oneport.server.features.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.oneport.server.broker.PublicationResults;
import io.oneport.server.broker.TopicTotals;
import io.oneport.server.connection.CountedMethods;
import io.oneport.server.connection.Protocol;
import io.oneport.server.observe.Totals;
import io.oneport.server.observe.WorkerStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * All metrics, in Micrometer's registry for Prometheus. Nothing is counted here: counters and gauges read the figures that a
 * scrape brings. docs/metrics.md lists them, and {@code MetricsDocumentTest} holds the two together. Confined to one thread.
 */
final class ServerMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ExpositionFormats formats = ExpositionFormats.init();
    /** Set by each scrape, before the registry asks. */
    @SuppressWarnings("NullAway.Init")
    private ScrapeFigures now;

    ServerMetrics(MetricsSources sources) {
        registry.throwExceptionOnRegistrationFailure();
        sockets(sources);
        requests();
        traffic();
        topics();
        results(sources);
        workers(sources);
        server(sources);
        new HistogramCollector(
                        "oneport_request_duration_seconds",
                        "Time from the head of an HTTP request to its answer; of endless answers, to their head.",
                        () -> now.totals().requestTimes())
                .register(registry);
        new HistogramCollector(
                        "oneport_delivery_latency_seconds",
                        "Time from when this server has a message until it is handed to a reader's socket, for each reader.",
                        () -> now.topics().latency())
                .register(registry);
        new HistogramCollector(
                        "oneport_loop_lag_seconds",
                        "How late event loops run work that is due.",
                        () -> now.totals().lag())
                .register(registry);
        new BrokerCollector(() -> now.broker()).register(registry);
        JvmMetrics.bindTo(registry);
        ProcessMetrics.bindTo(registry);
    }

    /**
     * Writes one scrape.
     *
     * @param openMetrics whether in that format; else in Prometheus' own
     */
    Exposition write(ScrapeFigures figures, boolean openMetrics) {
        now = figures;
        ExpositionFormatWriter writer =
                openMetrics ? formats.getOpenMetricsTextFormatWriter() : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream(32 << 10);
        try {
            writer.write(out, registry.getPrometheusRegistry().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return new Exposition(writer.getContentType(), out.toByteArray());
    }

    private void sockets(MetricsSources sources) {
        for (Protocol protocol : Protocol.values()) {
            Tags tags = Tags.of("protocol", protocol.text());
            gauge(
                    "oneport.sockets.open",
                    tags,
                    "Open sockets by protocol.",
                    figures -> figures.totals().open(protocol));
            if (protocol != Protocol.HTTP) {
                totals(
                        "oneport.protocol.switches",
                        tags,
                        "Sockets that have switched to a protocol.",
                        totals -> totals.switchesTo(protocol));
            }
        }
        gauge(
                "oneport.sockets.max",
                Tags.empty(),
                "Most sockets that may be open (max-sockets).",
                figures -> sources.maxSockets());
        totals("oneport.sockets.opened", Tags.empty(), "Sockets accepted.", Totals::opened);
        String closed = "Sockets closed, by who closed them; failed connections count as the client's.";
        totals("oneport.sockets.closed", Tags.of("by", "client"), closed, Totals::closedByClient);
        totals("oneport.sockets.closed", Tags.of("by", "server"), closed, Totals::closedByServer);
        totals("oneport.tls.handshakes", Tags.empty(), "TLS handshakes completed.", Totals::handshakes);
        totals(
                "oneport.tls.handshakes.failed",
                Tags.empty(),
                "TLS handshakes that failed or were cut short.",
                Totals::failedHandshakes);
        LongSupplier certificateExpiry = sources.certificateExpiry();
        if (certificateExpiry != null) {
            gauge(
                    "oneport.tls.certificate.expiry.timestamp.seconds",
                    Tags.empty(),
                    "When the first of the certificates in force expires, in seconds since 1970.",
                    figures -> certificateExpiry.getAsLong() / 1000.0);
        }
        new Totals()
                .refusals()
                .forEach((what, reason, none) -> totals(
                        "oneport.refusals",
                        Tags.of("what", what, "reason", reason),
                        "Sockets, requests, WebSocket handshakes, WebSockets and TLS connections that were refused or closed as wrong,"
                                + " by reason.",
                        totals -> totals.refusals().times(what, reason)));
    }

    private void requests() {
        totals("oneport.requests", Tags.empty(), "HTTP requests read.", Totals::requests);
        for (int method = 0; method < CountedMethods.METHODS.size(); method++) {
            for (int statusClass = 1; statusClass <= Totals.STATUS_CLASSES; statusClass++) {
                int place = method;
                int first = statusClass;
                totals(
                        "oneport.requests.answered",
                        Tags.of("method", CountedMethods.METHODS.get(method), "status", statusClass + "xx"),
                        "HTTP requests answered, by method and class of status; 1xx are WebSocket handshakes.",
                        totals -> totals.answers(place, first));
            }
        }
    }

    private void traffic() {
        totals("oneport.messages.in", Tags.empty(), "WebSocket messages read.", Totals::messagesIn);
        totals(
                "oneport.messages.out",
                Tags.empty(),
                "Messages written to WebSockets and streams.",
                Totals::messagesOut);
        totals("oneport.bytes.in", Tags.empty(), "Bytes read.", Totals::bytesIn);
        totals("oneport.bytes.out", Tags.empty(), "Bytes accepted by the operating system.", Totals::bytesOut);
        String dropped = "Messages dropped for slow readers, by policy.";
        totals("oneport.messages.dropped", Tags.of("policy", "drop-oldest"), dropped, Totals::droppedOldest);
        totals("oneport.messages.dropped", Tags.of("policy", "latest"), dropped, Totals::superseded);
        totals(
                "oneport.slow.readers",
                Tags.empty(),
                "Readers disconnected because they were too slow.",
                Totals::slowReaders);
    }

    private void topics() {
        topics("oneport.topics", "Topics with readers or a history.", TopicTotals::topics);
        topics("oneport.subscriptions", "Readers of topics.", TopicTotals::subscribers);
        FunctionCounter.builder(
                        "oneport.publications",
                        this,
                        metrics -> metrics.now.topics().publications())
                .description("Publications received, those that were refused included.")
                .register(registry);
        topics(
                "oneport.publications.pending.bytes",
                "Bytes of publications that wait for readers.",
                TopicTotals::pendingBytes);
        topics(
                "oneport.fanout.backlog.bytes",
                "Bytes of messages that readers' sockets have not been handed yet.",
                TopicTotals::backlogBytes);
        topics("oneport.history.messages", "Messages in memory's histories.", TopicTotals::historyMessages);
        topics(
                "oneport.history.bytes",
                "What they count against history-total, which includes 256 bytes for each.",
                TopicTotals::historyBytes);
    }

    private void results(MetricsSources sources) {
        for (PublicationResults.Kind kind : PublicationResults.Kind.values()) {
            FunctionCounter.builder(
                            "oneport.publication.results",
                            sources,
                            from -> from.results().applyAsLong(kind))
                    .tags(Tags.of("result", kind.text()))
                    .description("Publications by what became of them.")
                    .register(registry);
        }
    }

    private void workers(MetricsSources sources) {
        for (int i = 0; i < sources.ledger().workers(); i++) {
            int worker = i;
            Tags tags = Tags.of("worker", String.valueOf(worker));
            FunctionCounter.builder("oneport.worker.cpu.seconds", this, metrics -> cpuSeconds(metrics.worker(worker)))
                    .tags(tags)
                    .description("CPU time of an event loop.")
                    .register(registry);
            gauge(
                    "oneport.worker.sockets",
                    tags,
                    "Open sockets of an event loop.",
                    figures -> figures.workers().get(worker).totals().open());
            gauge(
                    "oneport.worker.queue.length",
                    tags,
                    "Pieces of long work that wait for their turn on an event loop.",
                    figures -> figures.workers().get(worker).queuedWork());
        }
        gauge(
                "oneport.unfinished.bytes",
                Tags.empty(),
                "Bytes of messages and request bodies whose rest has not arrived.",
                figures -> figures.workers().stream()
                        .mapToLong(WorkerStatus::unfinishedBytes)
                        .sum());
    }

    private WorkerStatus worker(int number) {
        return now.workers().get(number);
    }

    private static double cpuSeconds(WorkerStatus worker) {
        return Math.max(0, worker.cpuNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private void server(MetricsSources sources) {
        gauge(
                "oneport.build.info",
                Tags.of(
                        "version", sources.version(),
                        "transport", sources.transport(),
                        "java", String.valueOf(Runtime.version().feature())),
                "Always 1; the labels say what is running.",
                figures -> 1);
        gauge(
                "oneport.broker.ready",
                Tags.empty(),
                "1 if messages can be published and read, 0 while the engine or the log cannot be used.",
                figures -> figures.ready() ? 1 : 0);
        FunctionCounter.builder(
                        "oneport.access.log.dropped",
                        sources,
                        from -> from.accessLogDropped().getAsLong())
                .description("Lines of the access log that were dropped or could not be written.")
                .register(registry);
    }

    private void totals(String name, Tags tags, String help, ToDoubleFunction<Totals> value) {
        FunctionCounter.builder(name, this, metrics -> value.applyAsDouble(metrics.now.totals()))
                .tags(tags)
                .description(help)
                .register(registry);
    }

    private void topics(String name, String help, ToDoubleFunction<TopicTotals> value) {
        gauge(name, Tags.empty(), help, figures -> value.applyAsDouble(figures.topics()));
    }

    private void gauge(String name, Tags tags, String help, ToDoubleFunction<ScrapeFigures> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.now))
                .tags(tags)
                .description(help)
                .register(registry);
    }
}
