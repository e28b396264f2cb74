package io.oneport.server.app;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.oneport.protocol.Units;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.AdminToken;
import io.oneport.server.auth.Authentication;
import io.oneport.server.auth.HostNames;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.Topics;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server is made of: put together from below, the listening sockets last, and taken apart again in order. Any thread but
 * an event loop.
 */
final class ServerParts {
    private static final Logger log = LoggerFactory.getLogger(ServerParts.class);
    private static final Duration ENDING = Duration.ofSeconds(3);

    final ServerConfig config;
    final EventLoopGroup workers;
    /** What SIGHUP reads again. */
    final Reload reload = new Reload();

    private final boolean loopback;
    /** Null if TLS is not served. */
    private final @Nullable TlsCertificates certificates;
    /** Null if requests are not logged. */
    private @Nullable AccessLog access;
    /** Null if what comes before it could not be opened. */
    private @Nullable Authentication authentication;

    // Set before anybody has these parts.
    @SuppressWarnings("NullAway.Init")
    ClientLimits limits;

    @SuppressWarnings("NullAway.Init")
    Connections connections;

    @SuppressWarnings("NullAway.Init")
    Topics topics;

    @SuppressWarnings("NullAway.Init")
    DrainRequests drainRequests;

    @SuppressWarnings("NullAway.Init")
    Listener listener;

    /** The port for operators, or null. */
    @Nullable
    Listener admin;

    private ServerParts(ServerConfig config) throws IOException {
        this.config = config;
        this.loopback = InetAddress.getByName(config.listen().host()).isLoopbackAddress();
        this.certificates = config.tls().enabled() ? TlsCertificates.load(config.tls()) : null;
        this.workers = Listener.workers(config.listen());
    }

    /**
     * Puts a server together; when this returns it accepts connections.
     *
     * @throws IOException if an address can't be bound, or something that is needed can't be used; nothing is left open then
     */
    static ServerParts open(ServerConfig config, BrokerFactory brokers) throws IOException {
        ServerParts parts = new ServerParts(config);
        try {
            parts.putTogether(brokers);
            return parts;
        } catch (IOException | RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private void putTogether(BrokerFactory brokers) throws IOException {
        connections = new Connections(workers, config.sweepInterval().toNanos(), config.sockets());
        SocketLedger ledger = new SocketLedger(connections, config.sockets().closedHistory());
        limits = new ClientLimits(config.clients(), config.proxies().trusted()::contains);
        connections.limits(limits);
        connections.memory(new MemoryGuard(
                config.memoryLimitPercent(), connections.workers().size()));
        if (config.access().enabled()) {
            access = AccessLog.open(config.access(), connections.workers().size());
            connections.accessLog(access.buffers());
            reload.add("access log", access::reopen);
        }
        connections.start();
        topics = topics(brokers);
        LiveFeed live = live(ledger);
        authentication = new Authentication(config.auth());
        if (authentication.reloads()) {
            reload.add("keys for tokens", authentication::reload);
        }
        drainRequests = new DrainRequests(connections);
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
        Routes routes = Endpoints.routes(
                config, ledger, live, connections, topics, authentication, drainRequests, token, metrics);
        Places places = new Places(config.sockets().maxSockets(), connections::open);
        SocketInitializer initializer = new SocketInitializer(
                new SocketInitializer.Rules(
                        config.http(),
                        config.webSocket(),
                        config.sockets(),
                        config.origins(),
                        hostNames(),
                        config.proxies(),
                        config.tls().only()),
                connections,
                routes,
                certificates,
                places,
                false);
        listener = Listener.open(config.listen(), workers, initializer, config.sockets());
        admin = config.admin().hasOwnPort()
                ? AdminPort.open(
                        config,
                        workers,
                        connections,
                        Endpoints.adminRoutes(
                                config,
                                ledger,
                                live,
                                connections,
                                topics,
                                authentication,
                                drainRequests,
                                token,
                                metrics),
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
    }

    private LiveFeed live(SocketLedger ledger) {
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

    private HostNames hostNames() {
        Set<String> listed = new HashSet<>(config.origins().hosts());
        listed.addAll(config.serverNames());
        boolean onlyOwn = loopback || !config.serverNames().isEmpty();
        return new HostNames(onlyOwn, config.listen().host(), listed);
    }

    /** The topics, owned by the workers, each of which sweeps its own once a second, in parts. */
    private Topics topics(BrokerFactory brokers) throws IOException {
        List<EventLoop> loops = new ArrayList<>();
        workers.forEach(loop -> loops.add((EventLoop) loop));
        long begun = System.nanoTime();
        LongSupplier elapsedMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        Broker broker = brokers.create(loops, elapsedMillis);
        Topics all = new Topics(broker, loops, connections.work(), config.topics(), elapsedMillis);
        for (int i = 0; i < loops.size(); i++) {
            EventLoop loop = loops.get(i);
            loop.scheduleAtFixedRate(new TopicSweep(all, i, connections.of(loop).work()), 1, 1, TimeUnit.SECONDS);
        }
        return all;
    }

    /**
     * Ends what there is of it: the event loops, and then what they have used. Sockets that are still open are cut off.
     *
     * @return false if an event loop did not end in time; its thread still runs
     */
    boolean close() {
        if (authentication != null) {
            authentication.close();
        }
        boolean ended = endWorkers();
        if (topics != null) {
            topics.close();
        }
        if (certificates != null) {
            certificates.close();
        }
        if (access != null) {
            access.close();
        }
        return ended;
    }

    private boolean endWorkers() {
        boolean ended = workers.shutdownGracefully(0, ENDING.toMillis() * 2 / 3, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(ENDING.toMillis());
        if (!ended) {
            log.error("An event loop did not stop within {}: one of its tasks has not returned", Units.text(ENDING));
        }
        return ended;
    }
}
