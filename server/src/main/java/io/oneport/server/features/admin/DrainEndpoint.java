package io.oneport.server.features.admin;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Json;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import io.oneport.server.broker.Node;
import io.oneport.server.broker.Nodes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /admin/drain}: ends this server in order, without a signal, or another one that shares its topics. */
public final class DrainEndpoint {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The server, as far as it can be drained. Any thread; must not block. */
    public interface Drain {
        /**
         * Begins to drain.
         *
         * @param over the window in which open sockets are closed at an even pace; null for the server's setting
         * @return false if it is draining already
         */
        boolean begin(@Nullable Duration over);

        /** The window if none is given. */
        Duration defaultOver();

        /** Sockets that are open now. */
        int openSockets();
    }

    private final Drain drain;
    private final Nodes nodes;

    private DrainEndpoint(Drain drain, Nodes nodes) {
        this.drain = drain;
        this.nodes = nodes;
    }

    /**
     * The route.
     *
     * @param nodes the servers that can be drained from here
     * @param admin keeps it to administrators
     */
    public static List<Route> routes(Drain drain, Nodes nodes, Filter admin) {
        return List.of(Route.post("/admin/drain", new DrainEndpoint(drain, nodes)::begin)
                .with(admin));
    }

    private void begin(Exchange exchange) {
        for (String name : exchange.request().queryNames()) {
            Setting.require(name.equals("over") || name.equals("node"), "parameter", name, "over, node");
        }
        Duration over = over(exchange.request().query("over"));
        String node = exchange.request().query("node");
        if (node != null) {
            passOn(exchange, node, over);
            return;
        }
        int open = drain.openSockets();
        if (!drain.begin(over)) {
            exchange.answer(Problem.of(Status.CONFLICT, "The server is draining already."));
            return;
        }
        String shown = Units.text(over == null ? drain.defaultOver() : over);
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberProperty("open", open);
            json.writeStringProperty("over", shown);
            json.writeEndObject();
        });
        exchange.answer(Response.json(Status.ACCEPTED, body));
    }

    /** Tells a server, which may be this one, through the broker. */
    private void passOn(Exchange exchange, String wanted, @Nullable Duration over) {
        List<Node> seen = nodes.seen();
        List<Node> found = seen.stream()
                .filter(node -> node.id().equals(wanted) || node.report().name().equals(wanted))
                .toList();
        if (found.isEmpty()) {
            exchange.answer(notThere(
                    wanted,
                    seen.stream().map(node -> node.report().name()).sorted().collect(Collectors.joining(", "))));
        } else if (found.size() > 1) {
            exchange.answer(Problem.of(
                    Status.CONFLICT,
                    "node: " + wanted + " is the name of " + found.size() + " servers (expected: an id of theirs: "
                            + found.stream().map(Node::id).collect(Collectors.joining(", ")) + ")."));
        } else {
            Node node = found.get(0);
            nodes.drain(
                    node.id(),
                    over,
                    told -> exchange.socket().executor().execute(() -> {
                        if (!exchange.over()) {
                            exchange.answer(answer(node, over, told));
                        }
                    }));
        }
    }

    private static Response answer(Node node, @Nullable Duration over, Nodes.Told told) {
        return switch (told) {
            case DONE ->
                Response.json(Status.ACCEPTED, Json.bytes(json -> {
                    json.writeStartObject();
                    json.writeStringProperty("node", node.report().name());
                    json.writeStringProperty("id", node.id());
                    if (over != null) {
                        json.writeStringProperty("over", Units.text(over));
                    }
                    json.writeEndObject();
                }));
            case GONE -> notThere(node.report().name(), "one that is still there");
            case LAST ->
                Problem.of(
                        Status.CONFLICT,
                        "node: " + node.report().name()
                                + " is the last server that does not drain (expected: another one that stays; or ask this"
                                + " one itself, without node).");
            case UNREACHABLE ->
                Problem.of(
                        Status.SERVICE_UNAVAILABLE,
                        "The engine is away, so that " + node.report().name()
                                + " cannot be told (expected: ask it itself, without node).");
        };
    }

    private static Response notThere(String wanted, String expected) {
        return Problem.of(Status.NOT_FOUND, "node: " + wanted + " (expected: " + expected + ").");
    }

    private static @Nullable Duration over(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Duration over;
        try {
            over = Units.duration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Setting.refusal("over", text, Units.DURATION_FORM));
        }
        Setting.require(over.compareTo(LONGEST) <= 0, "over", text, "0s to 1h");
        return over;
    }
}
