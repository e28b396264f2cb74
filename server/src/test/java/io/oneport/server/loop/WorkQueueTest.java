package io.oneport.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    /** A loop by hand: tasks of this turn, and those behind the next look at the sockets. */
    private final Queue<Runnable> thisTurn = new ArrayDeque<>();

    private final Queue<Runnable> nextTurn = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Durations lag = Durations.lag();
    private long nanos;
    private final WorkQueue queue = new WorkQueue(thisTurn::add, nextTurn::add, () -> nanos, lag);

    @Test
    void whatFitsTheBudgetIsDoneInOneTurn() {
        queue.add(new Parts("a", 3, 1, 0));
        runThisTurn();
        assertEquals(List.of("a", "a", "a"), done);
        assertTrue(nextTurn.isEmpty());
    }

    @Test
    void piecesOfWorkTakeTurns() {
        queue.add(new Parts("a", 2, 1, 0));
        queue.add(new Parts("b", 2, 1, 0));
        runThisTurn();
        assertEquals(List.of("a", "b", "a", "b"), done);
    }

    @Test
    void whatExceedsTheUnitsWaitsForTheNextTurn() {
        queue.add(new Parts("a", 3, TurnBudget.UNITS / 2, 0));
        runThisTurn();
        assertEquals(2, done.size());
        runNextTurn();
        assertEquals(3, done.size());
        assertEquals(1, lag.count(0));
    }

    @Test
    void whatTakesTooLongWaitsForTheNextTurn() {
        queue.add(new Parts("a", 2, 1, TurnBudget.NANOS));
        runThisTurn();
        assertEquals(1, done.size());
        runNextTurn();
        assertEquals(2, done.size());
    }

    @Test
    void workThatComesLaterInATurnFindsTheBudgetSpent() {
        queue.add(new Parts("a", 1, TurnBudget.UNITS, 0));
        runThisTurn();
        queue.add(new Parts("b", 1, 1, 0));
        assertTrue(thisTurn.isEmpty());
        runNextTurn();
        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void aFailureDoesNotEndTheWorkOfOthers() {
        List<Throwable> failures = new ArrayList<>();
        queue.add(new Work() {
            @Override
            public boolean work(TurnBudget budget) {
                throw new OutOfMemoryError("made up");
            }

            @Override
            public boolean failed(Throwable cause) {
                failures.add(cause);
                throw new IllegalStateException("and again");
            }
        });
        queue.add(new Parts("b", 1, 1, 0));
        runThisTurn();
        assertEquals(List.of("b"), done);
        assertEquals(1, failures.size());
    }

    private void runThisTurn() {
        while (!thisTurn.isEmpty()) {
            thisTurn.remove().run();
        }
    }

    private void runNextTurn() {
        assertFalse(nextTurn.isEmpty());
        nextTurn.remove().run();
        runThisTurn();
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
