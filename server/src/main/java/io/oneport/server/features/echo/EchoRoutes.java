package io.oneport.server.features.echo;

import io.oneport.server.api.Filter;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.WebSocket;
import java.util.List;

/** {@code /echo} and {@code /plaintext}. */
public final class EchoRoutes {
    /** One for all sockets. */
    private static final MessageListener ECHO = WebSocket::send;

    private EchoRoutes() {}

    /**
     * The routes.
     *
     * @param allowedOrigins keeps foreign web pages from opening a WebSocket
     */
    public static List<Route> routes(Filter allowedOrigins) {
        Response plaintext = Response.text("Hello, World!");
        return List.of(
                Route.get("/plaintext", exchange -> exchange.answer(plaintext)),
                Route.webSocket("/echo", (socket, opening) -> ECHO).with(allowedOrigins));
    }
}
