package io.oneport.server.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * The work that one event loop has to do beside serving its sockets. All of it shares one budget a turn; when that is
 * spent, the rest waits until the loop has looked at its sockets again, and pieces of work take turns.
 *
 * <p>Assumes: (1) every call comes on the event loop; (2) what {@code nextTurn} takes runs after the loop has handled the
 * input and output that is ready.
 *
 * <p>Guarantees: (1) between two looks at the sockets no more than one {@link TurnBudget} is used, but for the one piece
 * that overruns it; (2) work that throws does not end the work of others.
 */
public final class WorkQueue {
    private final Executor thisTurn;
    private final Executor nextTurn;
    private final LongSupplier nanoTime;
    private final Durations lag;
    private final TurnBudget budget;
    private final Queue<Work> waiting = new ArrayDeque<>();
    private final Runnable run = this::run;
    private final Runnable runNextTurn = this::runNextTurn;
    private boolean scheduled;
    private long yieldedNanos;

    /**
     * Creates a queue without work.
     *
     * @param thisTurn runs a task on the loop soon
     * @param nextTurn runs a task on the loop once it has looked at its sockets
     * @param nanoTime nanoseconds from an arbitrary origin
     * @param lag is told how long each such look took
     */
    public WorkQueue(Executor thisTurn, Executor nextTurn, LongSupplier nanoTime, Durations lag) {
        this.thisTurn = thisTurn;
        this.nextTurn = nextTurn;
        this.nanoTime = nanoTime;
        this.lag = lag;
        this.budget = new TurnBudget(nanoTime);
    }

    /** Adds work, which must not be waiting here already. It begins within this turn if there is budget left. */
    public void add(Work work) {
        waiting.add(work);
        if (!scheduled) {
            schedule();
        }
    }

    /** How many pieces of work wait for their turn. */
    public int size() {
        return waiting.size();
    }

    private void schedule() {
        scheduled = true;
        try {
            if (budget.leftWhilePaused()) {
                thisTurn.execute(run);
            } else {
                yieldedNanos = nanoTime.getAsLong();
                nextTurn.execute(runNextTurn);
            }
        } catch (RejectedExecutionException e) {
            waiting.clear(); // the loop has stopped, and its sockets with it
        }
    }

    private void runNextTurn() {
        lag.record(nanoTime.getAsLong() - yieldedNanos);
        budget.refill();
        run();
    }

    private void run() {
        budget.begin();
        try {
            while (!waiting.isEmpty() && budget.left()) {
                Work next = waiting.remove();
                if (doPart(next, budget)) {
                    waiting.add(next);
                }
            }
        } finally {
            budget.end();
            scheduled = false;
            if (!waiting.isEmpty()) {
                schedule();
            }
        }
    }

    /** Does a part; returns whether more is to be done. One piece's failure, even an Error, must not end the work of the others. */
    static boolean doPart(Work work, TurnBudget budget) {
        try {
            return work.work(budget);
        } catch (Throwable cause) {
            try {
                return work.failed(cause);
            } catch (Throwable again) {
                return false;
            }
        }
    }
}
