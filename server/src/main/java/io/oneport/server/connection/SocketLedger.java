package io.oneport.server.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All sockets of the server: a {@link WorkerLedger} for each event loop, and the questions that span them.
 *
 * <p>Any thread may ask. Each question becomes work on each loop concerned, done in parts, so the loops share nothing and
 * no socket waits long for it; the answer comes on the loop that answered last.
 */
public final class SocketLedger {
    private final List<WorkerLedger> workers = new ArrayList<>();
    private final AtomicInteger openSockets = new AtomicInteger();

    /**
     * Makes the ledgers of a group's loops and starts their sweeps.
     *
     * @param loops every executor in it is an {@link EventLoop}
     * @param sweepNanos time between two looks at the deadlines
     * @param settings how many closed sockets to remember, over all workers, and how long a peer may stall
     */
    public SocketLedger(EventExecutorGroup loops, long sweepNanos, SocketSettings settings) {
        int count = 0;
        for (EventExecutor ignored : loops) {
            count++;
        }
        for (EventExecutor loop : loops) {
            workers.add(new WorkerLedger(workers.size(), count, (EventLoop) loop, sweepNanos, settings, openSockets));
        }
        workers.forEach(WorkerLedger::start);
    }

    /**
     * The ledger of one loop.
     *
     * @throws IllegalArgumentException if the loop is not of this ledger's group
     */
    public WorkerLedger of(EventLoop loop) {
        for (int i = 0; i < workers.size(); i++) { // without an iterator for every new connection
            if (workers.get(i).loop() == loop) {
                return workers.get(i);
            }
        }
        throw new IllegalArgumentException("not a worker of this server: " + loop);
    }

    /** The work of each loop, in the order of their numbers. */
    public List<WorkQueue> work() {
        return workers.stream().map(WorkerLedger::work).toList();
    }

    /** Sockets open now. */
    public int openSockets() {
        return openSockets.get();
    }

    /** The sockets that a query asks for: open ones by ascending id, closed ones the last first. */
    public CompletableFuture<List<SocketView>> find(LedgerQuery query) {
        List<CompletableFuture<List<SocketView>>> parts = new ArrayList<>();
        for (WorkerLedger worker : workers) {
            parts.add(ask(worker, () -> worker.find(query)));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream()
                        .flatMap(part -> part.join().stream())
                        .sorted(query.order())
                        .limit(query.limit())
                        .toList());
    }

    /** One socket with the names of its handlers; null if there is, and was, none that is remembered. */
    public CompletableFuture<SocketView> view(long id) {
        return onWorkerOf(id, worker -> worker.view(id));
    }

    /** Sums over all sockets since the server began. */
    public CompletableFuture<Totals> totals() {
        List<CompletableFuture<Totals>> parts = new ArrayList<>();
        for (WorkerLedger worker : workers) {
            parts.add(ask(
                    worker,
                    () -> CompletableFuture.completedFuture(worker.totals().copy())));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(done -> {
            Totals all = new Totals();
            parts.forEach(part -> all.add(part.join()));
            return all;
        });
    }

    /** Asks one open socket to end its conversation. Gives false if no socket with this id is open. */
    public CompletableFuture<Boolean> goAway(long id, String reason) {
        return onWorkerOf(
                id,
                worker -> worker.record(id).thenApply(socket -> {
                    if (socket != null) {
                        socket.goAway(reason);
                    }
                    return socket != null;
                }));
    }

    /** Asks every open socket to end its conversation. */
    public void goAway(String reason) {
        onEach(worker -> worker.goAway(reason));
    }

    /** Closes every open socket at once, whatever waits for its peer. */
    public void closeNow(String reason) {
        onEach(worker -> worker.closeNow(reason));
    }

    private void onEach(Consumer<WorkerLedger> action) {
        for (WorkerLedger worker : workers) {
            try {
                worker.loop().execute(() -> action.accept(worker));
            } catch (RejectedExecutionException e) {
                // That loop has died, and its sockets are lost. The others are still told.
            }
        }
    }

    private <T> CompletableFuture<T> onWorkerOf(long id, Function<WorkerLedger, CompletableFuture<T>> question) {
        WorkerLedger worker = workers.get((int) Math.floorMod(id, (long) workers.size()));
        return ask(worker, () -> question.apply(worker));
    }

    /** Asks on the worker's loop, and gives what it answers there. */
    private static <T> CompletableFuture<T> ask(WorkerLedger worker, Supplier<CompletableFuture<T>> question) {
        return CompletableFuture.supplyAsync(question, worker.loop()).thenCompose(answer -> answer);
    }
}
