package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.auth.AuthSettings;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.log.LogSettings;
import io.oneport.server.broker.redis.RedisSettings;
import io.oneport.server.connection.ClientSettings;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.features.files.FileSettings;
import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.ProxySettings;
import io.oneport.server.front.tls.TlsSettings;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.log.access.AccessSettings;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.websocket.WebSocketSettings;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a server is started with. Each part has checked its own values; this checks how they fit together.
 *
 * @param listen where and how to listen
 * @param sockets what every socket is held to
 * @param http what a request is held to
 * @param webSocket what a WebSocket is held to
 * @param topics how much is kept of topics
 * @param session what readers and publishers of topics are held to
 * @param origins whose pages may open a WebSocket
 * @param proxies whose word about a client's address is taken
 * @param admin where operators come in
 * @param serverNames names that requests may call the server by, besides those of this machine
 * @param clients what one client may do
 * @param memoryLimitPercent use of memory above which load is shed; 0 for never
 * @param drainTimeout how long open conversations may take to end once the server is told to stop
 * @param drainOver how long the server takes to tell them to, one after the other
 * @param auth who gets in
 * @param logLevel which lines are logged
 * @param logJson whether they are JSON
 * @param access whether and how requests are logged
 * @param tls whether and how TLS is served
 * @param log whether and how messages are kept on a disk
 * @param nodeName what this server is called among several; empty for a name from the machine and the port
 * @param engine where messages are kept, if several servers share them
 * @param files which files are served
 * @param demo what is served for tries and tests
 */
public record ServerConfig(
        ListenSettings listen,
        SocketSettings sockets,
        HttpSettings http,
        WebSocketSettings webSocket,
        TopicSettings topics,
        SessionSettings session,
        Origins origins,
        ProxySettings proxies,
        AdminSettings admin,
        Set<String> serverNames,
        ClientSettings clients,
        int memoryLimitPercent,
        Duration drainTimeout,
        Duration drainOver,
        AuthSettings auth,
        String logLevel,
        boolean logJson,
        AccessSettings access,
        TlsSettings tls,
        LogSettings log,
        String nodeName,
        RedisSettings engine,
        FileSettings files,
        DemoSettings demo) {
    private static final Duration SHORTEST_SWEEP = Duration.ofMillis(5);
    private static final Duration LONGEST_SWEEP = Duration.ofMillis(250);

    /**
     * Checks the relations between settings.
     *
     * @throws IllegalArgumentException if two don't fit together; the message names one and says what was expected
     */
    public ServerConfig {
        SocketSettings.requirePositive("drain-timeout", drainTimeout);
        Setting.require(
                session.outboundLimitBytes() >= webSocket.maxMessageBytes(),
                "outbound-limit",
                Units.sizeText(session.outboundLimitBytes()),
                "at least max-message, " + Units.sizeText(webSocket.maxMessageBytes())
                        + ", since each message must fit; raise outbound-limit or lower max-message");
        Setting.require(
                !log.enabled() || !engine.enabled(),
                "data-dir",
                String.valueOf(log.directory()),
                "no engine as well: messages are kept in one place; leave out data-dir or engine");
        requireRoom("max-body", http.maxBodyBytes(), sockets, listen);
        requireRoom("max-message", webSocket.maxMessageBytes(), sockets, listen);
    }

    /** Each worker has an even share of unfinished-total, and a body or message has to fit into it. */
    private static void requireRoom(String name, int bytes, SocketSettings sockets, ListenSettings listen) {
        long least = (long) bytes * listen.workerThreads();
        Setting.require(
                sockets.unfinishedTotalBytes() >= least,
                "unfinished-total",
                Units.sizeText(sockets.unfinishedTotalBytes()),
                "at least " + Units.sizeText(least) + ", " + name + " (" + Units.sizeText(bytes)
                        + ") for each of worker-threads (" + listen.workerThreads() + "); raise unfinished-total (1GiB"
                        + " at most) or lower " + name);
    }

    /** Time between two looks at the deadlines: short beside the shortest of them, and never long. */
    Duration sweepInterval() {
        Duration shortest = Stream.of(
                        sockets.stallTimeout(),
                        sockets.lingerTimeout(),
                        http.headTimeout(),
                        http.bodyTimeout(),
                        http.answerTimeout(),
                        http.keepAlive(),
                        webSocket.messageTimeout(),
                        webSocket.upgradeTimeout(),
                        webSocket.pingInterval(),
                        webSocket.pongTimeout(),
                        webSocket.closeTimeout())
                .min(Duration::compareTo)
                .orElseThrow()
                .dividedBy(4);
        if (shortest.compareTo(SHORTEST_SWEEP) < 0) {
            return SHORTEST_SWEEP;
        }
        return shortest.compareTo(LONGEST_SWEEP) > 0 ? LONGEST_SWEEP : shortest;
    }
}
