package io.oneport.server.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.oneport.server.log.access.AccessLogBuffer;
import io.oneport.server.loop.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * All connections of the server: {@link WorkerConnections} for each event loop. Any thread may call; what is asked for
 * is done on each loop concerned, in parts, so the loops share nothing and no socket waits long for it.
 */
public final class Connections {
    private final List<WorkerConnections> workers = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean draining;
    private MemoryGuard memory = new MemoryGuard(0, 1);

    /**
     * Creates the parts of a group's loops. {@link #start} starts the sweeps.
     *
     * @param loops every executor in it is an {@link EventLoop}
     * @param sweepNanos time between two checks of the deadlines
     * @param settings the limits that apply to every connection
     */
    public Connections(EventExecutorGroup loops, long sweepNanos, SocketSettings settings) {
        int count = 0;
        for (EventExecutor ignored : loops) {
            count++;
        }
        for (EventExecutor loop : loops) {
            workers.add(new WorkerConnections(workers.size(), count, (EventLoop) loop, sweepNanos, settings, open));
        }
    }

    /** Sets what watches the memory. Before {@link #start}. */
    public void memory(MemoryGuard memory) {
        this.memory = memory;
        workers.forEach(worker -> worker.memory(memory));
    }

    /** What watches the memory. */
    public MemoryGuard memory() {
        return memory;
    }

    /** Closes some of the sockets that wait for their peers. */
    private void closeWaiting() {
        onEach(WorkerConnections::closeWaiting);
    }

    /** Sets what one client may do. Before {@link #start}. */
    public void limits(ClientLimits limits) {
        workers.forEach(worker -> worker.limits(limits));
    }

    /** Sets where each worker leaves its requests to be logged, in the order of their numbers. Before {@link #start}. */
    public void accessLog(List<AccessLogBuffer> buffers) {
        for (int i = 0; i < workers.size(); i++) {
            workers.get(i).accessLog(buffers.get(i));
        }
    }

    /** Starts to check deadlines. Call once, before the first connection opens and after listeners are set. */
    public void start() {
        workers.forEach(WorkerConnections::start);
        if (memory.watches()) {
            workers.get(0)
                    .loop()
                    .scheduleAtFixedRate(
                            () -> memory.look(this::closeWaiting),
                            MemoryGuard.LOOK_NANOS,
                            MemoryGuard.LOOK_NANOS,
                            TimeUnit.NANOSECONDS);
        }
    }

    /**
     * The part of one loop.
     *
     * @throws IllegalArgumentException if the loop is not of this group
     */
    public WorkerConnections of(EventLoop loop) {
        for (int i = 0; i < workers.size(); i++) { // without an iterator for every new connection
            if (workers.get(i).loop() == loop) {
                return workers.get(i);
            }
        }
        throw new IllegalArgumentException("not a worker of this server: " + loop);
    }

    /** The part of each loop, in the order of their numbers. */
    public List<WorkerConnections> workers() {
        return List.copyOf(workers);
    }

    /** The work of each loop, in the order of their numbers. */
    public List<WorkQueue> work() {
        return workers.stream().map(WorkerConnections::work).toList();
    }

    /** The worker of the connection that has, or had, this id. */
    public WorkerConnections workerOf(long id) {
        return workers.get((int) Math.floorMod(id, (long) workers.size()));
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }

    /** Asks one open connection to end its conversation. Completes with false if none with this id is open. */
    public CompletableFuture<Boolean> goAway(long id, String reason) {
        WorkerConnections worker = workerOf(id);
        return worker.ask(() -> worker.find(id).thenApply(connection -> {
            if (connection != null) {
                connection.goAway(reason);
            }
            return connection != null;
        }));
    }

    /**
     * Asks every open connection to end its conversation, one after the other at an even pace. From now on each answer is
     * the last of its connection, and connections that still open are asked as well.
     *
     * @param over the time that this takes; with zero all are asked at once
     */
    public void goAway(String reason, Duration over) {
        draining = true;
        onEach(worker -> worker.goAway(reason, over));
    }

    /** Whether connections have been asked to go. */
    public boolean draining() {
        return draining;
    }

    /** Closes every open connection at once; bytes that wait for a peer are dropped. */
    public void closeNow(String reason) {
        onEach(worker -> worker.closeNow(reason));
    }

    private void onEach(Consumer<WorkerConnections> action) {
        for (WorkerConnections worker : workers) {
            try {
                worker.loop().execute(() -> action.accept(worker));
            } catch (RejectedExecutionException e) {
                // That loop has died, and its connections are lost. The others are still asked.
            }
        }
    }
}
