package io.oneport.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.oneport.protocol.Units;
import io.oneport.server.access.Origins;
import io.oneport.server.http.HttpSettings;
import io.oneport.server.net.ListenSettings;
import io.oneport.server.net.Transport;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.SlowReaders;
import io.oneport.server.socket.SocketSettings;
import io.oneport.server.topic.TopicSettings;
import io.oneport.server.websocket.WebSocketSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
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
            ""
        },
        optionListHeading = "Settings, with their defaults:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped as asked (SIGTERM, SIGINT)",
            "1:could not start, such as when the port is taken",
            "2:a setting is wrong; one line on standard error says which, and what was expected"
        })
final class ServerOptions {
    /** Descriptors that the server needs for itself: jars, event loops, listeners, logs. */
    private static final int RESERVED_DESCRIPTORS = 200;

    private static final int MAX_SOCKETS_DEFAULT = 1_000_000;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}: this machine only).")
    String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on (${DEFAULT-VALUE}); 0 for any free one.")
    int port;

    @Option(
            names = "--worker-threads",
            paramLabel = "N",
            description = "Event loops (the number of cores); a socket lives on one of them.")
    int workerThreads;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, epoll, nio or io_uring (${DEFAULT-VALUE}: epoll where there is one, else nio).")
    Transport transport;

    @Option(
            names = "--reuse-port",
            paramLabel = "true|false",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "A listening socket for each worker, the system spreads connections (${DEFAULT-VALUE}).")
    boolean reusePort;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Connections that the system holds until they are accepted (${DEFAULT-VALUE}).")
    int backlog;

    @Option(
            names = "--max-sockets",
            paramLabel = "N",
            description = "Sockets open at once; more are answered 503 (the open-file limit, less 200).")
    int maxSockets;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Longest WebSocket message; longer ones are closed with 1009 (${DEFAULT-VALUE}).")
    int maxMessage;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Longest request body; longer ones are answered 413 (${DEFAULT-VALUE}).")
    int maxBody;

    @Option(
            names = "--max-request-line",
            paramLabel = "SIZE",
            defaultValue = "8KiB",
            converter = SizeConverter.class,
            description = "Longest request line; longer ones are answered 414 (${DEFAULT-VALUE}).")
    int maxRequestLine;

    @Option(
            names = "--max-header-bytes",
            paramLabel = "SIZE",
            defaultValue = "16KiB",
            converter = SizeConverter.class,
            description = "All header fields of a request together; more are answered 431 (${DEFAULT-VALUE}).")
    int maxHeaderBytes;

    @Option(
            names = "--outbound-buffer",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Unsent bytes of a socket above which no more is read from it (${DEFAULT-VALUE}).")
    int outboundBuffer;

    @Option(
            names = "--unfinished-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of messages and bodies that are still arriving, over all sockets (${DEFAULT-VALUE}).")
    int unfinishedTotal;

    @Option(
            names = "--head-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Total time for a request's head; then 408 (${DEFAULT-VALUE}).")
    Duration headTimeout;

    @Option(
            names = "--body-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Total time for a request's body; then 408 (${DEFAULT-VALUE}).")
    Duration bodyTimeout;

    @Option(
            names = "--answer-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time for an answer, beside what a long poll asks to wait; then 503 (${DEFAULT-VALUE}).")
    Duration answerTimeout;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long an HTTP connection may wait for its next request (${DEFAULT-VALUE}).")
    Duration keepAlive;

    @Option(
            names = "--message-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Total time for a WebSocket message, first byte to last; then Close 1008 (${DEFAULT-VALUE}).")
    Duration messageTimeout;

    @Option(
            names = "--upgrade-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long a peer may leave the answer to its upgrade untaken (${DEFAULT-VALUE}).")
    Duration upgradeTimeout;

    @Option(
            names = "--ping-interval",
            paramLabel = "TIME",
            defaultValue = "25s",
            description = "Silence of a WebSocket after which it is sent a ping (${DEFAULT-VALUE}).")
    Duration pingInterval;

    @Option(
            names = "--pong-timeout",
            paramLabel = "TIME",
            defaultValue = "8s",
            description = "Silence after the ping at which it is given up (${DEFAULT-VALUE}).")
    Duration pongTimeout;

    @Option(
            names = "--close-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long a WebSocket may take to answer a Close (${DEFAULT-VALUE}).")
    Duration closeTimeout;

    @Option(
            names = "--stall-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long a peer may take no byte of what waits for it (${DEFAULT-VALUE}).")
    Duration stallTimeout;

    @Option(
            names = "--linger-timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "How long input is dropped behind the last answer before the socket is gone"
                    + " (${DEFAULT-VALUE}).")
    Duration lingerTimeout;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long open conversations may take to end at shutdown (${DEFAULT-VALUE}).")
    Duration drainTimeout;

    @Option(
            names = "--history-messages",
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages of a topic that are kept (${DEFAULT-VALUE}).")
    int historyMessages;

    @Option(
            names = "--history-bytes",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Bytes of a topic that are kept (${DEFAULT-VALUE}).")
    int historyBytes;

    @Option(
            names = "--history-age",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long a message is kept, and a topic that nobody uses (${DEFAULT-VALUE}).")
    Duration historyAge;

    @Option(
            names = "--history-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of all topics that are kept (${DEFAULT-VALUE}).")
    int historyTotal;

    @Option(
            names = "--max-topics",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Topics; another one is refused (${DEFAULT-VALUE}).")
    int maxTopics;

    @Option(
            names = "--max-topics-per-socket",
            paramLabel = "N",
            defaultValue = "100",
            description = "Topics that one socket may read (${DEFAULT-VALUE}).")
    int maxTopicsPerSocket;

    @Option(
            names = "--outbound-limit",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "What may wait for one slow reader of topics (${DEFAULT-VALUE}).")
    int outboundLimit;

    @Option(
            names = "--slow-reader",
            paramLabel = "POLICY",
            defaultValue = "disconnect",
            description = "Then: disconnect, drop-oldest or latest; or by prefix,"
                    + " prices.=latest,disconnect (${DEFAULT-VALUE}).")
    String slowReader;

    @Option(
            names = "--slow-reader-grace",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "How long more than outbound-limit may wait for a reader before the policy applies; at four"
                    + " times the limit it applies at once (${DEFAULT-VALUE}).")
    Duration slowReaderGrace;

    @Option(
            names = "--publish-backlog",
            paramLabel = "SIZE",
            defaultValue = "256KiB",
            converter = SizeConverter.class,
            description = "Bytes of a topic's messages that wait to be handed to its readers' sockets; publishers then"
                    + " wait (${DEFAULT-VALUE}).")
    int publishBacklog;

    @Option(
            names = "--publish-wait",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long a publisher waits; the publication is then refused with 503 (${DEFAULT-VALUE}).")
    Duration publishWait;

    @Option(
            names = "--publish-pending-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of all publications that wait; further ones are then refused with 503"
                    + " (${DEFAULT-VALUE}).")
    int publishPendingTotal;

    @Option(
            names = "--answers-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of history in long answers that their peers have not taken; further ones are then 503"
                    + " (${DEFAULT-VALUE}).")
    int answersTotal;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            split = ",",
            defaultValue = "",
            description = "Origin whose pages may open WebSockets, such as https://example.com, or *, beside our own;"
                    + " repeatable (none).")
    List<String> origins;

    @Option(
            names = "--closed-sockets",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Closed sockets that the ledger remembers (${DEFAULT-VALUE}).")
    int closedSockets;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this file.")
    Path config;

    @Option(names = "--print-config", description = "Print what holds, and where it came from, and exit.")
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
        return switch (name) {
            case "worker-threads" -> String.valueOf(Runtime.getRuntime().availableProcessors());
            case "max-sockets" -> String.valueOf(maxSocketsDefault());
            default -> null;
        };
    }

    private static long maxSocketsDefault() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            long descriptors = unix.getMaxFileDescriptorCount() - RESERVED_DESCRIPTORS;
            return Math.max(1, Math.min(MAX_SOCKETS_DEFAULT, descriptors));
        }
        return MAX_SOCKETS_DEFAULT;
    }

    /**
     * What the fields say, checked.
     *
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    ServerConfig toConfig() {
        return new ServerConfig(
                new ListenSettings(host, port, backlog, reusePort, workerThreads, transport),
                new SocketSettings(
                        maxSockets,
                        outboundBuffer,
                        stallTimeout,
                        lingerTimeout,
                        pingInterval,
                        pongTimeout,
                        unfinishedTotal,
                        closedSockets),
                new HttpSettings(
                        maxRequestLine, maxHeaderBytes, maxBody, headTimeout, bodyTimeout, answerTimeout, keepAlive),
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
                drainTimeout);
    }
}
