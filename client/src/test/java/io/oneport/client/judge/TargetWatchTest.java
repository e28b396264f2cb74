package io.oneport.client.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class TargetWatchTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void heldSocketsAreGoneWhenNoneHasBeenOpenForAWhile() {
        TargetWatch watch = new TargetWatch(true);
        assertNull(watch.look(5, 5, 0, SECOND));
        assertNull(watch.look(0, 5, 5, 2 * SECOND));
        assertNull(watch.look(0, 5, 9, 4 * SECOND));
        assertNotNull(watch.look(0, 5, 9, 5 * SECOND));
    }

    @Test
    void aSocketThatComesBackMeansThatItIsThere() {
        TargetWatch watch = new TargetWatch(true);
        assertNull(watch.look(0, 5, 5, 3 * SECOND));
        assertNull(watch.look(1, 6, 5, 4 * SECOND));
        assertNull(watch.look(0, 6, 5, 7 * SECOND));
        assertNull(watch.look(0, 6, 5, 9 * SECOND));
        assertNotNull(watch.look(0, 6, 5, 10 * SECOND));
    }

    /** It says three seconds, and nobody saw that none was open before the first look that found none. */
    @Test
    void theWhileBeginsWhenNoneIsSeenOpen() {
        TargetWatch watch = new TargetWatch(true);
        assertNull(watch.look(5, 5, 0, SECOND));
        assertNull(watch.look(0, 5, 0, SECOND * 19 / 10));
        assertNull(watch.look(0, 5, 5, SECOND * 43 / 10));
        assertEquals(
                "the target is gone: no socket has been open for 3 s, and none can be opened",
                watch.look(0, 5, 9, SECOND * 49 / 10));
    }

    @Test
    void aChurnBetweenSessionsIsNotGone() {
        TargetWatch watch = new TargetWatch(false);
        for (int second = 1; second < 100; second++) {
            assertNull(watch.look(0, second / 10, 0, second * SECOND), "second " + second);
        }
    }

    @Test
    void sessionsThatFailForAWhileMeanThatItIsGone() {
        TargetWatch watch = new TargetWatch(false);
        assertNull(watch.look(0, 50, 0, 10 * SECOND));
        assertNull(watch.look(0, 50, 10, 11 * SECOND));
        assertNull(watch.look(0, 50, 40, 13 * SECOND));
        assertEquals(
                "the target is gone: for 3 s no session could be opened, and 50 in a row have failed",
                watch.look(0, 50, 50, 14 * SECOND));
    }

    @Test
    void fewSessionsTakeLongerToTell() {
        TargetWatch watch = new TargetWatch(false);
        assertNull(watch.look(0, 1, 0, SECOND));
        for (int second = 2; second < 30; second++) {
            assertNull(watch.look(0, 1, second / 10, second * SECOND), "second " + second);
        }
        assertNotNull(watch.look(0, 1, 3, 30 * SECOND));
    }

    @Test
    void oneSessionThatComesToBeBeginsTheCountAnew() {
        TargetWatch watch = new TargetWatch(false);
        assertNull(watch.look(0, 1, 5, SECOND));
        assertNull(watch.look(0, 2, 9, 4 * SECOND));
        assertNull(watch.look(0, 2, 12, 5 * SECOND));
        assertNull(watch.look(0, 2, 14, 7 * SECOND));
        assertNotNull(watch.look(0, 2, 20, 8 * SECOND));
    }
}
