package io.oneport.server.features.admin;

import io.oneport.protocol.IsoTime;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Json;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.broker.Node;
import io.oneport.server.broker.Nodes;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** {@code GET /admin/nodes}: the servers that share topics with this one; docs/protocol.md describes the members. */
public final class NodeEndpoint {
    private final Nodes nodes;

    private NodeEndpoint(Nodes nodes) {
        this.nodes = nodes;
    }

    /**
     * The route.
     *
     * @param door keeps it to operators
     */
    public static List<Route> routes(Nodes nodes, Filter door) {
        return List.of(Route.get("/admin/nodes", new NodeEndpoint(nodes)::list).with(door));
    }

    private void list(Exchange exchange) {
        NoParameters.require(exchange);
        List<Node> seen = nodes.seen().stream()
                .sorted(Comparator.comparing((Node node) -> node.report().name())
                        .thenComparing(Node::id))
                .toList();
        exchange.answer(Response.json(Json.bytes(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("nodes");
            seen.forEach(node -> write(json, node));
            json.writeEndArray();
            json.writeEndObject();
        })));
    }

    private static void write(JsonGenerator json, Node node) {
        json.writeStartObject();
        json.writeStringProperty("name", node.report().name());
        json.writeStringProperty("id", node.id());
        json.writeBooleanProperty("self", node.self());
        json.writeStringProperty("started", IsoTime.text(node.report().startedMillis()));
        json.writeStringProperty("version", node.report().version());
        json.writeNumberProperty("sockets", node.report().sockets());
        json.writeNumberProperty("topics", node.report().topics());
        json.writeNumberProperty("subscribers", node.report().subscribers());
        json.writeBooleanProperty("draining", node.report().draining());
        if (node.lagMillis() >= 0) {
            json.writeNumberProperty("lagMillis", node.lagMillis());
        }
        json.writeNumberProperty("silentMillis", node.silentMillis());
        json.writeEndObject();
    }
}
