package io.oneport.server.loop;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A loop by hand: tasks of this turn, and those behind the next look at the sockets; and work that notes when it is done. */
final class HandLoop {
    final Queue<Runnable> thisTurn = new ArrayDeque<>();
    final Queue<Runnable> nextTurn = new ArrayDeque<>();
    final Durations lag = Durations.lag();

    /** The names of the parts that were done, in order. */
    final List<String> done = new ArrayList<>();

    private long nanos;
    final WorkQueue queue = new WorkQueue(thisTurn::add, nextTurn::add, () -> nanos, lag);

    void runThisTurn() {
        while (!thisTurn.isEmpty()) {
            thisTurn.remove().run();
        }
    }

    void runNextTurn() {
        assertFalse(nextTurn.isEmpty());
        nextTurn.remove().run();
        runThisTurn();
    }

    /** Work of so many parts, each of which takes these units of a budget and this time. */
    Work parts(String name, int parts, int units, long takesNanos) {
        return new Parts(name, parts, units, takesNanos);
    }

    /** Work that fails, and fails again when it is told so. */
    static Work failing(List<Throwable> failures) {
        return new Work() {
            @Override
            public boolean work(TurnBudget budget) {
                throw new OutOfMemoryError("made up");
            }

            @Override
            public boolean failed(Throwable cause) {
                failures.add(cause);
                throw new IllegalStateException("and again");
            }
        };
    }

    private final class Parts implements Work {
        private final String name;
        private final int units;
        private final long takesNanos;
        private int left;

        private Parts(String name, int parts, int units, long takesNanos) {
            this.name = name;
            this.left = parts;
            this.units = units;
            this.takesNanos = takesNanos;
        }

        @Override
        public boolean work(TurnBudget budget) {
            done.add(name);
            budget.use(units, 0);
            nanos += takesNanos;
            return --left > 0;
        }

        @Override
        public boolean failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
