package io.oneport.server.front;

import io.netty.channel.Channel;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.TurnedAway;
import io.oneport.server.connection.WorkerConnections;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final FrontRules rules;
    private final Places places;
    private final boolean forOperators;
    private final AtomicInteger turnedAway = new AtomicInteger();

    /**
     * Creates the front of a server.
     *
     * @param rules what its stages go by
     * @param places for the sockets
     * @param forOperators whether they are operators': let in, and not closed, also where there is no room, or
     *     little memory, for others
     */
    public Front(
            Connections connections, SocketSettings settings, FrontRules rules, Places places, boolean forOperators) {
        this.connections = connections;
        this.settings = settings;
        this.rules = rules;
        this.places = places;
        this.forOperators = forOperators;
    }

    /** Takes a socket in that was just accepted. On its event loop. */
    public void accept(Channel channel) {
        WorkerConnections worker = connections.of(channel.eventLoop());
        if (!(forOperators ? places.takeForOperator(channel) : places.takeForClient())) {
            turnAway(worker, channel, rules.answers().tooMany(), TurnedAway.MAX_SOCKETS);
            return;
        }
        if (!forOperators && connections.memory().sheds()) {
            turnAway(worker, channel, rules.answers().shortOfMemory(), TurnedAway.MEMORY_LIMIT);
            return;
        }
        Connection connection = worker.open(channel);
        if (connection == null) {
            turnAway(worker, channel, rules.answers().tooManyOfAddress(), TurnedAway.MAX_SOCKETS_PER_ADDRESS);
            return;
        }
        if (forOperators) {
            connection.ofOperator();
        }
        Stage first =
                rules.proxies().protocol() ? new ProxyStage(connection, rules) : new FrontStage(connection, rules);
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
