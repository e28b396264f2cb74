package io.oneport.server.app;

import com.sun.management.UnixOperatingSystemMXBean;
import io.oneport.protocol.Units;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.Transport;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.SlowReaders;
import io.oneport.server.websocket.WebSocketSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Every setting: its name, its default, and what {@code --help} says of it. {@link Settings} fills the fields from
 * flags, environment and file.
 */
@Command(
        name = "oneport-server",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        descriptionHeading = "%n",
        description = {
            "HTTP and WebSocket on one port; every socket decides for itself.",
            "",
            "Each setting is a flag, a variable in the environment (--max-message is ONEPORT_MAX_MESSAGE) and a line of"
                    + " the --config file (max-message = 64KiB); the first of these that has it wins."
                    + " Durations and sizes have a unit: ms, s, m, h; B, KiB, MiB, GiB.",
            "",
            "oneport-server token --help says how to make a token for a server with --jwt-key; health --help, how to ask"
                    + " whether a server is alive; archive --help, how to make it start faster.",
            ""
        },
        optionListHeading = "Settings, with their defaults:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by SIGTERM, SIGINT or POST /admin/drain; SIGHUP reloads",
            "1:could not start, such as when the port is taken",
            "2:a setting is wrong; one line on standard error says which, and what was expected",
            "3:the stop was cut short, by a second signal or 6 s after drain-timeout",
            "4:an event loop died; the log says why"
        })
final class ServerOptions {
    /** Descriptors kept for the server itself (jar, log, listener) and for connections that are being turned away. */
    private static final int RESERVED_DESCRIPTORS = 200;

    /** Descriptors of one event loop: up to three of its own, and a listening socket with reuse-port. */
    private static final int DESCRIPTORS_PER_WORKER = 4;

    /** From this heap on, the defaults are the fixed ones. */
    private static final long LARGE_HEAP_BYTES = 480L << 20;

    /** What a topic with a message may occupy of the heap; with what is beside it, a quarter of all. */
    private static final int TOPIC_BYTES = 4 << 10;

    /** What a socket may occupy of the heap, on average. */
    private static final int SOCKET_BYTES = 6 << 10;

    private static final int OTHER_DESCRIPTORS = 40;

