package io.oneport.client.sub;

import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.TlsPort;
import io.oneport.client.blocking.TopicClients;
import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Terminals;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
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
import org.jspecify.annotations.Nullable;
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
            "Subscribes to topics and prints each message as a line; of a binary message the length and"
                    + " the first bytes in hex. With several topics, each line begins with the name of the topic.",
            "",
            "When the connection is lost it reconnects, with a random delay of up to 500ms that grows up to"
                    + " 5s, or after the time that the server asks for (Retry-After), and resumes after the last"
                    + " message: no message is lost or repeated. If the server's history no longer"
                    + " reaches back that far, a reset is reported on standard error.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":--count messages were received, or the reader of standard output closed it",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED + ":the server refused the upgrade or a topic, or violated the protocol",
            ExitCode.UNREACHABLE + ":no connection to the server, or not reconnected within --retry-for",
            ExitCode.INTERRUPTED_HELP
        })
public final class SubCommand implements Callable<Integer> {
    /** What JSON makes of a byte at most, which is \u0000, and room for what else is told of a message. */
    private static final int JSON_GROWTH = 6;

    private static final int JSON_MEMBERS_BYTES = 8 << 10;
    private static final int LONGEST_FRAME_BYTES = 1 << 30;
    /** Enough to spread those that one server has lost at once. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

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
            description = "Topics to subscribe to, such as news.")
    private List<TopicName> topics;

    @Option(
            names = "--since",
            paramLabel = "SINCE,…",
            split = ",",
            hideParamSyntax = true,
            converter = Converters.ToSince.class,
            description = "Where to begin: all, everything in history; a duration such as 10m, messages up to that"
                    + " age; or an id, messages after it. With several topics one value for all, or one for each,"
                    + " separated by commas. Default: the next message")
    private List<Since> since = List.of(new Since.Now());

    @Option(
            names = "--count",
            paramLabel = "N",
            converter = Converters.ToCount.class,
            description = "Exit after this number of messages. Default: no limit")
    private long count = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print each message and reset as a JSON object, with topic, id and time.")
    private boolean json;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            converter = Converters.ToDuration.class,
            description = "Maximum time to try to reconnect after the connection is lost; 0s disables it. Default: no"
                    + " limit")
    private @Nullable Duration retryFor;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = Converters.ToMessageSize.class,
            description = "Maximum size of a message; a longer one ends the connection. Default: ${DEFAULT-VALUE}")
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
        FollowerStatus status = new FollowerStatus(spec.commandLine().getErr(), quiet);
        Trust trust = Usage.checked(spec.commandLine(), () -> options.trust(server));
        Usage.checked(spec.commandLine(), options::headers);
        try (Connector connector = new Connector(server, trust, limits)) {
            TopicClients sockets =
                    new TopicClients(connector, server, options::headers, options.timeout(), TopicClients.PING_AFTER);
            Reconnection reconnection = new Reconnection(
                    sockets, new Backoff(new SecureRandom(), FIRST_WAIT), Optional.ofNullable(retryFor), status);
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
