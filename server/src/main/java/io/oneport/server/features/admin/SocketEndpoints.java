package io.oneport.server.features.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.server.connection.Connections;
import io.oneport.server.http1.Answer;
import io.oneport.server.http1.Endpoint;
import io.oneport.server.http1.Exchange;
import io.oneport.server.http1.LoopbackOnly;
import io.oneport.server.http1.Problem;
import io.oneport.server.observe.LedgerQuery;
import io.oneport.server.observe.SocketLedger;
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
     * The endpoints by path and method.
     *
     * @param boundToLoopback whether the server listens on a loopback address; else they answer 403
     */
    public static Map<String, Map<HttpMethod, Endpoint>> routes(
            SocketLedger ledger, Connections connections, boolean boundToLoopback) {
        SocketEndpoints sockets = new SocketEndpoints(ledger, connections);
        return Map.of(
                "/admin/sockets",
                Map.of(HttpMethod.GET, new LoopbackOnly(boundToLoopback, sockets::list)),
                "/admin/sockets/*",
                Map.of(
                        HttpMethod.GET, new LoopbackOnly(boundToLoopback, sockets::show),
                        HttpMethod.DELETE, new LoopbackOnly(boundToLoopback, sockets::close)));
    }

    private void list(Exchange exchange) {
        LedgerQuery query = SocketParameters.query(
                exchange.queryNames(), exchange::query, ledger.workers(), System.currentTimeMillis());
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
                connections
                        .goAway(id(exchange), "closed by an administrator")
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
        return SocketParameters.number(exchange.lastSegment(), "socket id", 0, Long.MAX_VALUE);
    }
}
