package io.oneport.server.app;

import io.oneport.server.api.Filter;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.AdminDoor;
import io.oneport.server.auth.AdminToken;
import io.oneport.server.auth.AllowedOrigins;
import io.oneport.server.auth.Authentication;
import io.oneport.server.auth.EnoughMemory;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Topics;
import io.oneport.server.connection.Connections;
import io.oneport.server.features.admin.DrainEndpoint;
import io.oneport.server.features.admin.LiveFeed;
import io.oneport.server.features.admin.LivePage;
import io.oneport.server.features.admin.LogLevelEndpoint;
import io.oneport.server.features.admin.NodeEndpoint;
import io.oneport.server.features.admin.SocketEndpoints;
import io.oneport.server.features.admin.TopicEndpoints;
import io.oneport.server.features.echo.EchoRoutes;
import io.oneport.server.features.files.FileRoutes;
import io.oneport.server.features.landing.LandingRoutes;
import io.oneport.server.features.metrics.MetricsEndpoint;
import io.oneport.server.features.metrics.MetricsSources;
import io.oneport.server.features.topics.TopicRoutes;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.session.TopicAccess;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is served where, and to whom. */
final class Endpoints {
    private Endpoints() {}

    /** What is served on the public port. */
    static Routes routes(
            ServerConfig config,
            SocketLedger ledger,
            LiveFeed live,
            Connections connections,
            Topics topics,
            Authentication authentication,
            DrainEndpoint.Drain drain,
            AdminToken token,
            MetricsSources metrics) {
        AllowedOrigins allowedOrigins = new AllowedOrigins(config.origins());
        Filter door = new AdminDoor(allowedOrigins, token, false);
        TopicAccess access = access(config, topics, authentication);
        Stream<List<Route>> all = Stream.of(
                LandingRoutes.routes(config.demo().page(), () -> notReady(connections, topics)),
                shed(
                        EchoRoutes.routes(
                                allowedOrigins,
                                config.demo().echo(),
                                config.demo().plaintext()),
                        connections),
                config.admin().hasOwnPort()
                        ? List.of()
                        : operators(config, ledger, live, connections, topics, access, drain, door),
                metrics(config.admin(), metrics, door),
                shed(
                        TopicRoutes.routes(
                                access,
                                config.session(),
                                config.http().maxBodyBytes(),
                                config.webSocket().pingInterval(),
                                allowedOrigins,
                                authentication.readers(),
                                authentication.publishers()),
                        connections));
        List<Route> routes = all.flatMap(List::stream).toList();
        return new Routes(
                config.files().enabled()
                        ? FileRoutes.below(routes, config.files(), config.http().compression())
                        : routes);
    }

    private static TopicAccess access(ServerConfig config, Topics topics, Authentication authentication) {
        return new TopicAccess(
                topics, config.session(), authentication.tokens(), config.auth().parameter());
    }

    /** Routes that may fill the memory: refused while it is short. */
    private static List<Route> shed(List<Route> routes, Connections connections) {
        Filter enough = new EnoughMemory(connections.memory()::sheds);
        return routes.stream().map(route -> route.with(enough)).toList();
    }

    private static List<Route> metrics(AdminSettings admin, MetricsSources metrics, Filter door) {
        if (admin.metricsOpen()) {
            return MetricsEndpoint.routes(metrics, null);
        }
        return admin.hasOwnPort() ? List.of() : MetricsEndpoint.routes(metrics, door);
    }

    /** What is served on the port for operators. */
    static Routes adminRoutes(
            ServerConfig config,
            SocketLedger ledger,
            LiveFeed live,
            Connections connections,
            Topics topics,
            Authentication authentication,
            DrainEndpoint.Drain drain,
            AdminToken token,
            MetricsSources metrics) {
        Filter door = new AdminDoor(new AllowedOrigins(Origins.OWN), token, true);
        TopicAccess access = access(config, topics, authentication);
        return new Routes(Stream.concat(
                        operators(config, ledger, live, connections, topics, access, drain, door).stream(),
                        MetricsEndpoint.routes(metrics, door).stream())
                .toList());
    }

    /** What only operators may use; the metrics are served to others as well, by setting. */
    private static List<Route> operators(
            ServerConfig config,
            SocketLedger ledger,
            LiveFeed live,
            Connections connections,
            Topics topics,
            TopicAccess access,
            DrainEndpoint.Drain drain,
            Filter door) {
        return Stream.of(
                        SocketEndpoints.routes(ledger, connections, door),
                        TopicEndpoints.routes(topics, access, config.webSocket().maxMessageBytes(), door),
                        LivePage.routes(live, door),
                        NodeEndpoint.routes(topics.nodes(), door),
                        DrainEndpoint.routes(drain, topics.nodes(), door),
                        LogLevelEndpoint.routes(LogOptions.atRunTime(), door))
                .flatMap(List::stream)
                .toList();
    }

    /** Why no new client should be sent here; null if there is no reason. */
    private static @Nullable String notReady(Connections connections, Topics topics) {
        if (connections.draining()) {
            return "The server is draining.";
        }
        if (connections.memory().sheds()) {
            return "The server is short of memory.";
        }
        return topics.state() instanceof BrokerState.Away away
                ? "The broker is away since " + away.since() + ": " + away.why()
                : null;
    }
}
