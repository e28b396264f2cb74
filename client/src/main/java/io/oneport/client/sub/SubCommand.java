package io.oneport.client.sub;

import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Terminals;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.Connector;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.TlsPort;
import io.oneport.client.net.TopicClients;
import io.oneport.client.net.Trust;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client sub URL TOPIC [TOPIC...]}. */
@Command(
        name = "sub",
        description = {
            "Follows topics: prints each message as a line; of a binary one its length and beginning, in hex. With"
                    + " several topics, the topic's name stands before it.",
            "",
            "When the connection is lost it connects again by itself, waits longer each time up to 5s, and goes on"
                    + " behind the last message: nothing is lost, nothing comes twice. Where the server's history does"
                    + " not reach back that far, this is told on standard error.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":all messages of --count came, or nobody reads standard output any more",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED + ":the server refused to upgrade, or a topic, or broke the protocol",
            ExitCode.UNREACHABLE + ":no connection to the server, or none again within --retry-for",
            ExitCode.INTERRUPTED_HELP
        })
public final class SubCommand implements Callable<Integer> {
    /** What JSON makes of a byte at most, which is \u0000, and room for what else is told of a message. */
    private static final int JSON_GROWTH = 6;

    private static final int JSON_MEMBERS_BYTES = 8 << 10;
    private static final int LONGEST_FRAME_BYTES = 1 << 30;

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = Converters.ToTopicServer.class,
            description = "The server, such as http://127.0.0.1:8080.")
    private Target server;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TOPIC",
            converter = Converters.ToTopic.class,
            description = "What to follow, such as news.")
    private List<TopicName> topics;

    @Option(
            names = "--since",
            paramLabel = "SINCE,…",
            split = ",",
            hideParamSyntax = true,
            converter = Converters.ToSince.class,
            description = "Where to begin: all, which is everything that is held; a duration such as 10m, which is what"
                    + " is not older; or an id, which is what comes behind it. For several topics one for all, or one"
                    + " for each, joined by commas. Default: the next message")
    private List<Since> since = List.of(new Since.Now());

    @Option(
            names = "--count",
            paramLabel = "N",
            converter = Converters.ToCount.class,
            description = "Stop after so many messages. Default: go on for ever")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--json",
            description = "Print each message as an object of JSON, with its topic, id and time; resets too.")
    private boolean json;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            converter = Converters.ToDuration.class,
            description =
                    "How long to try to connect again once the connection is lost; 0s for not at all. Default: for"
                            + " ever")
    private Duration retryFor;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = Converters.ToMessageSize.class,
            description = "Longest message to take. Default: ${DEFAULT-VALUE}")
    private int maxMessage;

    @Option(names = "--quiet", description = "Print no status on standard error, only errors and resets.")
    private boolean quiet;

    @Mixin
    private ConnectionOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ReadPositions positions = new ReadPositions(Usage.checked(spec.commandLine(), this::begin));
        int frameBytes = (int) Math.min((long) JSON_GROWTH * maxMessage + JSON_MEMBERS_BYTES, LONGEST_FRAME_BYTES);
        Limits limits = new Limits(options.timeout(), Limits.DEFAULTS.maxHeadBytes(), frameBytes);
        Status status = new Status(spec.commandLine().getErr(), quiet);
        Trust trust = Usage.checked(spec.commandLine(), () -> options.trust(server));
        try (Connector connector = new Connector(server, trust, limits, 1)) {
            TopicClients sockets =
                    new TopicClients(connector, server, options.headers(), options.timeout(), TopicClients.PING_AFTER);
            Reconnection reconnection =
                    new Reconnection(sockets, new Backoff(new SecureRandom()), Optional.ofNullable(retryFor), status);
            new Follower(positions, printer(), status, reconnection, count).run(TlsPort.hinted(server, sockets::open));
            return ExitCode.PASS;
        } catch (GaveUpException lost) {
            spec.commandLine().getErr().println(lost.getMessage());
            return ExitCode.UNREACHABLE;
        }
    }

    private Map<TopicName, Since> begin() {
        Map<TopicName, Since> begin = new LinkedHashMap<>();
        for (int i = 0; i < topics.size(); i++) {
            Since one = since.get(since.size() == 1 ? 0 : Math.min(i, since.size() - 1));
            Setting.require(begin.put(topics.get(i), one) == null, "TOPIC", topics.get(i), "each topic once");
        }
        boolean forEach = since.size() == topics.size();
        // An id is one topic's own.
        boolean forAll = since.size() == 1 && !(since.get(0) instanceof Since.After);
        Setting.require(forEach || forAll, "since", text(), "one for all topics, or one for each; an id for each");
        return begin;
    }

    private String text() {
        return String.join(",", since.stream().map(Since::text).toList());
    }

    private Printer printer() {
        Printer.LineFormat several = topics.size() > 1 ? Printer.LineFormat.TOPIC_AND_TEXT : Printer.LineFormat.TEXT;
        // Not System.out, which would swallow a failure to write.
        return new Printer(
                new FileOutputStream(FileDescriptor.out),
                json ? Printer.LineFormat.JSON : several,
                Terminals.present());
    }
}