    private static final int MAX_SOCKETS_DEFAULT = 1_000_000;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on, a name, an IPv4 or an IPv6 address (${DEFAULT-VALUE}: reachable"
                    + " from this machine only).")
    String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "TCP port to listen on; 0 takes any free one, and the first line of output says which"
                    + " (${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--worker-threads",
            paramLabel = "N",
            description = "Number of event loops; each socket stays on one of them (the number of cores).")
    int workerThreads;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How bytes move: io_uring, epoll or nio; auto takes io_uring on Linux 6.0 and newer where it"
                    + " is allowed, else epoll, else nio (${DEFAULT-VALUE}).")
    Transport transport;

    @Option(
            names = "--reuse-port",
            paramLabel = "true|false",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Give each worker a listening socket of its own, among which the system spreads"
                    + " connections (${DEFAULT-VALUE}).")
    boolean reusePort;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Maximum number of connections that wait in the system to be accepted; it refuses or"
                    + " ignores more (${DEFAULT-VALUE}).")
    int backlog;

    @Option(
            names = "--max-sockets",
            paramLabel = "N",
            description = "Maximum number of open sockets; further connections are answered 503 (the limit on open"
                    + " files, less 200).")
    int maxSockets;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Maximum size of a WebSocket message or a published message; a longer one is refused"
                    + " with Close 1009 or 413 (${DEFAULT-VALUE}).")
    int maxMessage;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Maximum size of a request body; a longer one is answered 413 (${DEFAULT-VALUE}).")
    int maxBody;

    @Option(
            names = "--max-request-line",
            paramLabel = "SIZE",
            defaultValue = "8KiB",
            converter = SizeConverter.class,
            description = "Maximum size of a request line; a longer one is answered 414 (${DEFAULT-VALUE}).")
    int maxRequestLine;

    @Option(
            names = "--max-header-bytes",
            paramLabel = "SIZE",
            defaultValue = "16KiB",
            converter = SizeConverter.class,
            description = "Maximum size of all header fields of a request together; more are answered 431"
                    + " (${DEFAULT-VALUE}).")
    int maxHeaderBytes;

    @Option(
            names = "--max-header-fields",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of header fields of a request; more are answered 431 (${DEFAULT-VALUE}).")
    int maxHeaderFields;

    @Option(
            names = "--outbound-buffer",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Unsent bytes of a socket above which the server stops reading from it, until the peer"
                    + " has taken half (${DEFAULT-VALUE}).")
    int outboundBuffer;

    @Option(
            names = "--unfinished-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Maximum size of all messages and bodies that are still arriving, split evenly over the"
                    + " workers; the next piece is answered 503 or Close 1013 (${DEFAULT-VALUE}; at most 1GiB).")
    int unfinishedTotal;

    @Option(
            names = "--head-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Time allowed for receiving the head of a request; then 408, and the connection is"
                    + " closed (${DEFAULT-VALUE}).")
    Duration headTimeout;

    @Option(
            names = "--body-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for receiving the body of a request; then 408, and the connection is"
                    + " closed (${DEFAULT-VALUE}).")
    Duration bodyTimeout;

    @Option(
            names = "--answer-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for an answer, in addition to the wait of a long poll; then 503"
                    + " (${DEFAULT-VALUE}).")
    Duration answerTimeout;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "Close an HTTP connection that has sent no request for this long (${DEFAULT-VALUE}).")
    Duration keepAlive;

    @Option(
            names = "--message-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for receiving a WebSocket message; then Close 1008 (${DEFAULT-VALUE}).")
    Duration messageTimeout;

    @Option(
            names = "--upgrade-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Time allowed for the peer to receive the 101 response; then the socket is closed"
                    + " (${DEFAULT-VALUE}).")
    Duration upgradeTimeout;

    @Option(
            names = "--ping-interval",
            paramLabel = "TIME",
            defaultValue = "25s",
            description = "Send a ping to a WebSocket that has been silent for this long (${DEFAULT-VALUE}).")
    Duration pingInterval;

    @Option(
            names = "--pong-timeout",
            paramLabel = "TIME",
            defaultValue = "8s",
            description = "Close a WebSocket that stays silent for this long after a ping (${DEFAULT-VALUE}).")
    Duration pongTimeout;

    @Option(
            names = "--close-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time allowed for the peer of a WebSocket to answer a Close; then the socket is closed"
                    + " (${DEFAULT-VALUE}).")
    Duration closeTimeout;

    @Option(
            names = "--stall-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Close a socket whose peer has read nothing for this long while data is pending"
                    + " (${DEFAULT-VALUE}).")
    Duration stallTimeout;

    @Option(
            names = "--linger-timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "After the last response, read and drop input for up to this long, so that a reset does"
                    + " not destroy it (${DEFAULT-VALUE}).")
    Duration lingerTimeout;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for open sockets to finish after SIGTERM or SIGINT; then they are closed"
                    + " (${DEFAULT-VALUE}).")
    Duration drainTimeout;

    @Option(
            names = "--history-messages",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of messages in the history of a topic; the oldest is then dropped"
                    + " (${DEFAULT-VALUE}).")
    int historyMessages;

    @Option(
            names = "--history-bytes",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Maximum size of the history of a topic; the oldest message is then dropped"
                    + " (${DEFAULT-VALUE}).")
    int historyBytes;

    @Option(
            names = "--history-age",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Maximum age of a message in history, and of a topic without use; it is then dropped"
                    + " (${DEFAULT-VALUE}).")
    Duration historyAge;

    @Option(
            names = "--history-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Maximum size of the history of all topics; the oldest message of all is then dropped"
                    + " (${DEFAULT-VALUE}; at most 1GiB).")
    int historyTotal;

    @Option(
            names = "--max-topics",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Maximum number of topics; publishing or subscribing to a new one is then refused"
                    + " (${DEFAULT-VALUE}).")
    int maxTopics;

    @Option(
            names = "--max-topics-per-socket",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of topics that one socket subscribes to; a further subscription is"
                    + " refused (${DEFAULT-VALUE}).")
    int maxTopicsPerSocket;

    @Option(
            names = "--outbound-limit",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Maximum size of the messages that wait for one slow subscriber; then slow-reader"
                    + " applies (${DEFAULT-VALUE}).")
    int outboundLimit;

    @Option(
            names = "--slow-reader",
            paramLabel = "POLICY",
            defaultValue = "disconnect",
            description = "Policy when outbound-limit is exceeded: disconnect, drop-oldest or latest; or by prefix"
                    + " of the topic, such as prices.=latest,disconnect (${DEFAULT-VALUE}).")
    String slowReader;

    @Option(
            names = "--slow-reader-grace",
            paramLabel = "TIME",
            defaultValue = "1s",
            description =
                    "Apply the policy when outbound-limit has been exceeded for this long, or at once at four times"
                            + " the limit (${DEFAULT-VALUE}).")
    Duration slowReaderGrace;

    @Option(
            names = "--publish-backlog",
            paramLabel = "SIZE",
            defaultValue = "256KiB",
            converter = SizeConverter.class,
            description = "Bytes of a topic's messages not yet handed to its readers' sockets; publishers then wait"
                    + " (${DEFAULT-VALUE}).")
    int publishBacklog;

    @Option(
            names = "--publish-wait",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time that a publisher waits for the topic's backlog; then the publication is refused, 503"
                    + " (${DEFAULT-VALUE}).")
    Duration publishWait;

    @Option(
            names = "--publish-pending-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of all publications that wait for a backlog; more are refused at once, 503"
                    + " (${DEFAULT-VALUE}).")
    int publishPendingTotal;

    @Option(
            names = "--answers-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of history in long answers that their peers have not read; more are answered 503"
                    + " (${DEFAULT-VALUE}).")
    int answersTotal;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            split = ",",
            defaultValue = "",
            description = "Origin, besides the server's own, whose pages may open WebSockets and read topics, such"
                    + " as https://example.com, or * for all; repeatable (none).")
    List<String> origins;

    @Option(
            names = "--closed-sockets",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of closed sockets that the ledger remembers; the oldest is then forgotten"
                    + " (${DEFAULT-VALUE}).")
    int closedSockets;

    @Mixin
    LimitOptions limits;

    @Mixin
    final AuthOptions auth = new AuthOptions();

    @Mixin
    DrainOptions drain;

    @Mixin
    ProxyOptions proxies;

    @Mixin
    AdminOptions admin;

    @Mixin
    LogOptions logging;

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Mixin
    DataOptions data;

    @Mixin
    NodeOptions node;

    @Mixin
    EngineOptions engine;

    @Mixin
    FileOptions files;

    @Mixin
    CompressionOptions compression;

    @Mixin
    DemoOptions demo;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this file.")
    Path config;

    @Option(
            names = "--print-config",
            description = "Print the effective configuration with the origin of each value, and exit.")
    boolean printConfig;

    @Option(names = "--version", description = "Print the version and exit.")
    boolean version;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    boolean help;

    /** Reads a size that fits a Java array. */
    static final class SizeConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return Math.toIntExact(Units.size(text));
        }
    }

    /**
     * The defaults that depend on the machine.
     *
     * @return null for a setting whose default is fixed
     */
    static String machineDefault(String name) {
        int cores = Runtime.getRuntime().availableProcessors();
        return switch (name) {
            case "worker-threads" -> String.valueOf(cores);
            case "max-sockets" ->
                String.valueOf(Math.min(
                        Math.min(MAX_SOCKETS_DEFAULT, socketsFor(openFiles(), cores)),
                        Math.max(1000, heapBytes() / SOCKET_BYTES)));
            // On a machine with many cores, each worker's share still holds a body of the default max-body.
            case "unfinished-total" -> cores <= 64 ? ofHeap(8, cores) : Math.min(cores, 1024) + "MiB";
            case "history-total" -> ofHeap(8, 1);
            case "publish-pending-total", "answers-total" -> ofHeap(16, 1);
            case "static-memory" -> ofHeap(32, 1);
            case "max-topics" -> heapBytes() >= LARGE_HEAP_BYTES ? null : String.valueOf(heapBytes() / TOPIC_BYTES);
            case "admin-token-file" -> AdminOptions.defaultTokenFile(System.getenv());
            default -> null;
        };
    }

    private static long heapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    /** A share of a small heap; null where the heap is large enough for the fixed default. */
    private static String ofHeap(int share, int leastMiB) {
        return heapBytes() >= LARGE_HEAP_BYTES ? null : Math.max(leastMiB, heapBytes() / share >> 20) + "MiB";
    }

    /** The limit on open files, which the JVM raises to the hard one; very many where there is none. */
    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }

    /** The sockets that so many open files allow: all but what the server needs, or half where there are few. */
    static long socketsFor(long openFiles, int workers) {
        long reserved = Math.max(RESERVED_DESCRIPTORS, OTHER_DESCRIPTORS + (long) DESCRIPTORS_PER_WORKER * workers);
        return Math.max(1, Math.max(openFiles / 2, openFiles - reserved));
    }

    /** max-sockets, or fewer if the system does not allow so many. */
    private int possibleSockets(List<String> warnings) {
        long possible = socketsFor(openFiles(), Math.max(1, workerThreads));
        if (maxSockets <= possible) {
            return maxSockets;
        }
        warnings.add("max-sockets: " + maxSockets + " is reduced to " + possible + ": the limit on open files is "
                + openFiles() + ", and the server needs some of them itself; raise it (ulimit -Hn, or LimitNOFILE of"
                + " systemd)");
        return (int) possible;
    }

    /**
     * What the fields say, checked.
     *
     * @param warnings takes what deserves attention but is no reason to stop
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    ServerConfig toConfig(List<String> warnings) {
        if (historyBytes > historyTotal) {
            warnings.add("history-bytes: " + Units.sizeText(historyBytes) + " is never reached: history-total, "
                    + Units.sizeText(historyTotal) + ", limits all topics together; lower the one or raise the other");
        }
        ServerConfig config = new ServerConfig(
                new ListenSettings(host, port, backlog, reusePort, workerThreads, transport),
                new SocketSettings(
                        possibleSockets(warnings),
                        outboundBuffer,
                        stallTimeout,
                        lingerTimeout,
                        pingInterval,
                        pongTimeout,
                        unfinishedTotal,
                        closedSockets),
                new HttpSettings(
                        maxRequestLine,
                        maxHeaderBytes,
                        maxHeaderFields,
                        maxBody,
                        headTimeout,
                        bodyTimeout,
                        answerTimeout,
                        keepAlive,
                        compression.toSettings()),
                new WebSocketSettings(
                        maxMessage, messageTimeout, upgradeTimeout, pingInterval, pongTimeout, closeTimeout),
                new TopicSettings(
                        historyMessages,
                        historyBytes,
                        historyAge,
                        historyTotal,
                        maxTopics,
                        publishBacklog,
                        publishWait,
                        publishPendingTotal),
                new SessionSettings(
                        outboundLimit,
                        slowReaderGrace,
                        SlowReaders.parse(slowReader),
                        maxTopicsPerSocket,
                        maxMessage,
                        answersTotal),
                new Origins(origins.stream().filter(origin -> !origin.isEmpty()).toList()),
                proxies.toSettings(),
                admin.toSettings(),
                admin.names(),
                limits.toSettings(),
                limits.memoryLimitPercent(),
                drainTimeout,
                drain.toSettings(),
                auth.toSettings(warnings, host),
                logging.toSettings(),
                logging.json(),
                logging.toAccessSettings(auth.jwtQuery),
                tls.toSettings(warnings),
                data.toSettings(maxMessage),
                node.toSettings(),
                engine.toSettings(),
                files.toSettings(),
                demo.toSettings());
        PrivateFiles.check(config);
        return config;
    }
}
