package io.oneport.client.run;

import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.wire.WireSettings;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of every command that loads a server: where it is, how to talk to it, and what random choices come from. */
public final class TargetOptions {
    private static final String ECHO = "/echo";
    private static final int LEAST_READ_BYTES = 2 << 10;
    private static final int MOST_READ_BYTES = 64 << 10;
    private static final int SEED_BITS = 47;

    @Parameters(
            paramLabel = "URL",
            converter = Converters.ToTarget.class,
            description = {"The server, such as http://127.0.0.1:8080", "or ws://127.0.0.1:8080/echo."})
    private Target url;

    @Option(
            names = "--ws-path",
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Path of a WebSocket that echoes each message. Default: the path of URL, or else " + ECHO)
    private String webSocketPath;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Converters.ToCount.class,
            description = "Seed of all random choices, to repeat a run. Default: a new one each time; it is printed")
    private Long seed;

    @Mixin
    private ConnectionOptions connection;

    /** What all random choices come from: as given, or drawn once. For one thread. */
    public long seed() {
        if (seed == null) {
            seed = new SecureRandom().nextLong(1, 1L << SEED_BITS);
        }
        return seed;
    }

    /** Each wait for the server. */
    Duration timeout() {
        return connection.timeout();
    }

    /**
     * Where on the server.
     *
     * @param page what plain requests ask for
     * @param topic the topic's name, or the beginning of the names of several
     * @param subprotocols to be offered by WebSockets
     */
    public LoadPlan.TargetPaths paths(String page, String topic, List<String> subprotocols) {
        String path = url.path().equals("/") ? ECHO : url.path();
        return new LoadPlan.TargetPaths(webSocketPath != null ? webSocketPath : path, page, topic, subprotocols);
    }

    /**
     * What all sockets have in common.
     *
     * @param longestMessage in bytes
     * @param sources local addresses to bind to, in turn; empty to leave the choice to the system
     * @param threads how many event loops
     */
    public WireSettings wires(int longestMessage, List<InetAddress> sources, IoTransport transport, int threads) {
        int wanted = Math.min(MOST_READ_BYTES, Integer.highestOneBit(longestMessage) * 4);
        return new WireSettings(
                new Target(url.secure(), url.host(), url.port(), "/"),
                connection.trust(url),
                connection.headers(),
                new Limits(
                        connection.timeout(),
                        Limits.DEFAULTS.maxHeadBytes(),
                        Math.max(Limits.DEFAULTS.maxMessageBytes(), 2 * longestMessage)),
                sources,
                Math.max(LEAST_READ_BYTES, wanted),
                transport,
                threads);
    }
}
