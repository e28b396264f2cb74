package io.oneport.server.app;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.oneport.protocol.Units;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.AdminToken;
import io.oneport.server.auth.Authentication;
import io.oneport.server.auth.HostNames;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.NodeReport;
import io.oneport.server.broker.Topics;
import io.oneport.server.broker.log.LogBroker;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.broker.redis.RedisBroker;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.MemoryGuard;
import io.oneport.server.features.admin.LiveFeed;
import io.oneport.server.features.admin.ServerFacts;
import io.oneport.server.features.metrics.MetricsSources;
import io.oneport.server.front.Listener;
import io.oneport.server.front.Places;
import io.oneport.server.front.tls.TlsCertificates;
import io.oneport.server.log.access.AccessLog;
import io.oneport.server.observe.SocketLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: starts, drains, stops. Any thread but an event loop. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final Duration ENDING = Duration.ofSeconds(3);

    private final EventLoopGroup workers;
    private final Topics topics;
    private final boolean logs;
    private final boolean hasEngine;
    private final Listener listener;
    private final ClientLimits limits;
    /** The port for operators, or null. */
    private final Listener admin;

    private final Drain drain;
    private final DrainRequests drainRequests;
    /** Null if TLS is not served. */
    private final TlsCertificates certificates;
    /** Null if requests are not logged. */
    private final AccessLog access;

    private final Authentication authentication;
    private final Reload reload;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Duration drainTimeout;
    private volatile Duration drainOver;

    private Server(
            ServerConfig config,
            EventLoopGroup workers,
            Topics topics,
            Authentication authentication,
            ClientLimits limits,
            Listener listener,
            Listener admin,
            Drain drain,
            DrainRequests drainRequests,
            Reload reload,
            TlsCertificates certificates,
            AccessLog access) {
        this.drainTimeout = config.drainTimeout();
        this.drainOver = config.drainOver();
        this.logs = config.log().enabled();
        this.hasEngine = config.engine().enabled();
        this.reload = reload;
        this.workers = workers;
        this.topics = topics;
        this.authentication = authentication;
        this.listener = listener;
        this.limits = limits;
        this.admin = admin;
        this.drain = drain;
        this.drainRequests = drainRequests;
        this.certificates = certificates;
        this.access = access;
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
        boolean loopback = InetAddress.getByName(config.listen().host()).isLoopbackAddress();
        TlsCertificates certificates = config.tls().enabled() ? TlsCertificates.load(config.tls()) : null;
        EventLoopGroup workers = Listener.workers(config.listen());
        Reload reload = new Reload();
        Topics topics = null;
        AccessLog access = null;
        try {
            Connections connections =
                    new Connections(workers, config.sweepInterval().toNanos(), config.sockets());
            SocketLedger ledger = new SocketLedger(connections, config.sockets().closedHistory());
            ClientLimits limits =
                    new ClientLimits(config.clients(), config.proxies().trusted()::contains);
            connections.limits(limits);
            connections.memory(new MemoryGuard(config.memoryLimitPercent()));
            if (config.access().enabled()) {
                access = AccessLog.open(config.access(), connections.workers().size());
                connections.accessLog(access.buffers());
                reload.add("access log", access::reopen);
            }
            connections.start();
            topics = topics(config, brokers, workers, connections);
            LiveFeed live = live(config, ledger, topics, workers);
            Authentication authentication = new Authentication(config.auth());
            if (authentication.reloads()) {
                reload.add("keys for tokens", authentication::reload);
            }
            DrainRequests drains = new DrainRequests(connections);
            AdminToken token = new AdminToken(AdminTokenFile.open(config.admin()));
            MetricsSources metrics = new MetricsSources(
                    ledger,
                    topics::totals,
                    topics.results()::sum,
                    topics::metrics,
                    topics::state,
                    ServerVersion.text(),
                    config.listen().transport().text(),
                    config.sockets().maxSockets(),
                    access == null ? () -> 0 : access::dropped,
                    certificates == null ? null : certificates::expiresMillis);
            Routes routes =
                    Endpoints.routes(config, ledger, live, connections, topics, authentication, drains, token, metrics);
            Places places = new Places(config.sockets().maxSockets(), connections::open);
            SocketInitializer initializer = new SocketInitializer(
                    new SocketInitializer.Rules(
                            config.http(),
                            config.webSocket(),
                            config.sockets(),
                            config.origins(),
                            hostNames(config, loopback),
                            config.proxies(),
                            config.tls().only()),
                    connections,
                    routes,
                    certificates,
                    places,
                    false);
            Listener listener = Listener.open(config.listen(), workers, initializer, config.sockets());
            Listener admin = config.admin().hasOwnPort()
                    ? AdminPort.open(
                            config,
                            workers,
                            connections,
                            Endpoints.adminRoutes(
                                    config, ledger, live, connections, topics, authentication, drains, token, metrics),
                            certificates,
                            places)
                    : null;
            reload.add("admin token", () -> AdminTokenFile.reload(config.admin(), token));
            if (!loopback) {
                log.warn(
                        "Listening on {}, reachable from other machines; without a token: {} (allow-anonymous)",
                        config.listen().host(),
                        config.auth().anonymous().text());
            }
            if (certificates != null) {
                reload.add("certificates", certificates::reload);
                certificates.watch();
            }
            Drain drain = new Drain(listener, connections, topics);
            Server server = new Server(
                    config,
                    workers,
                    topics,
                    authentication,
                    limits,
                    listener,
                    admin,
                    drain,
                    drains,
                    reload,
                    certificates,
                    access);
            drains.defaultOver(() -> server.drainOver);
            drains.takenBy(server::drainOnRequest);
            server.announce(config, connections);
            server.watchWorkers(onWorkerDeath);
            return server;
        } catch (IOException | RuntimeException | Error e) {
            end(workers);
            if (topics != null) {
                topics.close();
            }
            closeCertificates(certificates);
            if (access != null) {
                access.close();
            }
            throw e;
        }
    }

    /** Lets other servers know of this one. */
    private void announce(ServerConfig config, Connections connections) {
        String name =
                config.nodeName().isEmpty() ? NodeOptions.defaultName(address().getPort()) : config.nodeName();
        long started = System.currentTimeMillis();
        topics.nodes()
                .announce(
                        () -> new NodeReport(
                                name,
                                started,
                                ServerVersion.text(),
                                connections.open(),
                                topics.readTopics(),
                                topics.subscribers(),
                                connections.draining()),
                        drainRequests::begin);
    }

    private static LiveFeed live(ServerConfig config, SocketLedger ledger, Topics topics, EventLoopGroup workers) {
        ServerFacts facts = new ServerFacts(
                ServerVersion.text(),
                config.listen().transport().text(),
                ledger.workers(),
                config.log().enabled()
                        ? "in memory and in a log"
                        : config.engine().enabled() ? "in Redis" : "in memory",
                config.sockets().maxSockets(),
                System.currentTimeMillis());
        LiveFeed live = new LiveFeed(ledger, topics, facts, System::currentTimeMillis);
        workers.next().scheduleAtFixedRate(live::take, 1, 1, TimeUnit.SECONDS);
        return live;
    }

    private static HostNames hostNames(ServerConfig config, boolean loopback) {
        Set<String> listed = new HashSet<>(config.origins().hosts());
        listed.addAll(config.serverNames());
        boolean onlyOwn = loopback || !config.serverNames().isEmpty();
        return new HostNames(onlyOwn, config.listen().host(), listed);
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
            ServerConfig config, BrokerFactory brokers, EventLoopGroup workers, Connections connections)
            throws IOException {
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

    /** Where operators are served: {@link #address}, or a port of their own. */
    public InetSocketAddress adminAddress() {
        return admin == null ? listener.address() : admin.address();
    }

    /** Whether messages are kept in a log. */
    boolean logs() {
        return logs;
    }

    /** Whether messages are kept in an engine. */
    boolean hasEngine() {
        return hasEngine;
    }

    /** What SIGHUP reads again. */
    Reload reload() {
        return reload;
    }

    /** Takes over the settings that may change while the server runs; see {@link SettingsReload#AT_ONCE}. */
    void apply(ServerConfig changed) {
        drainTimeout = changed.drainTimeout();
        drainOver = changed.drainOver();
        limits.set(changed.clients());
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
        return workers;
    }

    /** Where requests to drain come in. */
    DrainRequests drainRequests() {
        return drainRequests;
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
        if (admin != null) {
            admin.close();
        }
        drain.run(over, timeout);
        authentication.close();
        boolean ended = end(workers);
        topics.close();
        closeCertificates(certificates);
        if (access != null) {
            access.close();
        }
        return ended;
    }

    private static void closeCertificates(TlsCertificates certificates) {
        if (certificates != null) {
            certificates.close();
        }
    }

    /** Brings the end of a stop that is under way nearer, if it is further away. */
    void endWithin(Duration timeout) {
        drain.endWithin(timeout);
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
