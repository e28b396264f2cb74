package io.oneport.server.broker.contract;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs the tasks of all workers on the test's thread, and waits for those that other threads add. */
public final class Pump {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final BooleanSupplier move;

    /**
     * Creates one without tasks.
     *
     * @param move lets something happen that is under way outside the workers; returns false if nothing is. Asked while no
     *     task waits
     */
    Pump(BooleanSupplier move) {
        this.move = move;
    }

    /** A worker: its tasks run in {@link #until}. */
    Executor worker() {
        return tasks::add;
    }

    /** Runs tasks until a condition is true. */
    void until(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            Runnable task = tasks.poll();
            if (task == null && !move.getAsBoolean()) {
                task = next();
            }
            if (task != null) {
                task.run();
            }
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new AssertionError("it did not happen: " + what);
            }
        }
    }

    /** Runs what is there to run at this moment. */
    void rest() {
        Runnable task = tasks.poll();
        while (task != null || move.getAsBoolean()) {
            if (task != null) {
                task.run();
            }
            task = tasks.poll();
        }
    }

    private Runnable next() {
        try {
            return tasks.poll(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
