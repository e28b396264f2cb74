package io.oneport.server.features.metrics;

import io.oneport.server.broker.BrokerMetric;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.PublicationResults;
import io.oneport.server.broker.TopicTotals;
import io.oneport.server.observe.SocketLedger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the figures come from. All may be asked on any thread.
 *
 * @param ledger sums over sockets
 * @param topics sums over topics
 * @param results what became of publications
 * @param broker what the broker counts
 * @param state whether the broker can be used
 * @param version the server's version
 * @param transport what moves the bytes, such as {@code epoll}
 * @param maxSockets most open sockets
 * @param accessLogDropped lines of the access log that were dropped
 * @param certificateExpiry when the first of the certificates in force expires, in milliseconds since 1970; null without TLS
 */
public record MetricsSources(
        SocketLedger ledger,
        Supplier<CompletableFuture<TopicTotals>> topics,
        ToLongFunction<PublicationResults.Kind> results,
        Supplier<List<BrokerMetric>> broker,
        Supplier<BrokerState> state,
        String version,
        String transport,
        int maxSockets,
        LongSupplier accessLogDropped,
        @Nullable LongSupplier certificateExpiry) {
    /** What changes, as it is now. */
    CompletableFuture<ScrapeFigures> figures() {
        return ledger.workerStatuses()
                .thenCombine(
                        topics.get(), (workers, sums) -> ScrapeFigures.of(workers, sums, broker.get(), state.get()));
    }
}
