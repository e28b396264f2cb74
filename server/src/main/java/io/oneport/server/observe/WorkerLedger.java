package io.oneport.server.observe;

import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.ConnectionListener;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.TurnedAway;
import io.oneport.server.connection.WorkerConnections;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Walk;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The ledger of one event loop: counters, and the last closed sockets. The open ones are the worker's own. Confined to
 * the loop.
 */
final class WorkerLedger implements ConnectionListener {
    private final WorkerConnections connections;
    private final int closedHistory;
    /** The last one first. */
    private final Deque<SocketView> closed = new ArrayDeque<>();

    private final Totals totals = new Totals();

    /**
     * Creates the ledger and has it listen.
     *
     * @param closedHistory how many closed sockets to remember
     */
    WorkerLedger(WorkerConnections connections, int closedHistory) {
        this.connections = connections;
        this.closedHistory = closedHistory;
        connections.listener(this);
    }

    WorkerConnections connections() {
        return connections;
    }

    @Override
    public void opened(Connection connection) {
        totals.opened(connection.protocol());
    }

    @Override
    public void switched(Connection connection, Protocol from) {
        totals.switched(from, connection.protocol());
    }

    @Override
    public void closed(Connection connection) {
        totals.closed(connection.protocol());
        Closing closing = connection.closing();
        if (closing != null && closing.by() == Closing.By.SERVER) {
            totals.closedByServer++;
        } else {
            totals.closedByClient++;
        }
        closed.addFirst(SocketView.of(connection, System.currentTimeMillis(), List.of()));
        if (closed.size() > closedHistory) {
            closed.removeLast();
        }
    }

    @Override
    public void requestRead() {
        totals.requests++;
    }

    @Override
    public void messageRead() {
        totals.messagesIn++;
    }

    @Override
    public void messageWritten() {
        totals.messagesOut++;
    }

    @Override
    public void messagesDropped(int messages, boolean superseded) {
        if (superseded) {
            totals.superseded += messages;
        } else {
            totals.droppedOldest += messages;
        }
    }

    @Override
    public void answered(int method, int status) {
        totals.answered(method, status);
    }

    @Override
    public void answerTime(long nanos, int answers) {
        totals.answerTime(nanos, answers);
    }

    @Override
    public void handshakeRefused(int status) {
        totals.refusals().handshake(status);
    }

    @Override
    public void webSocketClosed(int code) {
        totals.refusals().webSocket(code);
    }

    @Override
    public void turnedAway(TurnedAway reason) {
        totals.refusals().socket(reason);
    }

    @Override
    public void emptyRecordsRefused() {
        totals.refusals().emptyRecords();
    }

    @Override
    public void slowReader() {
        totals.slowReaders++;
    }

    @Override
    public void bytesRead(long bytes) {
        totals.bytesIn += bytes;
    }

    @Override
    public void bytesSent(long bytes) {
        totals.bytesOut += bytes;
    }

    @Override
    public void handshakeCompleted() {
        totals.handshakes++;
    }

    @Override
    public void handshakeFailed() {
        totals.failedHandshakes++;
    }

    /** What this worker has done, as of now. On the loop. */
    WorkerStatus status() {
        Totals copy = new Totals();
        copy.add(totals);
        copy.lag().add(connections.lag());
        int waiting = connections.work().size() + connections.handshakes().size();
        return new WorkerStatus(connections.worker(), copy, cpuNanos(), waiting, connections.unfinishedBytes());
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : -1;
    }

    /** Views of the sockets that the query asks for, in its order, at most its limit. On the loop, as its completion. */
    CompletableFuture<List<SocketView>> find(LedgerQuery query) {
        FirstSockets first = new FirstSockets(query);
        if (query.closed()) {
            return walkClosed(first::offer).thenApply(done -> first.list());
        }
        return connections
                .walk(
                        TurnBudget.DELIVERY,
                        socket -> !query.mayWant(socket.id(), socket.protocol()) || first.offer(view(socket), socket))
                .thenCompose(done -> {
                    List<FirstSockets.Found> found = first.found();
                    Connection any = found.isEmpty() ? null : found.get(0).connection();
                    return any == null || !any.tellsRoundTrip()
                            ? CompletableFuture.completedFuture(first.list())
                            : withRoundTrips(found);
                });
    }

    /** Asks the operating system about each of those that are shown: a call costs as much as a small write. */
    private CompletableFuture<List<SocketView>> withRoundTrips(List<FirstSockets.Found> found) {
        List<SocketView> views = new ArrayList<>(found.size());
        return Walk.start(connections.work(), found.iterator(), TurnBudget.WRITE, each -> {
                    Connection connection = each.connection();
                    views.add(connection == null ? each.view() : each.view().withRoundTrip(connection));
                    return true;
                })
                .thenApply(done -> views);
    }

    /** The view of one socket, open or remembered, or null. On the loop, as its completion. */
    CompletableFuture<SocketView> view(long id) {
        return connections
                .find(id)
                .thenCompose(open -> open == null
                        ? closedView(id)
                        : CompletableFuture.completedFuture(
                                SocketView.of(open, 0, open.handlers()).withRoundTrip(open)));
    }

    private CompletableFuture<SocketView> closedView(long id) {
        SocketView[] found = {null};
        return walkClosed(socket -> {
                    found[0] = socket.id() == id ? socket : null;
                    return found[0] == null;
                })
                .thenApply(done -> found[0]);
    }

    private static SocketView view(Connection connection) {
        return SocketView.of(connection, 0, List.of());
    }

    /** The last closed one first. What closes meanwhile is not visited. */
    private CompletableFuture<Void> walkClosed(Predicate<SocketView> visitor) {
        List<SocketView> lastFirst = new ArrayList<>(closed); // one copy of references: a walk may take many turns
        return Walk.start(connections.work(), lastFirst.iterator(), TurnBudget.DELIVERY, visitor);
    }
}
