package io.oneport.client.account;

import static io.oneport.client.account.Outstanding.Match.AGAIN;
import static io.oneport.client.account.Outstanding.Match.AHEAD;
import static io.oneport.client.account.Outstanding.Match.IN_ORDER;
import static io.oneport.client.account.Outstanding.Match.LATE;
import static io.oneport.client.account.Outstanding.Match.NEVER_ASKED;
import static io.oneport.client.account.Outstanding.Match.OVERTAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.account.Outstanding.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutstandingTest {
    private static Outstanding written(int count) {
        Outstanding outstanding = new Outstanding(1024);
        for (int i = 0; i < count; i++) {
            assertTrue(outstanding.add(100 + i));
            outstanding.write(200 + i);
        }
        return outstanding;
    }

    private static Match answer(Outstanding outstanding, long number) {
        Match answer = outstanding.look(number);
        outstanding.answer(number);
        return answer;
    }

    @Test
    void keepsWhenEachWasDueAndSent() {
        Outstanding outstanding = new Outstanding(1024);
        outstanding.add(7);
        assertTrue(outstanding.hasWaiting());
        assertEquals(0, outstanding.nextNumber());
        assertEquals(7, outstanding.nextDue());
        assertEquals(NEVER_ASKED, outstanding.look(0));
        outstanding.write(9);
        assertFalse(outstanding.hasWaiting());
        assertEquals(1, outstanding.inFlight());
        assertEquals(7, outstanding.dueAt(0));
        assertEquals(9, outstanding.sentAt(0));
        assertEquals(NEVER_ASKED, outstanding.look(-1));
    }

    @Test
    void tellsWhatAnAnswerIs() {
        Outstanding outstanding = written(5);
        assertEquals(IN_ORDER, answer(outstanding, 0));
        assertEquals(AHEAD, answer(outstanding, 2));
        assertTrue(outstanding.isMissing(1));
        assertEquals(1, outstanding.oldestInFlight());
        assertEquals(OVERTAKEN, answer(outstanding, 1));
        assertEquals(AGAIN, outstanding.look(2));
        assertEquals(AGAIN, outstanding.look(0));
        assertEquals(IN_ORDER, answer(outstanding, 3));
        assertEquals(1, outstanding.inFlight());
        assertEquals(NEVER_ASKED, outstanding.look(5));
    }

    @Test
    void whatWasGivenUpMayComeLate() {
        Outstanding outstanding = written(3);
        outstanding.giveUp(0);
        assertEquals(2, outstanding.inFlight());
        assertEquals(IN_ORDER, answer(outstanding, 1));
        assertEquals(LATE, answer(outstanding, 0));
        assertEquals(AGAIN, outstanding.look(0));
        assertEquals(1, outstanding.inFlight());
    }

    @Test
    void growsUpToItsBoundAndKeepsAll() {
        Outstanding outstanding = new Outstanding(64);
        for (int i = 0; i < 64; i++) {
            assertTrue(outstanding.add(i));
        }
        assertFalse(outstanding.add(64));
        for (int i = 0; i < 64; i++) {
            assertEquals(i, outstanding.nextDue());
            outstanding.write(1000 + i);
        }
        for (int i = 0; i < 64; i++) {
            assertEquals(i, outstanding.dueAt(i));
            assertEquals(1000 + i, outstanding.sentAt(i));
        }
        outstanding.answer(0);
        assertTrue(outstanding.add(64));
    }

    @Test
    void fullOfWhatWasGivenUpItForgetsThatFirst() {
        Outstanding outstanding = new Outstanding(8);
        for (int i = 0; i < 8; i++) {
            outstanding.add(i);
            outstanding.write(i + 1);
        }
        outstanding.giveUp(0);
        outstanding.giveUp(1);
        assertTrue(outstanding.add(8));
        assertEquals(2, outstanding.from());
        assertEquals(LATE, outstanding.look(0));
        assertEquals(IN_ORDER, outstanding.look(2));
    }

    @Test
    void lostSocketForgetsWhatWasWrittenAndKeepsWhatWaits() {
        Outstanding outstanding = written(3);
        outstanding.add(500);
        outstanding.forgetWritten();
        assertEquals(0, outstanding.inFlight());
        assertEquals(3, outstanding.nextNumber());
        assertEquals(500, outstanding.nextDue());
        outstanding.write(600);
        assertEquals(IN_ORDER, answer(outstanding, 3));
    }

    @Test
    void lowBitsAreEnoughNearWhatIsHeld() {
        Outstanding outstanding = written(10);
        assertEquals(7, outstanding.whole(7));
        assertEquals(-1, outstanding.whole(0xffffffffL));
    }

    @Test
    void shrinksOnlyWhenEmpty() {
        Outstanding outstanding = written(100);
        outstanding.shrink();
        assertEquals(199, outstanding.dueAt(99));
        for (int i = 0; i < 100; i++) {
            outstanding.answer(i);
        }
        outstanding.shrink();
        for (int i = 0; i < 10; i++) {
            outstanding.add(i);
            outstanding.write(i + 1);
        }
        assertEquals(9, outstanding.dueAt(109));
    }

    /** The same in the simplest way: one entry for every message there ever was. */
    private static final class Model {
        private enum State {
            WAITING,
            IN_FLIGHT,
            GIVEN_UP,
            ANSWERED
        }

        private final List<State> states = new ArrayList<>();
        private int written;

        private Match look(int number) {
            if (number < 0 || number >= written) {
                return NEVER_ASKED;
            }
            return switch (states.get(number)) {
                case GIVEN_UP -> LATE;
                case ANSWERED -> AGAIN;
                default -> {
                    boolean overtaken = states.subList(number + 1, written).contains(State.ANSWERED);
                    boolean oldest = !states.subList(0, number).contains(State.IN_FLIGHT);
                    yield overtaken ? OVERTAKEN : oldest ? IN_ORDER : AHEAD;
                }
            };
        }
    }

    @Test
    void agreesWithAModelWhateverHappens() {
        for (int round = 0; round < 300; round++) {
            runAgainstModel(5000 + round);
        }
    }

    private static void runAgainstModel(long seed) {
        Random random = new Random(seed);
        Outstanding outstanding = new Outstanding(1 << 12);
        Model model = new Model();
        for (int step = 0; step < 300; step++) {
            String where = "seed " + seed + ", step " + step;
            int number = model.states.isEmpty() ? 0 : random.nextInt(model.states.size() + 1);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    assertTrue(outstanding.add(step), where);
                    model.states.add(Model.State.WAITING);
                }
                case 2, 3 -> {
                    assertEquals(model.written < model.states.size(), outstanding.hasWaiting(), where);
                    if (outstanding.hasWaiting()) {
                        assertEquals(model.written, outstanding.nextNumber(), where);
                        outstanding.write(step + 1);
                        model.states.set(model.written++, Model.State.IN_FLIGHT);
                    }
                }
                case 4 -> {
                    Match expected = model.look(number);
                    assertEquals(expected, outstanding.look(number), where);
                    if (expected != AGAIN && expected != NEVER_ASKED) {
                        outstanding.answer(number);
                        model.states.set(number, Model.State.ANSWERED);
                    }
                }
                default -> {
                    if (number < model.written && model.states.get(number) == Model.State.IN_FLIGHT) {
                        outstanding.giveUp(number);
                        model.states.set(number, Model.State.GIVEN_UP);
                    }
                }
            }
            long inFlight =
                    model.states.stream().filter(Model.State.IN_FLIGHT::equals).count();
            assertEquals(inFlight, outstanding.inFlight(), where);
            assertEquals(model.states.indexOf(Model.State.IN_FLIGHT), outstanding.oldestInFlight(), where);
        }
    }
}
