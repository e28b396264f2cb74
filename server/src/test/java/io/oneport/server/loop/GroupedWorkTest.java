package io.oneport.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class GroupedWorkTest {
    private static final long SOME = 1;
    private static final long ANOTHER = 2;

    private final Queue<Runnable> thisTurn = new ArrayDeque<>();
    private final Queue<Runnable> nextTurn = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private long nanos;
    private final WorkQueue queue = new WorkQueue(thisTurn::add, nextTurn::add, () -> nanos, Durations.lag());
    private final GroupedWork group = new GroupedWork(queue);

    @Test
    void otherWorkWaitsForOnePieceOfTheGroupAtATime() {
        for (int i = 0; i < 100; i++) {
            group.add(new Piece("group", 1, 1, 0), SOME);
        }
        queue.add(new Piece("other", 3, 1, 0));
        runThisTurn();
        assertEquals(List.of("group", "other", "group", "other", "group", "other"), done.subList(0, 6));
        assertEquals(103, done.size());
        assertEquals(0, group.size());
    }

    @Test
    void aTurnHasAsManyPiecesAsItsUnitsAllow() {
        for (int i = 0; i < 100; i++) {
            group.add(new Piece("group", 1, TurnBudget.HANDSHAKE, 0), SOME);
        }
        runThisTurn();
        assertEquals(TurnBudget.UNITS / TurnBudget.HANDSHAKE, done.size());
        runNextTurn();
        assertEquals(2 * TurnBudget.UNITS / TurnBudget.HANDSHAKE, done.size());
        assertEquals(100 - done.size(), group.size());
    }

    @Test
    void aTurnHasAsManyPiecesAsItsTimeAllows() {
        for (int i = 0; i < 10; i++) {
            group.add(new Piece("group", 1, 1, TurnBudget.NANOS / 2), SOME);
        }
        runThisTurn();
        assertEquals(2, done.size());
        queue.add(new Piece("other", 1, 1, 0));
        runNextTurn();
        assertEquals(List.of("group", "group", "group", "other", "group"), done);
    }

    @Test
    void whatIsUrgentComesFirst() {
        group.add(new Piece("a", 1, 1, 0), SOME);
        group.add(new Piece("b", 1, 1, 0), SOME);
        group.addUrgent(new Piece("c", 1, 1, 0));
        group.addUrgent(new Piece("d", 1, 1, 0));
        runThisTurn();
        assertEquals(List.of("c", "d", "a", "b"), done);
    }

    @Test
    void ownersTakeTurns() {
        for (String name : List.of("a1", "a2", "a3")) {
            group.add(new Piece(name, 1, 1, 0), SOME);
        }
        group.add(new Piece("b1", 1, 1, 0), ANOTHER);
        group.add(new Piece("b2", 1, 1, 0), ANOTHER);
        runThisTurn();
        assertEquals(List.of("a1", "b1", "a2", "b2", "a3"), done);
        assertEquals(0, group.size());
    }

    @Test
    void theRestOfAPieceCountsForItself() {
        group.addUrgent(new Piece("long", 3, 1, 0));
        group.add(new Piece("a", 1, 1, 0), SOME);
        group.add(new Piece("b", 1, 1, 0), SOME);
        runThisTurn();
        assertEquals(List.of("long", "long", "a", "long", "b"), done);
    }

    @Test
    void aFailureEndsThatPieceAlone() {
        List<Throwable> failures = new ArrayList<>();
        group.add(
                new Work() {
                    @Override
                    public boolean work(TurnBudget budget) {
                        throw new OutOfMemoryError("made up");
                    }

                    @Override
                    public boolean failed(Throwable cause) {
                        failures.add(cause);
                        throw new IllegalStateException("and again");
                    }
                },
                SOME);
        group.add(new Piece("b", 1, 1, 0), SOME);
        runThisTurn();
        assertEquals(List.of("b"), done);
        assertEquals(1, failures.size());
        group.add(new Piece("c", 1, 1, 0), SOME);
        runThisTurn();
        assertEquals(List.of("b", "c"), done);
    }

    @Test
    void whatAPieceAddsWaitsForItsTurn() {
        List<Work> again = new ArrayList<>(Collections.nCopies(2, new Piece("again", 1, 1, 0)));
        group.add(
                new Work() {
                    @Override
                    public boolean work(TurnBudget budget) {
                        done.add("first");
                        again.forEach(each -> group.add(each, SOME));
                        return false;
                    }

                    @Override
                    public boolean failed(Throwable cause) {
                        throw new AssertionError(cause);
                    }
                },
                SOME);
        runThisTurn();
        assertEquals(List.of("first", "again", "again"), done);
    }

    private void runThisTurn() {
        while (!thisTurn.isEmpty()) {
            thisTurn.remove().run();
        }
    }

    private void runNextTurn() {
        assertTrue(!nextTurn.isEmpty());
        nextTurn.remove().run();
        runThisTurn();
    }

    private final class Piece implements Work {
        private final String name;
        private final int units;
        private final long takesNanos;
        private int left;

        private Piece(String name, int parts, int units, long takesNanos) {
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
