package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The sockets of one event loop: the open ones as a list, the last closed ones as a ring, and the sweep that watches
 * their deadlines.
 *
 * <p>Confined to its loop, all of it: nothing here is shared but {@code openSockets}, which is touched once when a
 * socket opens and once when it closes. One sweep for all sockets instead of a timer for each, since a timer costs an
 * idle socket more than its deadline is worth.
 */
public final class WorkerLedger {
    private final int worker;
    private final int workers;
    private final EventLoop loop;
    private final long sweepNanos;
    private final SocketSettings settings;
    private final int closedHistory;
    private final AtomicInteger openSockets;
    /** The last one first. */
    private final Deque<SocketView> closed = new ArrayDeque<>();

    private final Totals totals = new Totals();
    private final WorkQueue work;
    private final DeadlineWheel wheel;
    private final OpenSockets open = new OpenSockets();
    private long opened;
    private final long[] unfinishedBytes = new long[SocketRecord.Unfinished.values().length];
    private long nowNanos = System.nanoTime();
    private long nowMillis = System.currentTimeMillis();
    /** When the next sweep is due. */
    private long dueNanos;

    WorkerLedger(
            int worker,
            int workers,
            EventLoop loop,
            long sweepNanos,
            SocketSettings settings,
            AtomicInteger openSockets) {
        this.worker = worker;
        this.workers = workers;
        this.loop = loop;
        this.sweepNanos = sweepNanos;
        this.settings = settings;
        this.closedHistory = (settings.closedHistory() + workers - 1) / workers;
        this.openSockets = openSockets;
        this.wheel = new DeadlineWheel(sweepNanos, nowNanos);
        // A scheduled task runs after the loop has looked at its sockets, where execute() would run at once.
        this.work =
                new WorkQueue(loop, task -> loop.schedule(task, 0, TimeUnit.NANOSECONDS), System::nanoTime, totals.lag);
    }

    /** Starts the sweep; any thread. It ends with the loop. */
    void start() {
        dueNanos = System.nanoTime();
        loop.scheduleAtFixedRate(this::sweep, 0, sweepNanos, TimeUnit.NANOSECONDS);
    }

    /** Opens a record for a socket that was just accepted. On the loop. */
    public SocketRecord open(Channel channel) {
        openSockets.incrementAndGet();
        totals.opened(Protocol.HTTP);
        SocketRecord socket = new SocketRecord(this, opened++ * workers + worker, channel);
        open.add(socket);
        channel.closeFuture().addListener(socket);
        return socket;
    }

    void remove(SocketRecord socket) {
        wheel.remove(socket);
        openSockets.decrementAndGet();
        open.remove(socket);
        totals.closed(socket.protocol());
        SocketView view = socket.closedView();
        closed.addFirst(view);
        if (closed.size() > closedHistory) {
            closed.removeLast();
        }
    }

    /** Has an open socket's deadlines checked by the first sweep at this time or behind it, or earlier. On the loop. */
    void lookAt(SocketRecord socket, long atNanos) {
        if (socket.channel().isOpen()) {
            wheel.lookAt(socket, atNanos);
        }
    }

    /** Sets bytes aside for something that has begun to arrive. False if too much is set aside already. On the loop. */
    boolean reserve(SocketRecord.Unfinished kind, int held, int bytes) {
        long share = settings.unfinishedTotalBytes() / workers;
        long ofKind = unfinishedBytes[kind.ordinal()];
        // The only one of its kind may be longer than the half: it would never be taken otherwise.
        boolean room = ofKind + bytes <= share / unfinishedBytes.length || ofKind == held && ofKind + bytes <= share;
        unfinishedBytes[kind.ordinal()] += room ? bytes : 0;
        return room;
    }

    void unreserve(SocketRecord.Unfinished kind, int bytes) {
        unfinishedBytes[kind.ordinal()] -= bytes;
    }

    /** Sockets open on all workers together. */
    public int openSockets() {
        return openSockets.get();
    }

    /** The work of this loop that is done in parts. On the loop. */
    public WorkQueue work() {
        return work;
    }

