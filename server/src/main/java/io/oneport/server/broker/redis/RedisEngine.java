package io.oneport.server.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.oneport.server.broker.BrokerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to Redis, whatever form it has. A thread of its own makes them again whenever one has ended; another looks
 * every {@value #TICK_MILLIS} ms at what is overdue. Any thread.
 */
final class RedisEngine implements Link.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisEngine.class);

    static final int TICK_MILLIS = 50;

    /** Between two attempts to connect, the first at once. */
    private static final int RETRY_MILLIS = 100;

    /** Time allowed for connections to end. */
    private static final int END_MILLIS = 500;

    private final RedisSettings settings;
    private final RedisAddress address;
    private final Keys keys;
    private final EngineCounters counters;
    private final Runnable onTick;
    private final LongSupplier elapsedMillis;
    private final EngineChannels channels = new EngineChannels();
    private final ClientResources resources;
    private final RedisClient client;
    private final EngineRoutes routes;
    private final Subscriptions subscriptions = new Subscriptions(this::link);
    private final RedisNodes nodes;
    private final Map<Link, Heartbeat> heartbeats = new ConcurrentHashMap<>();
    private final String node = UUID.randomUUID().toString();
    private final Thread connector = new Thread(this::connect, "oneport-engine");
    private final ScheduledExecutorService timer;
    private final Object wake = new Object();
    private boolean woken;
    private volatile boolean closed;
    private volatile BrokerState state;
    /** When {@link #state} last became {@code Away}, on the clock that is never set. */
    private volatile long awaySinceMillis;

    private boolean wasReady;
    /** When the last connection was made; the connector's. */
    private long openedNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);

    /**
     * Begins to connect.
     *
     * @param onTick called every {@value #TICK_MILLIS} ms, and when connections are there again; must not block
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     */
    RedisEngine(RedisSettings settings, EngineCounters counters, Runnable onTick, LongSupplier elapsedMillis) {
        this.settings = settings;
        this.address = Objects.requireNonNull(settings.address());
        this.keys = new Keys(settings.prefix(), address.database());
        this.counters = counters;
        this.onTick = onTick;
        this.elapsedMillis = elapsedMillis;
        this.awaySinceMillis = elapsedMillis.getAsLong();
        this.state = new BrokerState.Away(Instant.now(), "not connected yet");
        this.resources = LettuceOptions.resources(channels);
        this.client = RedisClient.create(resources);
        client.setOptions(LettuceOptions.of(settings));
        this.nodes = new RedisNodes(node, keys.nodes(), this::link, this::trouble, counters);
        this.routes = new EngineRoutes(settings, address, client, keys, this, this::opened);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "oneport-engine-timer");
            thread.setDaemon(true);
            return thread;
        });
        connector.setDaemon(true);
    }

    void start() {
        connector.start();
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether there are connections for every topic. */
    BrokerState state() {
        return state;
    }

    /** Whether there have not been such connections for longer than this, whatever was done to the time of day. */
    boolean awayFor(Duration time) {
        return state instanceof BrokerState.Away && elapsedMillis.getAsLong() - awaySinceMillis > time.toMillis();
    }

    /** Why Redis takes no messages although it answers, such as for want of memory; null if it does. */
    BrokerState.@Nullable Away refusing() {
        for (Heartbeat each : heartbeats.values()) {
            BrokerState.Away refused = each.refused();
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    /** The generation of the data; 0 in a cluster, or before the first connection. */
    int generation() {
        return routes.links().stream().mapToInt(Link::generation).max().orElse(0);
    }

    Keys keys() {
        return keys;
    }

    RedisNodes nodes() {
        return nodes;
    }

    /** This server's name among all. */
    String node() {
        return node;
    }

    /** The connections to the process that has a channel's topic, or null while there are none. */
    @Nullable
    Link link(String channel) {
        Link link = routes.link(channel);
        return link != null && link.alive() ? link : null;
    }

    List<Link> links() {
        return routes.links();
    }

    /** Who listens to which channel. */
    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Something about a connection, or the map of the cluster, has to be done before the same is tried again. */
    void trouble(@Nullable Link link, Reply.NotDone notDone) {
        switch (notDone.code()) {
            case "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN" -> routesChanged();
            case "STALE", "READONLY", "FUNCTION", "LOADING", "NOAUTH" -> {
                if (link != null) {
                    link.end(notDone.why());
                }
            }
            default -> {
                // Whoever asked says so.
            }
        }
    }

    /** Says that the map of a cluster is out of date. */
    void routesChanged() {
        routes.refresh();
        wake();
    }

    @Override
    public void message(String channel, byte[] said) {
        subscriptions.message(channel, said);
    }

    @Override
    public void moved(Link link, String channel) {
        if (subscriptions.moved(link, channel)) {
            routesChanged();
        }
    }

    @Override
    public void ended(Link link, String why) {
        Heartbeat heartbeat = heartbeats.remove(link);
        if (heartbeat != null) {
            subscriptions.forget(heartbeat);
        }
        if (!closed && routes.links().contains(link)) { // and not one that was only looked at, or has nothing any more
            away(why, link.address());
        }
        wake();
    }

    private synchronized void away(String why, String where) {
        if (state instanceof BrokerState.Away before) {
            if (!before.why().equals(why)) {
                log.warn("Redis at {} cannot be used: {}; trying again", where, why);
                state = new BrokerState.Away(before.since(), why);
            }
        } else {
            log.warn("Redis at {} is away: {}", where, why);
            awaySinceMillis = elapsedMillis.getAsLong();
            state = new BrokerState.Away(Instant.now(), why);
        }
    }

    private synchronized void ready() {
        if (!(state instanceof BrokerState.Ready)) {
            state = new BrokerState.Ready();
        }
    }

    private void wake() {
        synchronized (wake) {
            woken = true;
            wake.notifyAll();
        }
    }

    private void pause(long millis) throws InterruptedException {
        synchronized (wake) {
            if (!woken) {
                wake.wait(millis);
            }
            woken = false;
        }
    }

    /** The connector's life. */
    private void connect() {
        try {
            while (!closed) {
                long pause = 1000;
                awaitNextTurn();
                try {
                    routes.connect();
                } catch (LinkException | RuntimeException e) {
                    if (closed) {
                        return; // it failed because of that
                    }
                    away(LinkException.rootMessage(e), address.text());
                    pause = RETRY_MILLIS + ThreadLocalRandom.current().nextInt(RETRY_MILLIS / 2);
                }
                subscriptions.renew();
                if (routes.complete()) {
                    ready();
                    onTick.run();
                }
                pause(pause);
            }
        } catch (InterruptedException e) {
            // Closing.
        } catch (Throwable e) {
            log.error("The thread that connects to Redis has failed", e);
        }
    }

    /** Connections that end at once are not made again at once. */
    private void awaitNextTurn() throws InterruptedException {
        long left = RETRY_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos);
        if (left > 0 && !routes.complete()) {
            Thread.sleep(left);
        }
    }

    /** There is a new connection. */
    private void opened(Link link) {
        openedNanos = System.nanoTime();
        Heartbeat heartbeat = new Heartbeat(link, keys.prefix(), node, counters);
        heartbeats.put(link, heartbeat);
        subscriptions.expect(heartbeat);
        if (wasReady) {
            counters.reconnects.increment();
        }
        wasReady = true;
        RedisInfo info = link.info();
        log.info(
                "Connected to Redis {} at {}{}",
                info.version(),
                link.address(),
                info.cluster() ? ", part of a cluster" : ", generation " + link.generation());
        if (!info.appendOnlyFile()) {
            log.warn(
                    "Redis at {} has no append-only file (appendonly no): a crash of Redis loses what was acknowledged"
                            + " since its last snapshot",
                    link.address());
        }
    }

    private void tick() {
        try {
            heartbeats.values().forEach(Heartbeat::tick);
            nodes.tick();
            onTick.run();
        } catch (Throwable e) {
            log.error("Looking after the connections to Redis has failed", e);
        }
    }

    /** Ends all connections. Blocks for a moment. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        nodes.leave();
        routes.links().forEach(link -> link.end("the server is stopping"));
        channels.close();
        awaitConnector();
        client.shutdownAsync(0, 500, TimeUnit.MILLISECONDS)
                .thenRun(() -> resources.shutdown(0, 500, TimeUnit.MILLISECONDS))
                .orTimeout(2, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }

    /** Until nothing is connecting any more, and every channel is closed: only then may the event loops go. */
    private void awaitConnector() {
        wake();
        try {
            connector.join(END_MILLIS);
            connector.interrupt(); // if it waits for a name server
            channels.awaitEnd(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
