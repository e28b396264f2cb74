package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.Rates;
import io.oneport.client.hostile.HostileKind;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.protocol.Setting;
import io.oneport.protocol.TopicName;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which sockets: how many of each kind, how fast they are opened, and over which topics they are spread. */
final class FleetOptions {
    private static final int HTTP_BESIDE_ECHO = 20;

    @Option(
            names = "--ws",
            paramLabel = "N",
            defaultValue = "100",
            converter = Converters.ToNumber.class,
            description = "Number of WebSockets; with topic, of WebSocket subscribers. Default: ${DEFAULT-VALUE}")
    private int webSockets;

    @Option(
            names = "--http",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description = "Number of sockets for HTTP requests. Default: " + HTTP_BESIDE_ECHO + " with echo, else 0")
    private Integer http;

    @Option(
            names = "--sse",
            paramLabel = "N",
            defaultValue = "0",
            converter = Converters.ToNumber.class,
            description = "Number of event stream subscribers, with topic. Default: ${DEFAULT-VALUE}")
    private int streams;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            defaultValue = "1",
            converter = Converters.ToNumber.class,
            description = "Number of publishers, with topic. Default: ${DEFAULT-VALUE}")
    private int publishers;

    @Option(
            names = "--topics",
            paramLabel = "N",
            defaultValue = "1",
            converter = Converters.ToNumber.class,
            description =
                    "Number of topics over which publishers and subscribers are spread. Default:" + " ${DEFAULT-VALUE}")
    private int topics;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "load",
            description = "Name of the topic, or with --topics the prefix of their names. Default: ${DEFAULT-VALUE}")
    private String topic;

    @Option(
            names = "--hostile",
            paramLabel = "KIND=PERCENT,…",
            converter = HostileMix.ToHostileMix.class,
            description = {
                "Additional sockets that misbehave, as a percentage of --ws, at least one each, such as"
                        + " slow-reader=5%%,dribble=2%%. They are not part of any other figure. Kinds: slow-reader,"
                        + " dribble, silent, garbage, unmasked, oversize, ping-flood, reset. Default: none"
            })
    private HostileMix hostile;

    @Option(
            names = "--connect-rate",
            paramLabel = "RATE",
            defaultValue = "500/s",
            converter = Converters.ToRate.class,
            description = "Sockets opened per second. Default: ${DEFAULT-VALUE}")
    private double connectRate;

    /**
     * The sockets that keep to the rules.
     *
     * @throws IllegalArgumentException if the options don't fit; the message is the line for the person
     */
    LoadPlan.Fleet fleet(Scenario what) {
        boolean ofTopics = what == Scenario.TOPIC;
        int plain = http != null ? http : what == Scenario.ECHO ? HTTP_BESIDE_ECHO : 0;
        Setting.require(
                webSockets + plain + streams > 0, "ws", webSockets, "at least one socket of --ws, --http or --sse");
        Setting.require(ofTopics || streams == 0, "sse", streams, "0: only --scenario topic has event streams");
        Setting.require(!ofTopics || publishers > 0, "publishers", publishers, "at least 1");
        Setting.require(ofTopics || publishers == 1, "publishers", publishers, "1: only --scenario topic has more");
        Setting.require(ofTopics || topics == 1, "topics", topics, "1: only --scenario topic has more");
        Setting.require(
                topics > 0 && (!ofTopics || topics <= publishers),
                "topics",
                topics,
                "at least 1, and at most " + publishers + ", the number of --publishers: each publishes to one topic");
        new TopicName(topics == 1 ? topic : topic + "-" + (topics - 1));
        return new LoadPlan.Fleet(webSockets, plain, streams, ofTopics ? publishers : 0, topics, connectRate);
    }

    /** The sockets of a scenario file's sessions, and of its subscribers. */
    LoadPlan.Fleet users(int users, int subscribers) {
        return new LoadPlan.Fleet(users, 0, subscribers, 0, 1, connectRate);
    }

    /** How many sockets misbehave, by kind. */
    Map<HostileKind, Integer> hostile() {
        return hostile == null ? Map.of() : hostile.sockets(webSockets);
    }

    /** The topic, or the beginning of the names of several. */
    String topic() {
        return topic;
    }

    /** Adds what was asked for, in words. */
    void tell(LoadPlan plan, Map<String, String> settings) {
        if (plan.scenario() == Scenario.STEPS) {
            return;
        }
        settings.put("ws", String.valueOf(webSockets));
        settings.put("http", String.valueOf(plan.fleet().http()));
        if (plan.scenario() == Scenario.TOPIC) {
            settings.put("sse", String.valueOf(streams));
            settings.put("publishers", String.valueOf(publishers));
            settings.put("topics", String.valueOf(topics));
        }
        if (hostile != null) {
            settings.put("hostile", hostile.text());
        }
        settings.put("connect-rate", Rates.text(connectRate));
    }
}
