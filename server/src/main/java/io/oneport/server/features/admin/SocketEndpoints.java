package io.oneport.server.features.admin;

import io.oneport.protocol.Setting;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import io.oneport.server.connection.LedgerQuery;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.SocketLedger;
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
     * The routes.
     *
     * @param loopbackOnly keeps them to people at this machine
     */
    public static List<Route> routes(SocketLedger ledger, Filter loopbackOnly) {
        SocketEndpoints sockets = new SocketEndpoints(ledger);
        return List.of(
                Route.get("/admin/sockets", sockets::list).with(loopbackOnly),
                Route.get("/admin/sockets/*", sockets::show).with(loopbackOnly),
                Route.delete("/admin/sockets/*", sockets::close).with(loopbackOnly));
    }

    private void list(Exchange exchange) {
        for (String name : exchange.request().queryNames()) {
            Setting.require(LIST_PARAMETERS.contains(name), "parameter", name, String.join(", ", LIST_PARAMETERS));
        }
        String state = parameter(exchange, "state", "open");
        Setting.require(state.equals("open") || state.equals("closed"), "state", state, "open or closed");
        long after = number(parameter(exchange, "after", "-1"), "after", -1, Long.MAX_VALUE);
        long limit = number(parameter(exchange, "limit", "" + DEFAULT_LIMIT), "limit", 1, MAX_LIMIT);
        LedgerQuery query = new LedgerQuery(
                state.equals("closed"), protocol(exchange.request().query("protocol")), after, (int) limit);
        answer(
                exchange,
                ledger.find(query)
                        .thenApply(found -> Response.json(SocketJson.list(found, ledger.openSockets(), query))));
    }

    private void show(Exchange exchange) {
        answer(
                exchange,
                ledger.view(id(exchange))
                        .thenApply(
                                socket -> socket == null ? unknown(exchange) : Response.json(SocketJson.one(socket))));
    }

    private void close(Exchange exchange) {
        answer(
                exchange,
                ledger.goAway(id(exchange), "closed by an administrator")
                        .thenApply(found -> found ? Response.noContent(Map.of()) : notOpen(exchange)));
    }

    private static Response notOpen(Exchange exchange) {
        return Problem.of(Status.NOT_FOUND, "No socket " + exchange.request().lastSegment() + " is open.");
    }

    /** Answers on the socket's own loop once the loops that were asked have said what they know. */
    private static void answer(Exchange exchange, CompletableFuture<Response> answer) {
        answer.whenCompleteAsync(
                (given, failure) -> exchange.answer(
                        failure == null ? given : Problem.of(Status.INTERNAL_SERVER_ERROR, failure.toString())),
                exchange.socket().executor());
    }

    private static Response unknown(Exchange exchange) {
        return Problem.of(
                Status.NOT_FOUND, "No socket " + exchange.request().lastSegment() + " is open or remembered.");
    }

    private static long id(Exchange exchange) {
        return number(exchange.request().lastSegment(), "socket id", 0, Long.MAX_VALUE);
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
        String value = exchange.request().query(name);
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
