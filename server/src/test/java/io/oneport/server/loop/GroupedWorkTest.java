package io.oneport.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupedWorkTest {
    private static final long SOME = 1;
    private static final long ANOTHER = 2;

    private final HandLoop loop = new HandLoop();
    private final WorkQueue queue = loop.queue;
    private final List<String> done = loop.done;
    private final GroupedWork group = new GroupedWork(queue);

    @Test
    void otherWorkWaitsForOnePieceOfTheGroupAtATime() {
        for (int i = 0; i < 100; i++) {
            group.add(loop.parts("group", 1, 1, 0), SOME);
        }
        queue.add(loop.parts("other", 3, 1, 0));
        loop.runThisTurn();
        assertEquals(List.of("group", "other", "group", "other", "group", "other"), done.subList(0, 6));
        assertEquals(103, done.size());
        assertEquals(0, group.size());
    }

    @Test
    void aTurnHasAsManyPiecesAsItsUnitsAllow() {
        for (int i = 0; i < 100; i++) {
            group.add(loop.parts("group", 1, TurnBudget.HANDSHAKE, 0), SOME);
        }
        loop.runThisTurn();
        assertEquals(TurnBudget.UNITS / TurnBudget.HANDSHAKE, done.size());
        loop.runNextTurn();
        assertEquals(2 * TurnBudget.UNITS / TurnBudget.HANDSHAKE, done.size());
        assertEquals(100 - done.size(), group.size());
    }

    @Test
    void aTurnHasAsManyPiecesAsItsTimeAllows() {
        for (int i = 0; i < 10; i++) {
            group.add(loop.parts("group", 1, 1, TurnBudget.NANOS / 2), SOME);
        }
        loop.runThisTurn();
        assertEquals(2, done.size());
        queue.add(loop.parts("other", 1, 1, 0));
        loop.runNextTurn();
        assertEquals(List.of("group", "group", "group", "other", "group"), done);
    }

    @Test
    void whatIsUrgentComesFirst() {
        group.add(loop.parts("a", 1, 1, 0), SOME);
        group.add(loop.parts("b", 1, 1, 0), SOME);
        group.addUrgent(loop.parts("c", 1, 1, 0));
        group.addUrgent(loop.parts("d", 1, 1, 0));
        loop.runThisTurn();
        assertEquals(List.of("c", "d", "a", "b"), done);
    }

    @Test
    void ownersTakeTurns() {
        for (String name : List.of("a1", "a2", "a3")) {
            group.add(loop.parts(name, 1, 1, 0), SOME);
        }
        group.add(loop.parts("b1", 1, 1, 0), ANOTHER);
        group.add(loop.parts("b2", 1, 1, 0), ANOTHER);
        loop.runThisTurn();
        assertEquals(List.of("a1", "b1", "a2", "b2", "a3"), done);
        assertEquals(0, group.size());
    }

    @Test
    void theRestOfAPieceCountsForItself() {
        group.addUrgent(loop.parts("long", 3, 1, 0));
        group.add(loop.parts("a", 1, 1, 0), SOME);
        group.add(loop.parts("b", 1, 1, 0), SOME);
        loop.runThisTurn();
        assertEquals(List.of("long", "long", "a", "long", "b"), done);
    }

    @Test
    void aFailureEndsThatPieceAlone() {
        List<Throwable> failures = new ArrayList<>();
        group.add(HandLoop.failing(failures), SOME);
        group.add(loop.parts("b", 1, 1, 0), SOME);
        loop.runThisTurn();
        assertEquals(List.of("b"), done);
        assertEquals(1, failures.size());
        group.add(loop.parts("c", 1, 1, 0), SOME);
        loop.runThisTurn();
        assertEquals(List.of("b", "c"), done);
    }

    @Test
    void whatAPieceAddsWaitsForItsTurn() {
        List<Work> again = new ArrayList<>(Collections.nCopies(2, loop.parts("again", 1, 1, 0)));
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
        loop.runThisTurn();
        assertEquals(List.of("first", "again", "again"), done);
    }
}
