package io.oneport.server.net;

import io.oneport.server.http.Routes;
import io.oneport.server.websocket.MessageListener;
import java.util.Map;

/**
 * What is served.
 *
 * @param routes over HTTP
 * @param webSockets over WebSocket, by path
 */
public record Site(Routes routes, Map<String, MessageListener> webSockets) {
    public Site {
        webSockets = Map.copyOf(webSockets);
    }
}
