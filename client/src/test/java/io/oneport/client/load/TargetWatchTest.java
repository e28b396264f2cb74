package io.oneport.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class TargetWatchTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void heldSocketsAreGoneWhenNoneHasBeenOpenForAWhile() {
        TargetWatch watch = new TargetWatch(true, 0);
        assertNull(watch.look(5, 5, 0, SECOND));
        assertNull(watch.look(0, 5, 5, 2 * SECOND));
        assertNull(watch.look(0, 5, 9, 4 * SECOND));
        assertNotNull(watch.look(0, 5, 9, 5 * SECOND));
    }

    @Test
    void aSocketThatComesBackMeansThatItIsThere() {
        TargetWatch watch = new TargetWatch(true, 0);
        assertNull(watch.look(0, 5, 5, 3 * SECOND));
        assertNull(watch.look(1, 6, 5, 4 * SECOND));
        assertNull(watch.look(0, 6, 5, 7 * SECOND));
        assertNotNull(watch.look(0, 6, 5, 8 * SECOND));
    }

    @Test
    void aChurnBetweenSessionsIsNotGone() {
        TargetWatch watch = new TargetWatch(false, 0);
        for (int second = 1; second < 100; second++) {
            assertNull(watch.look(0, second / 10, 0, second * SECOND), "second " + second);
        }
    }

    @Test
    void sessionsThatFailForAWhileMeanThatItIsGone() {
        TargetWatch watch = new TargetWatch(false, 0);
        assertNull(watch.look(0, 50, 0, 10 * SECOND));
        assertNull(watch.look(0, 50, 10, 11 * SECOND));
        assertNull(watch.look(0, 50, 40, 14 * SECOND));
        assertEquals(
                "the target is gone: for 3 s no session could be opened, and 50 in a row have failed",
                watch.look(0, 50, 50, 15 * SECOND));
    }

    @Test
    void fewSessionsTakeLongerToTell() {
        TargetWatch watch = new TargetWatch(false, 0);
        assertNull(watch.look(0, 1, 0, SECOND));
        for (int second = 2; second < 30; second++) {
            assertNull(watch.look(0, 1, second / 10, second * SECOND), "second " + second);
        }
        assertNotNull(watch.look(0, 1, 3, 30 * SECOND));
    }

    @Test
    void oneSessionThatComesToBeBeginsTheCountAnew() {
        TargetWatch watch = new TargetWatch(false, 0);
        assertNull(watch.look(0, 1, 5, SECOND));
        assertNull(watch.look(0, 2, 9, 4 * SECOND));
        assertNull(watch.look(0, 2, 12, 5 * SECOND));
        assertNull(watch.look(0, 2, 14, 8 * SECOND));
        assertNotNull(watch.look(0, 2, 20, 9 * SECOND));
    }
}
