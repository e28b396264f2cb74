package io.oneport.client.experiment;

import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.load.LoadPlan;
import io.oneport.client.load.Scenario;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Transport;
import io.oneport.client.wire.WireSettings;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of every experiment on a server: where it is, and how to talk to it. */
public final class TargetOptions {
    /** Of messages that no experiment is about. */
    private static final int MESSAGE_BYTES = 128;

    private static final int READ_BYTES = 2 << 10;
    private static final int SEED_BITS = 47;

    @Parameters(
            paramLabel = "URL",
            converter = Converters.ToTarget.class,
            description = "The server, such as http://127.0.0.1:8080 or ws://127.0.0.1:8080/echo.")
    private Target url;

    @Option(
            names = "--ws-path",
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description =
                    "Where a WebSocket sends back each message that it gets. Default: the path of URL, or else /echo")
    private String webSocketPath;

    @Option(
            names = "--http-path",
            paramLabel = "PATH",
            defaultValue = "/plaintext",
            converter = Converters.ToPath.class,
            description = "What plain requests ask for. Default: ${DEFAULT-VALUE}")
    private String httpPath;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How sockets reach the kernel: auto, epoll, io_uring or nio. Default: ${DEFAULT-VALUE}")
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

    /** The server. */
    public Target url() {
        return url;
    }

    /**
     * A plan of echoes and plain requests, whose messages are all looked at.
     *
     * @param threads how many event loops
     * @throws IllegalArgumentException if an option can't be had; the message is the line for the person
     */
    public LoadPlan plan(LoadPlan.Fleet fleet, LoadPlan.Traffic traffic, LoadPlan.Phases phases, int threads) {
        if (seed == null) {
            seed = new SecureRandom().nextLong(1, 1L << SEED_BITS);
        }
        return new LoadPlan(
                Scenario.ECHO,
                fleet,
                traffic,
                phases,
                new LoadPlan.Messages(MESSAGE_BYTES, MESSAGE_BYTES, true, false, false),
                new LoadPlan.Paths(path(), httpPath, "", List.of()),
                wires(threads),
                seed);
    }

    private String path() {
        if (webSocketPath != null) {
            return webSocketPath;
        }
        return url.path().equals("/") ? "/echo" : url.path();
    }

    private WireSettings wires(int threads) {
        return new WireSettings(
                new Target(url.secure(), url.host(), url.port(), "/"),
                connection.trust(),
                connection.headers(),
                new Limits(connection.timeout(), Limits.DEFAULTS.maxHeadBytes(), Limits.DEFAULTS.maxMessageBytes()),
                List.of(),
                READ_BYTES,
                Transport.parse(transport),
                threads);
    }
}
