package io.oneport.client.pace;

import io.oneport.client.wire.WireLoop;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Spreads a crowd of equal tasks over many turns of an event loop, a few in each, so that the other sockets of the loop do
 * not wait for all of them. Confined to the loop.
 */
public final class Herd {
    /** Less than a millisecond of work. */
    private static final int TASKS_PER_TURN = 4;

    private final WireLoop loop;
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    public Herd(WireLoop loop) {
        this.loop = loop;
    }

    /** Runs a task in one of the next turns, after those that were added before. */
    public void add(Runnable task) {
        tasks.add(task);
        if (tasks.size() == 1) {
            loop.schedule(this::run, 0);
        }
    }

    private void run() {
        for (int i = 0; i < TASKS_PER_TURN && !tasks.isEmpty(); i++) {
            tasks.poll().run();
        }
        if (!tasks.isEmpty()) {
            loop.schedule(this::run, 0);
        }
    }
}