    EventLoop loop() {
        return loop;
    }

    int worker() {
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

    /** Views of what the query asks for, in its order, at most its limit. On the loop, as its completion. */
    CompletableFuture<List<SocketView>> find(LedgerQuery query) {
        List<SocketView> found = new ArrayList<>();
        CompletableFuture<Void> end = query.closed()
                ? walkClosed(socket -> {
                    if (query.wants(socket.id(), socket.protocol())) {
                        found.add(socket);
                    }
                    return found.size() < query.limit();
                })
                : walkOpen(TurnBudget.DELIVERY, socket -> {
                    if (query.wants(socket.id(), socket.protocol())) {
                        found.add(socket.view(false));
                    }
                    return found.size() < query.limit();
                });
        return end.thenApply(done -> found);
    }

    /** What is counted as it happens: the sums over this worker's sockets. On the loop. */
    Totals totals() {
        return totals;
    }

    /** The view of one socket, open or remembered, or null. On the loop, as its completion. */
    CompletableFuture<SocketView> view(long id) {
        return record(id)
                .thenCompose(
                        open -> open == null ? closedView(id) : CompletableFuture.completedFuture(open.view(true)));
    }

    private CompletableFuture<SocketView> closedView(long id) {
        SocketView[] found = {null};
        return walkClosed(socket -> {
                    found[0] = socket.id() == id ? socket : null;
                    return found[0] == null;
                })
                .thenApply(done -> found[0]);
    }

    /** The open socket with this id, or null; a walk, for people's questions. On the loop, as its completion. */
    CompletableFuture<SocketRecord> record(long id) {
        SocketRecord[] found = {null};
        return walkOpen(TurnBudget.DELIVERY, socket -> {
                    found[0] = socket.id() == id ? socket : null;
                    return socket.id() < id;
                })
                .thenApply(done -> found[0]);
    }

    /** Asks every open socket to end its conversation. On the loop. */
    void goAway(String reason) {
        forEach(socket -> socket.goAway(reason));
    }

    /** Closes every open socket. On the loop. */
    void closeNow(String reason) {
        forEach(socket -> socket.closeNow(reason));
    }

    private void forEach(Consumer<SocketRecord> action) {
        walkOpen(TurnBudget.WRITE, socket -> {
            try {
                action.accept(socket);
            } catch (Throwable e) {
                giveUp(socket, e);
            }
            return true;
        });
    }

    private CompletableFuture<Void> walkOpen(int cost, Predicate<SocketRecord> visitor) {
        OpenSockets.Cursor cursor = open.cursor();
        return walk(cursor, cost, visitor).whenComplete((done, failure) -> cursor.close());
    }

    /** The last closed one first. What closes meanwhile is not visited. */
    private CompletableFuture<Void> walkClosed(Predicate<SocketView> visitor) {
        List<SocketView> lastFirst = new ArrayList<>(closed); // one copy of references: a walk may take many turns
        return walk(lastFirst.iterator(), TurnBudget.DELIVERY, visitor);
    }

    private <T> CompletableFuture<Void> walk(Iterator<T> items, int cost, Predicate<T> visitor) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        work.add(new Walk<>(items, cost, visitor, failure -> {
            if (failure == null) {
                end.complete(null);
            } else {
                end.completeExceptionally(failure);
            }
        }));
        return end;
    }

    private void sweep() {
        nowNanos = System.nanoTime();
        nowMillis = System.currentTimeMillis();
        totals.lag.record(nowNanos - dueNanos);
        dueNanos += sweepNanos;
        wheel.sweep(nowNanos, this::check);
    }

    /** Isolates failures, including Errors, to the socket that caused them. */
    private void check(SocketRecord socket) {
        try {
            socket.checkDeadlines(nowNanos);
        } catch (Throwable e) {
            giveUp(socket, e);
        }
    }

    private static void giveUp(SocketRecord socket, Throwable cause) {
        try {
            socket.failed(cause);
        } catch (Throwable again) {
            // Out of memory, most likely: the next sweep finds it again.
            socket.deadlineIn(0);
        }
    }
}
