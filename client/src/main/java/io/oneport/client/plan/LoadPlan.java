package io.oneport.client.plan;

import io.oneport.client.hostile.HostileKind;
import io.oneport.client.scenario.OwnMessages;
import io.oneport.client.scenario.ScenarioFanout;
import io.oneport.client.scenario.ScenarioFile;
import io.oneport.client.wire.WireSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do.
 *
 * @param hostile sockets that misbehave beside all this, by kind; none for none
 * @param seed what all random choices come from
 * @param steps what each session does, with {@link Scenario#STEPS}; else {@code null}
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
        long seed,
        @Nullable ScenarioFile steps) {

    /** A plan without a scenario file. */
    public LoadPlan(
            Scenario scenario,
            Fleet fleet,
            Traffic traffic,
            Phases phases,
            Messages messages,
            TargetPaths paths,
            WireSettings wires,
            Map<HostileKind, Integer> hostile,
            long seed) {
        this(scenario, fleet, traffic, phases, messages, paths, wires, hostile, seed, null);
    }

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
        return fleet.sockets() - (hasSessions() ? fleet.webSockets() : 0);
    }

    /** Whether sockets come and go. */
    public boolean hasSessions() {
        return scenario == Scenario.CHURN || scenario == Scenario.STEPS;
    }

    /** All sockets, those that misbehave among them. */
    public int sockets() {
        int second = steps != null && steps.needsTwoSockets() ? fleet.webSockets() : 0;
        return fleet.sockets() + second + hostileSockets();
    }

    public int hostileSockets() {
        return hostile.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The metrics that it will measure, by the names that thresholds use. */
    public List<String> metrics() {
        return all().stream()
                .filter(metric -> !metric.equals(Metric.TLS) && !metric.equals(Metric.TLS_RESUMED)
                        || wires.server().secure())
                .filter(this::measures)
                .map(Metric::text)
                .toList();
    }

    private boolean measures(Metric metric) {
        if (scenario == Scenario.STEPS) {
            return measuresOfSteps(metric);
        }
        boolean topic = scenario == Scenario.TOPIC;
        boolean webSocket = fleet.webSockets() > 0;
        return switch (metric.text()) {
            case "connect", "tls", "tls.resumed" -> true;
            case "upgrade" -> webSocket;
            case "ws.first" -> webSocket && !topic;
            case "ws.echo" -> webSocket && (scenario == Scenario.ECHO || scenario == Scenario.CHURN);
            case "http" -> fleet.http() > 0;
            case "sse.open", "deliver.sse" -> fleet.streams() > 0;
            case "publish" -> topic;
            case "deliver.ws" -> topic && webSocket;
            default -> scenario == Scenario.CHURN;
        };
    }

    private boolean measuresOfSteps(Metric metric) {
        ScenarioFile steps = Objects.requireNonNull(this.steps);
        ScenarioFanout fanout = steps.fanout();
        return switch (metric.text()) {
            case "connect", "tls", "tls.resumed", "session" -> true;
            case "upgrade" -> steps.opens(false);
            case "sse.open" -> steps.opens(true);
            case "deliver.ws" -> fanout != null && !fanout.events();
            case "deliver.sse" -> fanout != null && fanout.events();
            default -> metric.number() >= Metric.own().size();
        };
    }

    /** The steps of its scenario file, as metrics; none without one. */
    public List<Metric> stepMetrics() {
        List<Metric> metrics = new ArrayList<>();
        if (steps != null) {
            steps.metrics().forEach(name -> metrics.add(Metric.step(metrics.size(), name)));
        }
        return metrics;
    }

    private List<Metric> all() {
        return Stream.concat(Metric.own().stream(), stepMetrics().stream()).toList();
    }

    /** The kinds of work that it will account for, by the names that thresholds use. */
    public List<String> works() {
        return Stream.concat(
                        Stream.of(WorkKind.values())
                                .filter(work -> measures(work.metric()))
                                .map(WorkKind::text),
                        stepMetrics().stream().map(Metric::text))
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
     * @param own what a person wants to be sent in place of all that, or {@code null}
     */
    public record Messages(
            int minBytes,
            int maxBytes,
            boolean integrity,
            boolean text,
            boolean deflate,
            @Nullable OwnMessages own) {
        /** Messages of the client's own. */
        public Messages(int minBytes, int maxBytes, boolean integrity, boolean text, boolean deflate) {
            this(minBytes, maxBytes, integrity, text, deflate, null);
        }
    }

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
