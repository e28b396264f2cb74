package io.oneport.client.run;

import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.Rates;
import io.oneport.client.load.Arrival;
import io.oneport.client.load.Capacity;
import io.oneport.client.load.LoadPlan;
import io.oneport.client.load.RateCurve;
import io.oneport.client.load.Scenario;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Transport;
import io.oneport.client.wire.WireSettings;
import io.oneport.protocol.Probe;
import io.oneport.protocol.Setting;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code run}: which sockets, how much load, and what of. */
final class LoadOptions {
    /** Of an open model, where nobody waits for the answer before. */
    private static final int OPEN_IN_FLIGHT = 1024;

    private static final int LEAST_READ_BYTES = 2 << 10;
    private static final int MOST_READ_BYTES = 64 << 10;
    private static final int SEED_BITS = 47;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "echo",
            description = "What the sockets do: echo (send, and get back), topic (publish and subscribe), idle (be held"
                    + " open), churn (come, talk and leave). Default: ${DEFAULT-VALUE}")
    private String scenario;

    @Option(
            names = "--ws",
            paramLabel = "N",
            defaultValue = "100",
            converter = Converters.ToNumber.class,
            description = "WebSockets; with topic those that subscribe. Default: ${DEFAULT-VALUE}")
    private int webSockets;

    @Option(
            names = "--http",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description = "Sockets for plain requests. Default: 20 with echo, else 0")
    private Integer http;

    @Option(
            names = "--sse",
            paramLabel = "N",
            defaultValue = "0",
            converter = Converters.ToNumber.class,
            description = "Event streams that subscribe, with topic. Default: ${DEFAULT-VALUE}")
    private int streams;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            defaultValue = "1",
            converter = Converters.ToNumber.class,
            description = "Sockets that publish, with topic. Default: ${DEFAULT-VALUE}")
    private int publishers;

    @Option(
            names = "--topics",
            paramLabel = "N",
            defaultValue = "1",
            converter = Converters.ToNumber.class,
            description = "Topics over which they are spread. Default: ${DEFAULT-VALUE}")
    private int topics;

    @Option(
            names = "--hostile",
            paramLabel = "KIND=PERCENT,…",
            converter = HostileMix.Converter.class,
            description = {
                "Sockets that misbehave beside the others, in percent of --ws and at least one, such as"
                        + " slow-reader=5%%,dribble=2%%. They are in no other figure. Kinds: slow-reader, dribble,"
                        + " silent, garbage, unmasked, oversize, ping-flood, reset. Default: none"
            })
    private HostileMix hostile;

    @Option(
            names = "--connect-rate",
            paramLabel = "RATE",
            defaultValue = "500/s",
            converter = Converters.ToRate.class,
            description = "How fast sockets are opened. Default: ${DEFAULT-VALUE}")
    private double connectRate;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "10/s",
            converter = Converters.ToRate.class,
            description = "Messages on each WebSocket; with topic, of each publisher; with churn, sessions in all."
                    + " Default: ${DEFAULT-VALUE}")
    private double rate;

    @Option(
            names = "--http-rate",
            paramLabel = "RATE",
            defaultValue = "10/s",
            converter = Converters.ToRate.class,
            description = "Requests on each socket of --http. Default: ${DEFAULT-VALUE}")
    private double httpRate;

    @Option(
            names = "--stages",
            paramLabel = "DURATION:RATE,…",
            converter = Stages.Converter.class,
            description =
                    "Instead of --rate and --duration: how much in all, for how long, one stage after the other, such as"
                            + " 10s:1k,30s:1k..5k,60s:5k.")
    private Stages stages;

    @Option(
            names = "--arrival",
            paramLabel = "MODEL",
            defaultValue = "poisson",
            description = "When messages are due: uniform, poisson, or closed (each when the one before is answered, as"
                    + " fast as it goes; rates don't count). Default: ${DEFAULT-VALUE}")
    private String arrival;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description =
                    "Messages on a WebSocket that may wait for their answer at once. Default: 1 with closed, else "
                            + OPEN_IN_FLIGHT)
    private Integer inFlight;

    @Option(
            names = "--session-messages",
            paramLabel = "N",
            defaultValue = "10",
            converter = Converters.ToNumber.class,
            description = "What a session of churn sends before it leaves. Default: ${DEFAULT-VALUE}")
    private int sessionMessages;

    @Option(
            names = "--warmup",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Converters.ToDuration.class,
            description = "Load that is not measured yet. Default: ${DEFAULT-VALUE}")
    private Duration warmup;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = Converters.ToTimeout.class,
            description = "Load that is measured. Default: ${DEFAULT-VALUE}")
    private Duration duration;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Converters.ToDuration.class,
            description = "Longest wait, at the end, for what is in flight. Default: ${DEFAULT-VALUE}")
    private Duration drain;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "128B",
            converter = SizeRange.Converter.class,
            description = "Bytes of a message, or MIN..MAX to draw from. Default: ${DEFAULT-VALUE}")
    private SizeRange size;

    @Option(
            names = "--integrity",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Make every message one that can be checked, and check it: lost, duplicated, reordered, corrupted,"
                            + " crossed. On by default.")
    private boolean integrity;

    @Option(names = "--text", description = "Send text messages, not binary ones.")
    private boolean text;

    @Option(
            names = "--deflate",
            description =
                    "Have WebSockets offer to compress messages (permessage-deflate, RFC 7692), each by itself. The"
                            + " report says on how many the server agreed.")
    private boolean deflate;

    @Option(
            names = "--ws-path",
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Where the WebSockets go. Default: the path of URL, or else /echo")
    private String webSocketPath;

    @Option(
            names = "--http-path",
            paramLabel = "PATH",
            defaultValue = "/plaintext",
            converter = Converters.ToPath.class,
            description = "What plain requests ask for. Default: ${DEFAULT-VALUE}")
    private String httpPath;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "load",
            description = "The topic, or with --topics the beginning of their names. Default: ${DEFAULT-VALUE}")
    private String topic;

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            converter = Converters.ToSubprotocol.class,
            description = "Subprotocol to offer. Repeatable.")
    private List<String> subprotocols = List.of();

    @Option(
            names = "--source-ip",
            paramLabel = "LIST|CIDR",
            converter = SourceAddresses.Converter.class,
            description =
                    "Local addresses to connect from, by turns; each has its own ports. Default: the system's choice")
    private SourceAddresses sources;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description = "Event loops that drive the load. Default: half the cores, at least 1")
    private Integer threads;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "How sockets reach the kernel: auto, epoll, io_uring or nio; auto is io_uring with closed, else epoll,"
                            + " as far as this machine has them. Default: ${DEFAULT-VALUE}")
    private String transport;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Converters.ToCount.class,
            description =
                    "What all random choices come from, to repeat them. Default: another one each time; it is printed")
    private Long seed;

    @Mixin
    private ConnectionOptions connection;

    /**
     * Checks the options against each other.
     *
     * @param url what was named; its path is the WebSockets' if they have no other
     * @throws IllegalArgumentException if they don't fit; the message is the line for the person
     */
    LoadPlan plan(Target url) {
        Scenario what = oneOf("scenario", scenario, Scenario.values());
        Arrival when = oneOf("arrival", arrival, Arrival.values());
        int plain = http != null ? http : what == Scenario.ECHO ? 20 : 0;
        checkSockets(what, when, plain);
        checkMessages(what);
        Setting.require(threads == null || threads >= 1 && threads <= 64, "threads", threads, "1 to 64");
        Setting.require(inFlight == null || inFlight >= 1 && inFlight <= 1 << 16, "in-flight", inFlight, "1 to 65536");
        Target server = new Target(url.secure(), url.host(), url.port(), "/");
        String path = webSocketPath != null ? webSocketPath : url.path().equals("/") ? "/echo" : url.path();
        RateCurve curve = stages != null
                ? stages.curve()
                : RateCurve.constant(what == Scenario.CHURN ? rate : rate * sendersOf(what));
        Duration measured = stages != null ? Duration.ofMillis((long) (curve.seconds() * 1000)) : duration;
        LoadPlan plan = new LoadPlan(
                what,
                new LoadPlan.Fleet(
                        webSockets, plain, streams, what == Scenario.TOPIC ? publishers : 0, topics, connectRate),
                new LoadPlan.Traffic(
                        when,
                        what == Scenario.IDLE ? RateCurve.constant(0) : curve,
                        RateCurve.constant(httpRate * plain),
                        inFlight != null ? inFlight : when == Arrival.CLOSED ? 1 : OPEN_IN_FLIGHT,
                        sessionMessages),
                new LoadPlan.Phases(warmup, measured, drain),
                new LoadPlan.Messages(size.min(), size.max(), integrity, text || what == Scenario.TOPIC, deflate),
                new LoadPlan.Paths(path, httpPath, topic, subprotocols),
                wires(server, when),
                hostile == null ? Map.of() : hostile.sockets(webSockets),
                seed != null ? seed : new SecureRandom().nextLong(1, 1L << SEED_BITS));
        Capacity.requireRoom(plan.sockets(), plan.wires().sources());
        return plan;
    }

    /**
     * io_uring drives most messages a second, but while messages keep coming it leaves timers waiting, for tenths of a
     * second: nothing for a load in which messages are due at set times. And it can't share ports among source addresses.
     */
    private Transport transport(Arrival when) {
        boolean auto = transport.equals("auto");
        return auto && when == Arrival.CLOSED && sources == null ? Transport.fastest() : Transport.parse(transport);
    }

    private WireSettings wires(Target server, Arrival when) {
        int wanted = Math.min(MOST_READ_BYTES, Integer.highestOneBit(size.max()) * 4);
        return new WireSettings(
                server,
                connection.trust(),
                connection.headers(),
                new Limits(
                        connection.timeout(),
                        Limits.DEFAULTS.maxHeadBytes(),
                        Math.max(Limits.DEFAULTS.maxMessageBytes(), 2 * size.max())),
                sources == null ? List.of() : sources.addresses(),
                Math.max(LEAST_READ_BYTES, wanted),
                transport(when),
                threads != null ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    private int sendersOf(Scenario what) {
        return what == Scenario.TOPIC ? publishers : webSockets;
    }

    private void checkSockets(Scenario what, Arrival when, int plain) {
        Setting.require(
                webSockets + plain + streams > 0, "ws", webSockets, "at least one socket of --ws, --http or --sse");
        boolean ofTopics = what == Scenario.TOPIC;
        Setting.require(ofTopics || streams == 0, "sse", streams, "0: only --scenario topic has event streams");
        Setting.require(!ofTopics || publishers > 0, "publishers", publishers, "at least 1");
        checkTopics(ofTopics);
        Setting.require(sessionMessages > 0, "session-messages", sessionMessages, "at least 1");
        Setting.require(
                when != Arrival.CLOSED || what == Scenario.ECHO || ofTopics,
                "arrival",
                "closed",
                "uniform or poisson with --scenario " + what.name().toLowerCase(Locale.ROOT));
        Setting.require(
                stages == null || what != Scenario.IDLE, "stages", stages, "nothing: idle sockets send nothing");
        Setting.require(
                stages == null || when != Arrival.CLOSED, "stages", stages, "nothing: a closed model has no rates");
    }

    private void checkTopics(boolean ofTopics) {
        Setting.require(
                topics > 0 && (!ofTopics || topics <= publishers),
                "topics",
                topics,
                "1 to " + publishers + ", the number of --publishers: each publishes to one topic");
        new TopicName(topics == 1 ? topic : topic + "-" + (topics - 1));
    }

    private void checkMessages(Scenario what) {
        Setting.require(!deflate || webSockets > 0, "deflate", "on", "off without WebSockets: --ws is 0");
        Setting.require(
                integrity || what != Scenario.TOPIC,
                "integrity",
                "off",
                "on with --scenario topic: each message says when it was due");
        boolean asText = text || what == Scenario.TOPIC;
        int least = what == Scenario.TOPIC ? Probe.TIMED_TEXT_BYTES : asText ? Probe.MIN_TEXT_BYTES : Probe.MIN_BYTES;
        Setting.require(
                !integrity || size.min() >= least,
                "size",
                size,
                "at least " + least + "B, so that each message can say whose it is"
                        + (what == Scenario.TOPIC ? " and when it was due" : "; --no-integrity allows less"));
    }

    private static <E extends Enum<E>> E oneOf(String name, String word, E[] values) {
        StringBuilder expected = new StringBuilder();
        for (E value : values) {
            String text = value.name().toLowerCase(Locale.ROOT);
            if (text.equals(word)) {
                return value;
            }
            expected.append(expected.length() == 0 ? "" : ", ").append(text);
        }
        throw new IllegalArgumentException(Setting.refusal(name, word, expected.toString()));
    }

    /** What was asked for, in words, for reports. */
    Map<String, String> settings(LoadPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("scenario", plan.scenario().name().toLowerCase(Locale.ROOT));
        settings.put("ws", String.valueOf(plan.fleet().webSockets()));
        settings.put("http", String.valueOf(plan.fleet().http()));
        if (plan.scenario() == Scenario.TOPIC) {
            settings.put("sse", String.valueOf(plan.fleet().streams()));
            settings.put("publishers", String.valueOf(plan.fleet().publishers()));
            settings.put("topics", String.valueOf(plan.fleet().topics()));
        }
        settings.put("arrival", plan.traffic().arrival().name().toLowerCase(Locale.ROOT));
        if (stages != null) {
            settings.put("stages", stages.text());
        } else if (plan.traffic().arrival() == Arrival.CLOSED) {
            settings.put("in-flight", String.valueOf(plan.traffic().inFlight()));
        } else if (plan.scenario() != Scenario.IDLE) {
            settings.put("rate", Rates.text(rate));
        }
        if (plan.fleet().http() > 0 && plan.traffic().arrival() != Arrival.CLOSED) {
            settings.put("http-rate", Rates.text(httpRate));
        }
        settings.put("size", size.toString());
        settings.put("integrity", integrity ? "on" : "off");
        if (deflate) {
            settings.put("deflate", "offered");
        }
        if (hostile != null) {
            settings.put("hostile", hostile.text());
        }
        settings.put("connect-rate", Rates.text(connectRate));
        settings.put("warmup", Units.text(plan.phases().warmup()));
        settings.put("duration", Units.text(plan.phases().duration()));
        settings.put("drain", Units.text(plan.phases().drain()));
        settings.put("timeout", Units.text(connection.timeout()));
        settings.put("transport", plan.wires().transport().text());
        settings.put("threads", String.valueOf(plan.wires().threads()));
        if (sources != null) {
            settings.put("source-ip", sources.text());
        }
        return settings;
    }
}
