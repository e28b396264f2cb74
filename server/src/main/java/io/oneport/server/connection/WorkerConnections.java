package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.oneport.server.log.access.AccessLogBuffer;
import io.oneport.server.loop.Durations;
import io.oneport.server.loop.GroupedWork;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Walk;
import io.oneport.server.loop.Work;
import io.oneport.server.loop.WorkQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one event loop, the sweep that checks their deadlines, and the loop's clock and work.
 *
 * <p>Confined to its loop, all but {@link #ask}: nothing here is shared but {@code openConnections}, which is touched
 * once when a connection opens and once when it closes. One sweep for all connections instead of a timer for each, since
 * a timer costs an idle socket more than its deadline is worth.
 */
public final class WorkerConnections {
    private final int worker;
    private final int workers;
    private final EventLoop loop;
    private final long sweepNanos;
    private final SocketSettings settings;
    private final AtomicInteger openConnections;

    private final Durations lag = Durations.lag();
    private final WorkQueue work;
    private final GroupedWork handshakes;
    private final DeadlineWheel wheel;
    private final Work sweepWork = new SweepWork();
    private boolean sweeping;
    private final Consumer<Connection> checkDeadlines = connection -> connection.checkDeadlines(nowNanos());
    private final OpenConnections open = new OpenConnections();
    private final Partings partings;
    private final UnfinishedBudget unfinished;
    private ConnectionListener listener = ConnectionListener.NONE;
    private ClientLimits limits = ClientLimits.NONE;
    private MemoryGuard memory = new MemoryGuard(0, 1);
    /** Null if requests are not logged. */
    private @Nullable AccessLogBuffer accessLog;

    private long opened;
    /** Why connections are to end, once they are, or null. */
    private @Nullable String draining;

    private Duration drainOver = Duration.ZERO;
    private long nowNanos = System.nanoTime();
    private long nowMillis = System.currentTimeMillis();
    /** When the next sweep is due. */
    private long dueNanos;

    WorkerConnections(
            int worker,
            int workers,
            EventLoop loop,
            long sweepNanos,
            SocketSettings settings,
            AtomicInteger openConnections) {
        this.worker = worker;
        this.workers = workers;
        this.loop = loop;
        this.sweepNanos = sweepNanos;
        this.settings = settings;
        this.openConnections = openConnections;
        this.wheel = new DeadlineWheel(sweepNanos, nowNanos);
        this.unfinished = new UnfinishedBudget(settings.unfinishedTotalBytes() / workers);
        // A scheduled task runs after the loop has looked at its sockets, where execute() would run at once.
        this.work = new WorkQueue(loop, task -> loop.schedule(task, 0, TimeUnit.NANOSECONDS), System::nanoTime, lag);
        this.partings = new Partings(open, loop, work);
        this.handshakes = new GroupedWork(work);
    }

    /**
     * Sets who observes the connections. Before {@link Connections#start}.
     *
     * @param listener takes the place of the one before
     */
    public void listener(ConnectionListener listener) {
        this.listener = listener;
    }

    /** Sets what watches the memory. */
    void memory(MemoryGuard memory) {
        this.memory = memory;
    }

    /** What watches the memory. */
    MemoryGuard memory() {
        return memory;
    }

    void accessLog(AccessLogBuffer accessLog) {
        this.accessLog = accessLog;
    }

    @Nullable
    AccessLogBuffer accessLog() {
        return accessLog;
    }

    void limits(ClientLimits limits) {
        this.limits = limits;
    }

    /** What one client may do. */
    ClientLimits limits() {
        return limits;
    }

    ConnectionListener listener() {
        return listener;
    }

    /** Starts the sweep; any thread. It ends with the loop. */
    void start() {
        dueNanos = System.nanoTime();
        loop.scheduleAtFixedRate(this::sweep, 0, sweepNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Takes in a channel that was just accepted. On the loop.
     *
     * @return null if its peer's address has as many sockets as it may
     */
    public @Nullable Connection open(Channel channel) {
        if (!limits.enter(Connection.peerOf(channel))) {
            return null;
        }
        openConnections.incrementAndGet();
        Connection connection = new Connection(this, opened++ * workers + worker, channel);
        open.add(connection);
        listener.opened(connection);
        channel.closeFuture().addListener(connection);
        return connection;
    }

    /** Counts a socket that was turned away as soon as it was accepted. On the loop. */
    public void turnedAway(TurnedAway reason) {
        listener.turnedAway(reason);
    }

    void remove(Connection connection) {
        wheel.remove(connection);
        connection.leaveLimits();
        openConnections.decrementAndGet();
        open.remove(connection);
        listener.closed(connection);
    }

    /** Checks an open connection's deadlines in the first sweep at or after this time, or earlier. On the loop. */
    void lookAt(Connection connection, long atNanos) {
        if (connection.channel().isOpen()) {
            wheel.lookAt(connection, atNanos);
        }
    }

    /** Bytes of messages and request bodies whose rest has not arrived. On the loop. */
    public long unfinishedBytes() {
        return unfinished.bytes();
    }

    UnfinishedBudget unfinished() {
        return unfinished;
    }

    /** Connections open on all workers together. */
    public int openConnections() {
        return openConnections.get();
    }

    /** The work of this loop that is done in parts. On the loop. */
    public WorkQueue work() {
        return work;
    }

    /** The TLS handshakes of this loop that wait for their turn; part of {@link #work}. On the loop. */
    public GroupedWork handshakes() {
        return handshakes;
    }

    /** How late this loop does what is due. On the loop. */
    public Durations lag() {
        return lag;
    }

    EventLoop loop() {
        return loop;
    }

    /** The number of this loop, from 0. */
    public int worker() {
        return worker;
    }

    long nowNanos() {
        return nowNanos;
    }

    long nowMillis() {
        return nowMillis;
    }

    long sweepNanos() {
        return sweepNanos;
    }

    SocketSettings settings() {
        return settings;
    }

    /** Asks on this loop, and completes with what is answered there. Any thread. */
    public <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        return CompletableFuture.supplyAsync(question, loop).thenCompose(answer -> answer);
    }

    /** The open connection with this id, or null; a walk, for people's questions. On the loop, as its completion. */
    public CompletableFuture<Connection> find(long id) {
        Connection[] found = {null};
        return walk(TurnBudget.DELIVERY, connection -> {
                    found[0] = connection.id() == id ? connection : null;
                    return connection.id() < id;
                })
                .thenApply(done -> found[0]);
    }

    /** Asks every open connection to end its conversation; see {@link Connections#goAway(String, Duration)}. On the loop. */
    void goAway(String reason, Duration over) {
        draining = reason;
        drainOver = over;
        partings.goAway(reason, over);
    }

    /** Closes sockets that wait for their peers, since memory is short; see {@link Partings#closeWaiting}. On the loop. */
    void closeWaiting() {
        partings.closeWaiting();
    }

    /** Why connections are to end, or null if they are not. On the loop. */
    @Nullable
    String draining() {
        return draining;
    }

    /** The time over which they are to end. On the loop. */
    Duration drainOver() {
        return drainOver;
    }

    /** Closes every open connection. On the loop. */
    void closeNow(String reason) {
        partings.closeNow(reason);
    }

    /**
     * Visits the open connections by ascending id, in parts that leave the loop time for each of them. One that is open
     * all the while is visited once; of those that open or close meanwhile, some are. On the loop.
     *
     * @param cost units of a turn's budget that each visit takes
     * @param visitor returns whether to go on
     * @return done when the walk has ended, on the loop; failed with what the visitor threw
     */
    public CompletableFuture<Void> walk(int cost, Predicate<Connection> visitor) {
        return open.walk(work, cost, visitor);
    }

    private void sweep() {
        nowNanos = System.nanoTime();
        nowMillis = System.currentTimeMillis();
        lag.record(nowNanos - dueNanos);
        dueNanos += sweepNanos;
        wheel.advance(nowNanos);
        if (!sweeping) {
            sweeping = true;
            work.add(sweepWork);
        }
    }

    /** Checks the connections whose time has come, in parts: pings may be due to very many at once. */
    private final class SweepWork implements Work {
        @Override
        public boolean work(TurnBudget budget) {
            for (int checked = 0; checked < Walk.SLICE && budget.left(); checked++) {
                Connection connection = wheel.next();
                if (connection == null) {
                    sweeping = false;
                    return false;
                }
                long bytesOut = connection.bytesOut();
                FailureIsolation.run(connection, checkDeadlines);
                boolean acted = connection.bytesOut() != bytesOut
                        || !connection.channel().isOpen();
                budget.use(acted ? TurnBudget.WRITE : TurnBudget.DELIVERY, 0);
            }
            return true;
        }

        @Override
        public boolean failed(Throwable cause) {
            return true; // FailureIsolation has dealt with what a connection threw; the others are still to be checked
        }
    }
}
