package io.oneport.server.app;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.oneport.server.broker.NodeReport;
import io.oneport.server.broker.log.LogBroker;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.broker.redis.RedisBroker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server, of {@link ServerParts}: starts, drains, stops. Any thread but an event loop. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final ServerParts parts;
    private final Drain drain;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Duration drainTimeout;
    private volatile Duration drainOver;

    private Server(ServerParts parts) {
        this.parts = parts;
        this.drain = new Drain(parts.listener, parts.connections, parts.topics);
        this.drainTimeout = parts.config.drainTimeout();
        this.drainOver = parts.config.drainOver();
    }

    /**
     * Starts a server; when this returns it accepts connections.
     *
     * @throws IOException if the address can't be bound
     */
    public static Server start(ServerConfig config) throws IOException {
        return start(config, () -> {});
    }

    /**
     * Starts a server; when this returns it accepts connections.
     *
     * @param onWorkerDeath called once for each event loop that ends before the server is told to stop, on any thread. The
     *     server can't replace the loop: a process should end then
     * @throws IOException if the address can't be bound
     */
    static Server start(ServerConfig config, Runnable onWorkerDeath) throws IOException {
        return start(config, onWorkerDeath, (workers, elapsedMillis) -> {
            if (config.log().enabled()) {
                return LogBroker.open(config.log(), config.topics(), workers, System::currentTimeMillis, elapsedMillis);
            }
            return config.engine().enabled()
                    ? RedisBroker.start(config.engine(), config.topics(), workers, elapsedMillis)
                    : new MemoryBroker(workers.size(), config.topics(), System::currentTimeMillis, elapsedMillis);
        });
    }

    /** Starts a server that keeps its messages elsewhere. */
    static Server start(ServerConfig config, Runnable onWorkerDeath, BrokerFactory brokers) throws IOException {
        ServerParts parts = ServerParts.open(config, brokers);
        try {
            Server server = new Server(parts);
            parts.drainRequests.defaultOver(() -> server.drainOver);
            parts.drainRequests.takenBy(server::drainOnRequest);
            server.announce();
            server.watchWorkers(onWorkerDeath);
            return server;
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /** Lets other servers know of this one. */
    private void announce() {
        String given = parts.config.nodeName();
        String name = given.isEmpty() ? NodeOptions.defaultName(address().getPort()) : given;
        long started = System.currentTimeMillis();
        parts.topics
                .nodes()
                .announce(
                        () -> new NodeReport(
                                name,
                                started,
                                ServerVersion.text(),
                                parts.connections.open(),
                                parts.topics.readTopics(),
                                parts.topics.subscribers(),
                                parts.connections.draining()),
                        parts.drainRequests::begin);
    }

    private void watchWorkers(Runnable onWorkerDeath) {
        for (EventExecutor worker : parts.workers) {
            worker.terminationFuture().addListener(ended -> {
                if (!closed.get()) {
                    log.error("An event loop ended unexpectedly: {}", worker);
                    onWorkerDeath.run();
                }
            });
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return parts.listener.address();
    }

    /** Where operators are served: {@link #address}, or a port of their own. */
    public InetSocketAddress adminAddress() {
        return parts.admin == null ? address() : parts.admin.address();
    }

    /** Whether messages are kept in a log. */
    boolean logs() {
        return parts.config.log().enabled();
    }

    /** Whether messages are kept in an engine. */
    boolean hasEngine() {
        return parts.config.engine().enabled();
    }

    /** What SIGHUP reads again. */
    Reload reload() {
        return parts.reload;
    }

    /** Takes over the settings that may change while the server runs; see {@link SettingsReload#AT_ONCE}. */
    void apply(ServerConfig changed) {
        drainTimeout = changed.drainTimeout();
        drainOver = changed.drainOver();
        parts.limits.set(changed.clients());
    }

    /** Without a process to end: begins to stop, on a thread of its own. */
    private boolean drainOnRequest(Duration over) {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        Duration window = over == null ? drainOver : over;
        Thread thread = new Thread(() -> drainAndEnd(window, window.plus(drainTimeout)), "drain");
        thread.start();
        return true;
    }

    /** How long a stop may wait for open sockets. */
    Duration drainTimeout() {
        return drainTimeout;
    }

    /** The time over which a stop tells open sockets to go. */
    Duration drainOver() {
        return drainOver;
    }

    /** Whether a stop has begun. */
    boolean stopping() {
        return closed.get();
    }

    /** The event loops. */
    EventLoopGroup workers() {
        return parts.workers;
    }

    /** Where requests to drain come in. */
    DrainRequests drainRequests() {
        return parts.drainRequests;
    }

    /** Stops, as {@link #stop()} does. A second call does nothing. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Stops in order: accepts no more, answers what is in progress, closes open sockets over {@code drain-over}, and what is
     * left at {@code drain-timeout}. Takes {@code drain-timeout} and 5 s at most. A second call does nothing.
     *
     * @return false if an event loop did not end in that time; its thread still runs
     */
    boolean stop() {
        Duration timeout = drainTimeout;
        Duration half = timeout.dividedBy(2);
        return stop(drainOver.compareTo(half) < 0 ? drainOver : half, timeout);
    }

    /**
     * The same over another time.
     *
     * @param over the time over which open sockets are told to go
     * @param timeout when what is left is closed
     */
    boolean stop(Duration over, Duration timeout) {
        return !closed.compareAndSet(false, true) || drainAndEnd(over, timeout);
    }

    private boolean drainAndEnd(Duration over, Duration timeout) {
        if (parts.admin != null) {
            parts.admin.close();
        }
        drain.run(over, timeout);
        return parts.close();
    }

    /** Brings the end of a stop that is under way nearer, if it is further away. */
    void endWithin(Duration timeout) {
        drain.endWithin(timeout);
    }
}
