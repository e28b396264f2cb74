package io.oneport.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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
    private final Deque<SocketView> closed = new ArrayDeque<>();

    private final DeadlineWheel wheel;
    private final Totals ofClosed = new Totals();
    private SocketRecord first;
    private SocketRecord last;
    private long opened;
    private final long[] unfinishedBytes = new long[SocketRecord.Unfinished.values().length];
    private long nowNanos = System.nanoTime();
    private long nowMillis = System.currentTimeMillis();

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
    }

    /** Starts the sweep; any thread. It ends with the loop. */
    void start() {
        loop.scheduleAtFixedRate(this::sweep, 0, sweepNanos, TimeUnit.NANOSECONDS);
    }

    /** Opens a record for a socket that was just accepted. On the loop. */
    public SocketRecord open(Channel channel) {
        openSockets.incrementAndGet();
        ofClosed.countOpened();
        SocketRecord socket = new SocketRecord(this, opened++ * workers + worker, channel);
        socket.previous = last;
        if (last == null) {
            first = socket;
        } else {
            last.next = socket;
        }
        last = socket;
        channel.closeFuture().addListener(socket);
        return socket;
    }

    void remove(SocketRecord socket) {
        wheel.remove(socket);
        openSockets.decrementAndGet();
        if (socket.previous == null) {
            first = socket.next;
        } else {
            socket.previous.next = socket.next;
        }
        if (socket.next == null) {
            last = socket.previous;
        } else {
            socket.next.previous = socket.previous;
        }
        SocketView view = socket.closedView();
        ofClosed.add(view);
        closed.addLast(view);
        if (closed.size() > closedHistory) {
            closed.removeFirst();
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

    /** Views of what the query asks for, in its order, at most its limit. On the loop. */
    List<SocketView> find(LedgerQuery query) {
        List<SocketView> found = new ArrayList<>();
        if (query.closed()) {
            for (SocketView socket : closed) {
                if (query.wants(socket.id(), socket.protocol())) {
                    found.add(socket);
                }
            }
            found.sort(query.order());
        } else {
            for (SocketRecord socket = first; socket != null && found.size() < query.limit(); socket = socket.next) {
                if (query.wants(socket.id(), socket.protocol())) {
                    found.add(socket.view(false));
                }
            }
        }
        return found.size() > query.limit() ? found.subList(0, query.limit()) : found;
    }

    /** The sums over this worker's sockets. On the loop. */
    Totals totals() {
        Totals totals = new Totals();
        totals.add(ofClosed);
        for (SocketRecord socket = first; socket != null; socket = socket.next) {
            totals.add(socket.view(false));
        }
        return totals;
    }

    void countSlowReader() {
        ofClosed.countSlowReader();
    }

    /** The view of one socket, open or remembered, or null. On the loop. */
    SocketView view(long id) {
        SocketRecord open = record(id);
        if (open != null) {
            return open.view(true);
        }
        for (SocketView socket : closed) {
            if (socket.id() == id) {
                return socket;
            }
        }
        return null;
    }

    /** The open socket with this id, or null; a walk, for people's questions and not for messages. On the loop. */
    SocketRecord record(long id) {
        for (SocketRecord socket = first; socket != null; socket = socket.next) {
            if (socket.id() == id) {
                return socket;
            }
        }
        return null;
    }

    /** Asks every open socket to end its conversation. On the loop. */
    void goAway(String reason) {
        forEach(socket -> socket.goAway(reason));
    }

    /** Closes every open socket at once. On the loop. */
    void closeNow(String reason) {
        forEach(socket -> socket.closeNow(reason));
    }

    private void forEach(Consumer<SocketRecord> action) {
        for (SocketRecord socket = first; socket != null; ) {
            SocketRecord following = socket.next;
            try {
                action.accept(socket);
            } catch (Throwable e) {
                giveUp(socket, e);
            }
            socket = following;
        }
    }

    private void sweep() {
        nowNanos = System.nanoTime();
        nowMillis = System.currentTimeMillis();
        wheel.sweep(nowNanos, this::check);
    }

    /** One socket's trouble, and be it an Error, must not end the watch over the others. */
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
