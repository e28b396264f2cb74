package io.oneport.server.features.echo;

import io.oneport.server.api.Filter;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.WebSocket;
import java.util.ArrayList;
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
     * @param echo whether {@code /echo} is served
     * @param plaintext whether {@code /plaintext} is
     */
    public static List<Route> routes(Filter allowedOrigins, boolean echo, boolean plaintext) {
        List<Route> routes = new ArrayList<>();
        if (plaintext) {
            Response text = Response.text("Hello, World!");
            routes.add(Route.get("/plaintext", exchange -> exchange.answer(text)));
        }
        if (echo) {
            routes.add(Route.webSocket("/echo", (socket, opening) -> ECHO).with(allowedOrigins));
        }
        return routes;
    }
}
