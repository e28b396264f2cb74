package io.oneport.server.features.metrics;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import io.oneport.server.broker.BrokerMetric;
import io.oneport.server.connection.Protocol;
import io.oneport.server.loop.LoopLag;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.observe.Totals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What Prometheus reads, in its text format 0.0.4: sums over all sockets, from the ledger. */
public final class MetricsEndpoint {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final SocketLedger ledger;
    private final Supplier<List<BrokerMetric>> broker;

    private MetricsEndpoint(SocketLedger ledger, Supplier<List<BrokerMetric>> broker) {
        this.ledger = ledger;
        this.broker = broker;
    }

    /**
     * The route.
     *
     * @param broker what the broker counts
     * @param door keeps it to operators; null for everybody
     */
    public static List<Route> routes(SocketLedger ledger, Supplier<List<BrokerMetric>> broker, Filter door) {
        MetricsEndpoint metrics = new MetricsEndpoint(ledger, broker);
        Route route = Route.get("/metrics", metrics::show);
        return List.of(door == null ? route : route.with(door));
    }

    private void show(Exchange exchange) {
        ledger.totals()
                .whenCompleteAsync(
                        (totals, failure) -> exchange.answer(
                                failure == null
                                        ? answer(totals, broker.get())
                                        : Problem.of(Status.INTERNAL_SERVER_ERROR, failure.toString())),
                        exchange.socket().executor());
    }

    private static Response answer(Totals totals, List<BrokerMetric> broker) {
        StringBuilder text = new StringBuilder();
        head(text, "oneport_sockets_open", "gauge", "Open sockets by protocol.");
        for (Protocol protocol : Protocol.values()) {
            text.append("oneport_sockets_open{protocol=\"")
                    .append(protocol.text())
                    .append("\"} ")
                    .append(totals.open(protocol))
                    .append('\n');
        }
        counter(text, "oneport_sockets_opened_total", "Sockets accepted.", totals.opened());
        counter(text, "oneport_requests_total", "HTTP requests read.", totals.requests());
        counter(text, "oneport_messages_in_total", "WebSocket messages read.", totals.messagesIn());
        counter(
                text,
                "oneport_messages_out_total",
                "Messages written to WebSockets and streams.",
                totals.messagesOut());
        counter(text, "oneport_bytes_in_total", "Bytes read.", totals.bytesIn());
        counter(text, "oneport_bytes_out_total", "Bytes accepted by the operating system.", totals.bytesOut());
        counter(text, "oneport_messages_dropped_total", "Messages dropped for slow readers.", totals.dropped());
        counter(
                text,
                "oneport_slow_readers_total",
                "Readers disconnected because they were too slow.",
                totals.slowReaders());
        counter(text, "oneport_tls_handshakes_total", "TLS handshakes completed.", totals.handshakes());
        counter(
                text,
                "oneport_tls_handshakes_failed_total",
                "TLS handshakes that failed or were cut short.",
                totals.failedHandshakes());
        lag(text, totals.lag());
        for (BrokerMetric each : broker) {
            head(text, each.name(), each.counter() ? "counter" : "gauge", each.help());
            text.append(each.name())
                    .append(' ')
                    .append(new BigDecimal(each.value(), MathContext.DECIMAL64)
                            .stripTrailingZeros()
                            .toPlainString())
                    .append('\n');
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        return Response.of(Status.OK, TEXT_FORMAT, body, Map.of());
    }

    private static void lag(StringBuilder text, LoopLag lag) {
        String name = "oneport_loop_lag_seconds";
        head(text, name, "histogram", "How late event loops run work that is due.");
        long count = 0;
        for (int bucket = 0; bucket <= LoopLag.bounds(); bucket++) {
            count += lag.count(bucket);
            String bound = bucket == LoopLag.bounds() ? "+Inf" : seconds(LoopLag.boundNanos(bucket));
            text.append(name)
                    .append("_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(count)
                    .append('\n');
        }
        text.append(name).append("_sum ").append(seconds(lag.sumNanos())).append('\n');
        text.append(name).append("_count ").append(count).append('\n');
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        head(text, name, "counter", help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
