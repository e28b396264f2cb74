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
     */
    public static List<Route> routes(
            TopicAccess topics,
            SessionSettings settings,
            int maxBatchBytes,
            Duration keepAliveInterval,
            Filter allowedOrigins) {
        Endpoint publish = new PublishEndpoint(topics, settings);
        return List.of(
                Route.post("/t", new BatchEndpoint(topics, maxBatchBytes)).with(allowedOrigins),
                Route.get("/t/**", new ReadEndpoint(topics, settings, keepAliveInterval))
                        .with(allowedOrigins),
                Route.post("/t/**", publish).with(allowedOrigins),
                Route.put("/t/**", publish).with(allowedOrigins),
                Route.webSocket("/t/**", TopicEndpoints.topicsOfPath(topics, settings))
                        .with(allowedOrigins),
                Route.webSocket("/ws", TopicEndpoints.manyTopics(topics, settings))
                        .with(allowedOrigins));
    }
}
