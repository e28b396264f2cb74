package io.oneport.client.plan;

import io.oneport.client.hostile.HostileKind;
import io.oneport.client.wire.WireSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run is to do.
 *
 * @param hostile sockets that misbehave beside all this, by kind; none for none
 * @param seed what all random choices come from
 */
public record LoadPlan(
        Scenario scenario,
        Fleet fleet,
        Traffic traffic,
        Phases phases,
        Messages messages,
        TargetPaths paths,
        WireSettings wires,
        Map<HostileKind, Integer> hostile,
        long seed) {

    /** A plan without sockets that misbehave. */
    public LoadPlan(
            Scenario scenario,
            Fleet fleet,
            Traffic traffic,
            Phases phases,
            Messages messages,
            TargetPaths paths,
            WireSettings wires,
            long seed) {
        this(scenario, fleet, traffic, phases, messages, paths, wires, Map.of(), seed);
    }

    /** How many sockets are held open all the time; those of a churn come and go. */
    public int held() {
        return fleet.sockets() - (scenario == Scenario.CHURN ? fleet.webSockets() : 0);
    }

    /** All sockets, those that misbehave among them. */
    public int sockets() {
        return fleet.sockets() + hostileSockets();
    }

    public int hostileSockets() {
        return hostile.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The metrics that it will measure, by the names that thresholds use. */
    public List<String> metrics() {
        return Stream.of(Metric.values())
                .filter(metric -> metric != Metric.TLS && metric != Metric.TLS_RESUMED
                        || wires.server().secure())
                .filter(this::measures)
                .map(Metric::text)
                .toList();
    }

    private boolean measures(Metric metric) {
        boolean topic = scenario == Scenario.TOPIC;
        boolean webSocket = fleet.webSockets() > 0;
        return switch (metric) {
            case CONNECT, TLS, TLS_RESUMED -> true;
            case UPGRADE -> webSocket;
            case FIRST -> webSocket && !topic;
            case ECHO -> webSocket && (scenario == Scenario.ECHO || scenario == Scenario.CHURN);
            case HTTP -> fleet.http() > 0;
            case STREAM, DELIVER_SSE -> fleet.streams() > 0;
            case PUBLISH -> topic;
            case DELIVER_WS -> topic && webSocket;
            case SESSION -> scenario == Scenario.CHURN;
        };
    }

    /** The kinds of work that it will account for, by the names that thresholds use. */
    public List<String> works() {
        return Stream.of(WorkKind.values())
                .filter(work -> measures(work.metric()))
                .map(WorkKind::text)
                .toList();
    }

    /**
     * How many sockets of each kind.
     *
     * @param webSockets that send and get back, or subscribe; in a churn the most that may be open at once
     * @param http for plain requests
     * @param streams event streams that subscribe
     * @param publishers sockets that publish, by POST
     * @param topics that publishers and subscribers are spread over
     * @param connectRate sockets opened in a second
     */
    public record Fleet(int webSockets, int http, int streams, int publishers, int topics, double connectRate) {
        /** All of them. */
        public int sockets() {
            return webSockets + http + streams + publishers;
        }
    }

    /**
     * How much they do. Rates are those of all sockets of a kind together.
     *
     * @param webSocket messages, published messages, or in a churn sessions in a second
     * @param http requests in a second
     * @param inFlight messages on a WebSocket that may wait for their answer at once
     * @param sessionMessages how many messages a session of a churn sends
     */
    public record Traffic(
            ArrivalModel arrival, RateCurve webSocket, RateCurve http, int inFlight, int sessionMessages) {}

    /** How long each phase lasts. */
    public record Phases(Duration warmup, Duration duration, Duration drain) {}

    /**
     * What a message is.
     *
     * @param minBytes the shortest, and {@code maxBytes} the longest; lengths between them are drawn evenly
     * @param integrity whether each is a probe that is looked at
     * @param text whether it goes as text, not as bytes
     * @param deflate whether WebSockets offer to compress it (RFC 7692)
     */
    public record Messages(int minBytes, int maxBytes, boolean integrity, boolean text, boolean deflate) {}

    /**
     * Where on the server.
     *
     * @param topic the name of the only topic, or the beginning of the names of several
     * @param page what the answers to plain requests must have as their body; empty if it is only to be the same
     */
    public record TargetPaths(
            String webSocket, String http, String topic, List<String> subprotocols, Optional<ExpectedPage> page) {
        /** Paths where any page is right. */
        public TargetPaths(String webSocket, String http, String topic, List<String> subprotocols) {
            this(webSocket, http, topic, subprotocols, Optional.empty());
        }

        /** The same paths, where only this page is right. */
        public TargetPaths expecting(Optional<ExpectedPage> right) {
            return new TargetPaths(webSocket, http, topic, subprotocols, right);
        }
    }
}
