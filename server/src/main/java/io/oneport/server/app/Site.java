package io.oneport.server.app;

import io.oneport.server.http1.Routes;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.websocket.WebSocketEndpoint;
import java.util.Map;

/**
 * What is served.
 *
 * @param routes over HTTP
 * @param webSockets over WebSocket, by path; a path that ends in {@code /**} stands for everything below it
 */
public record Site(Routes routes, Map<String, WebSocketEndpoint> webSockets) {
    public Site {
        webSockets = Map.copyOf(webSockets);
    }

    /** The WebSocket at a path; null if there is none. */
    WebSocketEndpoint webSocketAt(String path) {
        WebSocketEndpoint exact = webSockets.get(path);
        return exact != null ? exact : webSockets.get(Routes.below(path));
    }

    /** A path as this site writes it itself, if it does: the ledger then keeps one string for all sockets there. */
    String shared(String path) {
        for (String own : webSockets.keySet()) {
            if (own.equals(path)) {
                return own;
            }
        }
        return path;
    }

    /** What the handshake needs to know of it. */
    Handshake.Offer offerAt(String path, String query) {
        WebSocketEndpoint endpoint = webSocketAt(path);
        if (endpoint == null) {
            return null;
        }
        endpoint.check(path, query);
        return new Handshake.Offer(endpoint.subprotocols(), endpoint.requiresSubprotocol());
    }
}
