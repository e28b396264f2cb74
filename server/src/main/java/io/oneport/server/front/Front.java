package io.oneport.server.front;

import io.netty.channel.Channel;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.TurnedAway;
import io.oneport.server.connection.WorkerConnections;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in every accepted socket: makes it a connection with a {@link FrontStage}, or turns it away if there are too many.
 * Knows no protocol: the stages that speak one, and the answer to give in it, are handed in. Any event loop of the
 * connections.
 */
public final class Front {
    private static final Logger log = LoggerFactory.getLogger(Front.class);

    /** Sockets that may wait to be told that they are too many; the descriptors for them are in the reserve. */
    private static final int MAX_TURNED_AWAY = 100;

    private final Connections connections;
    private final SocketSettings settings;
    private final Duration timeout;
    private final Function<Connection, Stage> http;
    private final Function<Connection, Stage> tls;
    private final FrontAnswers answers;
    private final ProxySettings proxies;
    private final Places places;
    private final boolean forOperators;
    private final AtomicInteger turnedAway = new AtomicInteger();

    /**
     * Creates the front of a server.
     *
     * @param timeout how long a peer may send nothing; the stage that takes over inherits what is left
     * @param http makes the stage that speaks HTTP on a connection
     * @param tls makes the stage that speaks TLS on a connection; null if TLS is not served
     * @param answers what peers are answered that are turned away
     * @param proxies from whom a PROXY header is expected
     * @param places for the sockets
     * @param forOperators whether they are operators': let in, and not closed, also where there is no room, or
     *     little memory, for others
     */
    public Front(
            Connections connections,
            SocketSettings settings,
            Duration timeout,
            Function<Connection, Stage> http,
            Function<Connection, Stage> tls,
            FrontAnswers answers,
            ProxySettings proxies,
            Places places,
            boolean forOperators) {
        this.connections = connections;
        this.settings = settings;
        this.timeout = timeout;
        this.http = http;
        this.tls = tls;
        this.answers = answers;
        this.proxies = proxies;
        this.places = places;
        this.forOperators = forOperators;
    }

    ProxySettings proxies() {
        return proxies;
    }

    FrontAnswers answers() {
        return answers;
    }

    Duration timeout() {
        return timeout;
    }

    Function<Connection, Stage> http() {
        return http;
    }

    Function<Connection, Stage> tls() {
        return tls;
    }

    /** Takes a socket in that was just accepted. On its event loop. */
    public void accept(Channel channel) {
        WorkerConnections worker = connections.of(channel.eventLoop());
        if (!(forOperators ? places.takeForOperator(channel) : places.takeForClient())) {
            turnAway(worker, channel, answers.tooMany(), TurnedAway.MAX_SOCKETS);
            return;
        }
        if (!forOperators && connections.memory().sheds()) {
            turnAway(worker, channel, answers.shortOfMemory(), TurnedAway.MEMORY_LIMIT);
            return;
        }
        if (!worker.limits().enter(Connection.peerOf(channel))) {
            turnAway(worker, channel, answers.tooManyOfAddress(), TurnedAway.MAX_SOCKETS_PER_ADDRESS);
            return;
        }
        Connection connection = worker.open(channel);
        if (forOperators) {
            connection.ofOperator();
        }
        Stage first = proxies.protocol() ? new ProxyStage(connection, this) : new FrontStage(connection, this);
        first.install(channel.pipeline());
    }

    private void turnAway(WorkerConnections worker, Channel channel, byte[] answer, TurnedAway reason) {
        worker.turnedAway(reason);
        log.debug("Rejected {}: connection limit reached", channel.remoteAddress());
        boolean waits = turnedAway.incrementAndGet() <= MAX_TURNED_AWAY;
        channel.closeFuture().addListener(closed -> turnedAway.decrementAndGet());
        TurnedAwayStage.begin(channel, answer, waits ? settings.lingerTimeout() : null);
    }
}
