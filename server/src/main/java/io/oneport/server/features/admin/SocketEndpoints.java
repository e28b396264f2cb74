package io.oneport.server.features.admin;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import io.oneport.server.connection.Connections;
import io.oneport.server.observe.LedgerQuery;
import io.oneport.server.observe.SocketLedger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The ledger over HTTP: {@code /admin/sockets} and {@code /admin/sockets/{id}}. */
public final class SocketEndpoints {
    private final SocketLedger ledger;
    private final Connections connections;

    private SocketEndpoints(SocketLedger ledger, Connections connections) {
        this.ledger = ledger;
        this.connections = connections;
    }

    /**
     * The routes.
     *
     * @param door keeps them to operators
     */
    public static List<Route> routes(SocketLedger ledger, Connections connections, Filter door) {
        SocketEndpoints sockets = new SocketEndpoints(ledger, connections);
        return List.of(
                Route.get("/admin/sockets", sockets::list).with(door),
                Route.get("/admin/sockets/*", sockets::show).with(door),
                Route.delete("/admin/sockets/*", sockets::close).with(door));
    }

    private void list(Exchange exchange) {
        LedgerQuery query = SocketParameters.query(
                exchange.request().queryNames(),
                exchange.request()::query,
                ledger.workers(),
                System.currentTimeMillis());
        answer(
                exchange,
                ledger.find(query)
                        .thenApply(found -> Response.json(SocketJson.list(found, ledger.openSockets(), query))));
    }

    private void show(Exchange exchange) {
        NoParameters.require(exchange);
        answer(
                exchange,
                ledger.view(id(exchange))
                        .thenApply(
                                socket -> socket == null ? unknown(exchange) : Response.json(SocketJson.one(socket))));
    }

    private void close(Exchange exchange) {
        NoParameters.require(exchange);
        answer(
                exchange,
                connections
                        .goAway(id(exchange), "closed by an administrator")
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
        return SocketParameters.number(exchange.request().lastSegment(), "socket id", 0, Long.MAX_VALUE);
    }
}
