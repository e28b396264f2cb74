package io.oneport.server.features.topics;

import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Route;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicAccess;
import java.time.Duration;
import java.util.List;

/** Topics over HTTP and WebSocket: {@code /t} and everything below it, and {@code /ws}. */
public final class TopicRoutes {
    private TopicRoutes() {}

    /**
     * The routes.
     *
     * @param maxBatchBytes the longest batch
     * @param keepAliveInterval how often an endless answer gets something to keep it alive
     * @param allowedOrigins keeps foreign web pages out
     * @param readers finds out who reads, and keeps away who may read no topic
     * @param publishers finds out who publishes, and keeps away who may publish to no topic
     */
    public static List<Route> routes(
            TopicAccess topics,
            SessionSettings settings,
            int maxBatchBytes,
            Duration keepAliveInterval,
            Filter allowedOrigins,
            Filter readers,
            Filter publishers) {
        Endpoint publish = new PublishEndpoint(topics, settings);
        return List.of(
                Route.post("/t", new BatchEndpoint(topics, maxBatchBytes))
                        .with(allowedOrigins)
                        .with(publishers),
                Route.get("/t/**", new ReadEndpoint(topics, settings, keepAliveInterval))
                        .with(allowedOrigins)
                        .with(readers),
                Route.post("/t/**", publish).with(allowedOrigins).with(publishers),
                Route.put("/t/**", publish).with(allowedOrigins).with(publishers),
                Route.webSocket("/t/**", TopicEndpoints.topicsOfPath(topics, settings))
                        .with(allowedOrigins)
                        .with(readers),
                Route.webSocket("/ws", TopicEndpoints.manyTopics(topics, settings))
                        .with(allowedOrigins)
                        .with(readers));
    }
}
