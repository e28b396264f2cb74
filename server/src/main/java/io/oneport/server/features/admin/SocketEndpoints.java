package io.oneport.server.features.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.protocol.Setting;
import io.oneport.server.connection.LedgerQuery;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.SocketLedger;
import io.oneport.server.http1.Answer;
import io.oneport.server.http1.Endpoint;
import io.oneport.server.http1.Exchange;
import io.oneport.server.http1.LoopbackOnly;
import io.oneport.server.http1.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The ledger over HTTP: {@code /admin/sockets} and {@code /admin/sockets/{id}}. */
public final class SocketEndpoints {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final List<String> LIST_PARAMETERS = List.of("state", "protocol", "limit", "after");

    private final SocketLedger ledger;

    private SocketEndpoints(SocketLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * The endpoints by path and method.
     *
     * @param boundToLoopback whether the server listens on a loopback address; else they answer 403
     */
    public static Map<String, Map<HttpMethod, Endpoint>> routes(SocketLedger ledger, boolean boundToLoopback) {
        SocketEndpoints sockets = new SocketEndpoints(ledger);
        return Map.of(
                "/admin/sockets",
                Map.of(HttpMethod.GET, new LoopbackOnly(boundToLoopback, sockets::list)),
                "/admin/sockets/*",
                Map.of(
                        HttpMethod.GET, new LoopbackOnly(boundToLoopback, sockets::show),
                        HttpMethod.DELETE, new LoopbackOnly(boundToLoopback, sockets::close)));
    }

    private void list(Exchange exchange) {
        for (String name : exchange.queryNames()) {
            Setting.require(LIST_PARAMETERS.contains(name), "parameter", name, String.join(", ", LIST_PARAMETERS));
        }
        String state = parameter(exchange, "state", "open");
        Setting.require(state.equals("open") || state.equals("closed"), "state", state, "open or closed");
        long after = number(parameter(exchange, "after", "-1"), "after", -1, Long.MAX_VALUE);
        long limit = number(parameter(exchange, "limit", "" + DEFAULT_LIMIT), "limit", 1, MAX_LIMIT);
        LedgerQuery query =
                new LedgerQuery(state.equals("closed"), protocol(exchange.query("protocol")), after, (int) limit);
        answer(
                exchange,
                ledger.find(query)
                        .thenApply(found -> Answer.json(SocketJson.list(found, ledger.openSockets(), query))));
    }

    private void show(Exchange exchange) {
        answer(
                exchange,
                ledger.view(id(exchange))
                        .thenApply(socket -> socket == null ? unknown(exchange) : Answer.json(SocketJson.one(socket))));
    }

    private void close(Exchange exchange) {
        answer(
                exchange,
                ledger.goAway(id(exchange), "closed by an administrator")
                        .thenApply(found -> found ? Answer.noContent(Map.of()) : notOpen(exchange)));
    }

    private static Answer notOpen(Exchange exchange) {
        return Problem.of(HttpResponseStatus.NOT_FOUND, "No socket " + exchange.lastSegment() + " is open.");
    }

    /** Answers on the socket's own loop once the loops that were asked have said what they know. */
    private static void answer(Exchange exchange, CompletableFuture<Answer> answer) {
        answer.whenCompleteAsync(
                (given, failure) -> exchange.answer(
                        failure == null
                                ? given
                                : Problem.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, failure.toString())),
                exchange.executor());
    }

    private static Answer unknown(Exchange exchange) {
        return Problem.of(
                HttpResponseStatus.NOT_FOUND, "No socket " + exchange.lastSegment() + " is open or remembered.");
    }

    private static long id(Exchange exchange) {
        return number(exchange.lastSegment(), "socket id", 0, Long.MAX_VALUE);
    }

    private static Protocol protocol(String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Setting.refusal(
                        "protocol",
                        name,
                        Arrays.stream(Protocol.values()).map(Protocol::text).collect(Collectors.joining(" or ")))));
    }

    private static String parameter(Exchange exchange, String name, String otherwise) {
        String value = exchange.query(name);
        return value == null ? otherwise : value;
    }

    private static long number(String text, String name, long least, long most) {
        String expected = most == Long.MAX_VALUE ? "a number, " + least + " or more" : least + " to " + most;
        try {
            long value = Long.parseLong(text);
            Setting.require(value >= least && value <= most, name, text, expected);
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(Setting.refusal(name, text, expected));
        }
    }
}
