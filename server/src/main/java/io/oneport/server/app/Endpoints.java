package io.oneport.server.app;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.oneport.server.broker.Topics;
import io.oneport.server.connection.Connections;
import io.oneport.server.features.admin.SocketEndpoints;
import io.oneport.server.features.metrics.MetricsEndpoint;
import io.oneport.server.http1.Answer;
import io.oneport.server.http1.Endpoint;
import io.oneport.server.http1.Exchange;
import io.oneport.server.http1.Problem;
import io.oneport.server.http1.Routes;
import io.oneport.server.http1.TopicPaths;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.websocket.MessageListener;
import io.oneport.server.websocket.TopicEndpoints;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** What is served where. */
final class Endpoints {
    private Endpoints() {}

    static Site site(
            ServerConfig config, SocketLedger ledger, Connections connections, Topics topics, boolean boundToLoopback) {
        Answer plaintext = Answer.text("Hello, World!");
        Answer healthy = Answer.text("ok\n");
        Answer landing = landingPage();
        Map<String, Map<HttpMethod, Endpoint>> routes =
                new HashMap<>(SocketEndpoints.routes(ledger, connections, boundToLoopback));
        routes.putAll(MetricsEndpoint.routes(ledger, boundToLoopback));
        routes.put("/", get(exchange -> exchange.answer(landing)));
        routes.put("/plaintext", get(exchange -> exchange.answer(plaintext)));
        routes.put("/healthz", get(exchange -> exchange.answer(healthy)));
        routes.put("/echo", get(Endpoints::onlyWebSocket));
        routes.put("/ws", get(Endpoints::onlyWebSocket));
        routes.putAll(TopicPaths.routes(
                topics,
                config.session(),
                config.origins(),
                config.http().maxBodyBytes(),
                config.webSocket().pingInterval()));
        MessageListener echo = (socket, text, payload) -> socket.send(text, payload);
        return new Site(
                new Routes(routes),
                Map.of(
                        "/echo", (socket, opening) -> echo,
                        "/ws", TopicEndpoints.manyTopics(topics, config.session()),
                        "/t/**", TopicEndpoints.topicsOfPath(topics, config.session())));
    }

    private static Map<HttpMethod, Endpoint> get(Endpoint endpoint) {
        return Map.of(HttpMethod.GET, endpoint);
    }

    private static void onlyWebSocket(Exchange exchange) {
        exchange.answer(Problem.of(
                HttpResponseStatus.UPGRADE_REQUIRED,
                exchange.path()
                        + " is a WebSocket, and this request has no Upgrade header. If the client sent one, a proxy"
                        + " has removed it."));
    }

    private static Answer landingPage() {
        try (InputStream page = Endpoints.class.getResourceAsStream("landing.html")) {
            return new Answer(
                    HttpResponseStatus.OK,
                    AsciiString.cached("text/html; charset=utf-8"),
                    page.readAllBytes(),
                    Map.of(HttpHeaderNames.CACHE_CONTROL, "no-cache"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
