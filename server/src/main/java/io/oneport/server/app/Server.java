package io.oneport.server.app;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.oneport.protocol.Units;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.Topics;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.connection.Connections;
import io.oneport.server.front.Listener;
import io.oneport.server.front.tls.TlsCertificates;
import io.oneport.server.observe.SocketLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: starts, drains, stops. Any thread but an event loop. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final long POLL_MILLIS = 10;
    /** With {@link #ENDING}, less than {@link ProcessEnd#MARGIN}. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private static final Duration ENDING = Duration.ofSeconds(3);

    private final EventLoopGroup workers;
    private final Connections connections;
    private final Listener listener;
    /** Null if TLS is not served. */
    private final TlsCertificates certificates;

    private final Topics topics;
    private final Reload reload;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Duration drainTimeout;

    private Server(
            ServerConfig config,
            EventLoopGroup workers,
            Connections connections,
            Topics topics,
            Listener listener,
            Reload reload,
            TlsCertificates certificates) {
        this.drainTimeout = config.drainTimeout();
        this.reload = reload;
        this.workers = workers;
        this.connections = connections;
        this.topics = topics;
        this.listener = listener;
        this.certificates = certificates;
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
            return new MemoryBroker(workers.size(), config.topics(), System::currentTimeMillis, elapsedMillis);
        });
    }

    /** Starts a server that keeps its messages elsewhere. */
    static Server start(ServerConfig config, Runnable onWorkerDeath, BrokerFactory brokers) throws IOException {
        boolean loopback = InetAddress.getByName(config.listen().host()).isLoopbackAddress();
        TlsCertificates certificates = config.tls().enabled() ? TlsCertificates.load(config.tls()) : null;
        EventLoopGroup workers = Listener.workers(config.listen());
        Reload reload = new Reload();
        try {
            Connections connections =
                    new Connections(workers, config.sweepInterval().toNanos(), config.sockets());
            SocketLedger ledger = new SocketLedger(connections, config.sockets().closedHistory());
            connections.start();
            Topics topics = topics(config, brokers, workers, connections);
            Routes routes = Endpoints.routes(config, ledger, connections, topics, loopback);
            SocketInitializer initializer = new SocketInitializer(
                    config.http(),
                    config.webSocket(),
                    config.sockets(),
                    config.origins(),
                    new HostNames(
                            loopback, config.listen().host(), config.origins().hosts()),
                    connections,
                    routes,
                    config.tls().only(),
                    certificates);
            Listener listener = Listener.open(config.listen(), workers, initializer, config.sockets());
            if (!loopback) {
                log.warn(
                        "Listening on {} without authentication, reachable from other machines; /admin is off",
                        config.listen().host());
            }
            if (certificates != null) {
                reload.add("certificates", certificates::reload);
                certificates.watch();
            }
            Server server = new Server(config, workers, connections, topics, listener, reload, certificates);
            server.watchWorkers(onWorkerDeath);
            return server;
        } catch (IOException | RuntimeException | Error e) {
            end(workers);
            closeCertificates(certificates);
            throw e;
        }
    }

    private void watchWorkers(Runnable onWorkerDeath) {
        for (EventExecutor worker : workers) {
            worker.terminationFuture().addListener(ended -> {
                if (!closed.get()) {
                    log.error("An event loop ended unexpectedly: {}", worker);
                    onWorkerDeath.run();
                }
            });
        }
    }

    /** The topics, owned by the workers, each of which sweeps its own once a second, in parts. */
    private static Topics topics(
            ServerConfig config, BrokerFactory brokers, EventLoopGroup workers, Connections connections) {
        List<EventLoop> loops = new ArrayList<>();
        workers.forEach(loop -> loops.add((EventLoop) loop));
        long begun = System.nanoTime();
        LongSupplier elapsedMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        Broker broker = brokers.create(loops, elapsedMillis);
        Topics topics = new Topics(broker, loops, connections.work(), config.topics(), elapsedMillis);
        for (int i = 0; i < loops.size(); i++) {
            EventLoop loop = loops.get(i);
            loop.scheduleAtFixedRate(
                    new TopicSweep(topics, i, connections.of(loop).work()), 1, 1, TimeUnit.SECONDS);
        }
        return topics;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** What SIGHUP reads again. */
    Reload reload() {
        return reload;
    }

    /** Takes over the settings that may change while the server runs; see {@link SettingsReload#AT_ONCE}. */
    void apply(ServerConfig changed) {
        drainTimeout = changed.drainTimeout();
    }

    /** How long a stop may wait for open sockets. */
    Duration drainTimeout() {
        return drainTimeout;
    }

    /** The event loops. */
    EventLoopGroup workers() {
        return workers;
    }

    /** Stops, as {@link #stop} does. A second call does nothing. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Stops in order: accepts no more, lets every answer in progress finish and every WebSocket close with 1001, for as
     * long as {@code drain-timeout} allows; then closes what is left. Takes {@code drain-timeout} and 5 s at most. A
     * second call does nothing.
     *
     * @return false if an event loop did not end in that time; its thread still runs
     */
    boolean stop() {
        if (!closed.compareAndSet(false, true)) {
            return true;
        }
        Duration timeout = drainTimeout;
        long end = System.nanoTime() + timeout.toNanos();
        // 1. Unbind: nobody new comes.
        listener.close();
        // 2. What was acknowledged is delivered to those who are connected, before any of them is told to go.
        awaitDelivery(end);
        // 3. Whoever is connected is told to go.
        connections.goAway("the server is shutting down");
        if (connections.open() > 0) {
            log.info("Stopping; waiting up to {} for open sockets: {}", Units.text(timeout), connections.open());
        }
        awaitSockets(end);
        int left = connections.open();
        if (left > 0) {
            log.warn("drain-timeout ({}) exceeded; open sockets closed: {}", Units.text(timeout), left);
            connections.closeNow("did not end before the server did");
            // A loop that stops may leave a socket open to its peer (io_uring).
            awaitSockets(System.nanoTime() + CLOSING.toNanos());
        }
        boolean ended = end(workers);
        closeCertificates(certificates);
        return ended;
    }

    private static void closeCertificates(TlsCertificates certificates) {
        if (certificates != null) {
            certificates.close();
        }
    }

    private void awaitDelivery(long end) {
        try {
            while (!topics.stopPublishing().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                    && System.nanoTime() - end < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.warn("Stopping without knowing whether all messages were delivered: {}", e.toString());
        }
    }

    private void awaitSockets(long end) {
        try {
            while (connections.open() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody is in a hurry: cut off what is left
        }
    }

    /** Ends the event loops; returns false if one did not end in time. */
    private static boolean end(EventLoopGroup workers) {
        boolean ended = workers.shutdownGracefully(0, ENDING.toMillis() * 2 / 3, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(ENDING.toMillis());
        if (!ended) {
            log.error("An event loop did not stop within {}: one of its tasks has not returned", Units.text(ENDING));
        }
        return ended;
    }
}
