package io.oneport.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final HandLoop loop = new HandLoop();
    private final WorkQueue queue = loop.queue;
    private final List<String> done = loop.done;

    @Test
    void whatFitsTheBudgetIsDoneInOneTurn() {
        queue.add(loop.parts("a", 3, 1, 0));
        loop.runThisTurn();
        assertEquals(List.of("a", "a", "a"), done);
        assertTrue(loop.nextTurn.isEmpty());
    }

    @Test
    void piecesOfWorkTakeTurns() {
        queue.add(loop.parts("a", 2, 1, 0));
        queue.add(loop.parts("b", 2, 1, 0));
        loop.runThisTurn();
        assertEquals(List.of("a", "b", "a", "b"), done);
    }

    @Test
    void whatExceedsTheUnitsWaitsForTheNextTurn() {
        queue.add(loop.parts("a", 3, TurnBudget.UNITS / 2, 0));
        loop.runThisTurn();
        assertEquals(2, done.size());
        loop.runNextTurn();
        assertEquals(3, done.size());
        assertEquals(1, loop.lag.count(0));
    }

    @Test
    void whatTakesTooLongWaitsForTheNextTurn() {
        queue.add(loop.parts("a", 2, 1, TurnBudget.NANOS));
        loop.runThisTurn();
        assertEquals(1, done.size());
        loop.runNextTurn();
        assertEquals(2, done.size());
    }

    @Test
    void workThatComesLaterInATurnFindsTheBudgetSpent() {
        queue.add(loop.parts("a", 1, TurnBudget.UNITS, 0));
        loop.runThisTurn();
        queue.add(loop.parts("b", 1, 1, 0));
        assertTrue(loop.thisTurn.isEmpty());
        loop.runNextTurn();
        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void aFailureDoesNotEndTheWorkOfOthers() {
        List<Throwable> failures = new ArrayList<>();
        queue.add(HandLoop.failing(failures));
        queue.add(loop.parts("b", 1, 1, 0));
        loop.runThisTurn();
        assertEquals(List.of("b"), done);
        assertEquals(1, failures.size());
    }
}
