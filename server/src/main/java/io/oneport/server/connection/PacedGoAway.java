package io.oneport.server.connection;

import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import io.oneport.server.loop.WorkQueue;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells the connections of one worker to go, one after the other at an even pace over a window of time, so that their peers
 * come back spread and not as a herd. The first goes at once. Confined to the event loop.
 *
 * @param <C> the kind of connection, of which nothing need be known here
 */
final class PacedGoAway<C> implements Work {
    private final WorkQueue queue;
    private final Iterator<? extends C> connections;
    private final int count;
    private final long windowNanos;
    private final LongSupplier nanoTime;
    private final Consumer<? super C> goAway;
    private final long begunNanos;
    private int told;
    private boolean queued;

    /**
     * Begins; nobody is told before the first {@link #tick}.
     *
     * @param connections those to tell
     * @param count how many they are; more are told at the same pace, and all by the end of the window
     * @param windowNanos how long to take
     * @param nanoTime nanoseconds from an arbitrary origin
     * @param goAway tells one; must not throw
     */
    PacedGoAway(
            WorkQueue queue,
            Iterator<? extends C> connections,
            int count,
            long windowNanos,
            LongSupplier nanoTime,
            Consumer<? super C> goAway) {
        this.queue = queue;
        this.connections = connections;
        this.count = count;
        this.windowNanos = windowNanos;
        this.nanoTime = nanoTime;
        this.goAway = goAway;
        this.begunNanos = nanoTime.getAsLong();
    }

    /** Tells those whose time has come, in parts of the loop's work. To be called at short intervals until it is {@link #over}. */
    void tick() {
        if (!queued && told < due()) {
            queued = true;
            queue.add(this);
        }
    }

    /** Whether the window is over and everybody is told. */
    boolean over() {
        return !queued && !connections.hasNext() && due() == Integer.MAX_VALUE;
    }

    /** How many are to be told by now. */
    private int due() {
        long elapsed = nanoTime.getAsLong() - begunNanos;
        return elapsed >= windowNanos ? Integer.MAX_VALUE : 1 + (int) ((double) count * elapsed / windowNanos);
    }

    @Override
    public boolean work(TurnBudget budget) {
        int due = due();
        while (told < due && connections.hasNext() && budget.left()) {
            budget.use(TurnBudget.WRITE, 0);
            told++;
            goAway.accept(connections.next());
        }
        queued = told < due && connections.hasNext();
        return queued;
    }

    @Override
    public boolean failed(Throwable cause) {
        queued = false; // the next tick goes on
        return false;
    }
}
