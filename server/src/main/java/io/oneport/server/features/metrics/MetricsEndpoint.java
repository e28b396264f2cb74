package io.oneport.server.features.metrics;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.MediaType;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus reads, in its text format 0.0.4 or, for those who accept it, as OpenMetrics 1.0.0.
 *
 * <p>A thread of its own, which ends when it has had nothing to do, asks the JVM and writes the text: that takes a millisecond
 * or two, and the first time, when classes are loaded, much longer. Event loops only copy their counters.
 */
public final class MetricsEndpoint {
    /** Scrapes that may wait for the thread. */
    private static final int MAX_WAITING = 32;

    private final MetricsSources sources;
    private final ThreadPoolExecutor writer;
    /** Made at the first scrape: not every server is scraped. */
    private @Nullable ServerMetrics metrics;

    private MetricsEndpoint(MetricsSources sources) {
        this.sources = sources;
        this.writer =
                new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), run -> {
                    Thread thread = new Thread(run, "metrics");
                    thread.setDaemon(true);
                    return thread;
                });
        writer.allowCoreThreadTimeOut(true);
    }

    /**
     * The route.
     *
     * @param door keeps it to operators; null for everybody
     */
    public static List<Route> routes(MetricsSources sources, @Nullable Filter door) {
        Route route = Route.get("/metrics", new MetricsEndpoint(sources)::show);
        return List.of(door == null ? route : route.with(door));
    }

    private void show(Exchange exchange) {
        boolean openMetrics = prefersOpenMetrics(exchange.request().headers("accept"));
        sources.figures()
                .thenApplyAsync(figures -> answer(figures, openMetrics), writer)
                .whenCompleteAsync(
                        (answer, failure) -> exchange.answer(failure == null ? answer : refusal(failure)),
                        exchange.socket().executor());
    }

    /** Who names both formats and likes them as well gets OpenMetrics, as Prometheus expects; who takes anything, the other. */
    private static boolean prefersOpenMetrics(List<String> accept) {
        MediaType.Welcome open = MediaType.welcome(accept, "application/openmetrics-text");
        return open.named()
                && open.weight() > 0
                && open.weight() >= MediaType.welcome(accept, "text/plain").weight();
    }

    /** On the thread that writes. */
    private Response answer(ScrapeFigures figures, boolean openMetrics) {
        if (metrics == null) {
            metrics = new ServerMetrics(sources);
        }
        Exposition text = metrics.write(figures, openMetrics);
        return Response.of(
                Status.OK, text.contentType(), text.body(), Map.of("vary", "accept", "cache-control", "no-store"));
    }

    private static Response refusal(Throwable failure) {
        return failure.getCause() instanceof RejectedExecutionException
                ? Problem.unavailable("Too many scrapes at the same time.", 1)
                : Problem.of(Status.INTERNAL_SERVER_ERROR, failure.toString());
    }
}
