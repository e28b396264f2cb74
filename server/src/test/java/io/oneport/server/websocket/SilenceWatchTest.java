package io.oneport.server.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.websocket.SilenceWatch.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {
    private static final Duration LONG = Duration.ofHours(1);

    private static final WebSocketSettings SETTINGS =
            new WebSocketSettings(1, LONG, LONG, Duration.ofNanos(25_000_000), Duration.ofNanos(8_000_000), LONG);

    private final SilenceWatch watch = new SilenceWatch(0);

    @Test
    void pingsAfterTheIntervalAndGivesUpAfterTheTimeout() {
        assertEquals(Step.WAIT, watch.look(SETTINGS, 0, false));
        assertEquals(25_000_000, watch.waitNanos(SETTINGS, 0));
        assertEquals(Step.PING, watch.look(SETTINGS, 25_000_000, false));
        assertEquals(8_000_000, watch.waitNanos(SETTINGS, 25_000_000));
        assertEquals(Step.GIVE_UP, watch.look(SETTINGS, 33_000_000, false));
    }

    @Test
    void whatIsHeardBeginsTheIntervalAgain() {
        watch.heard(10_000_000);
        assertEquals(Step.WAIT, watch.look(SETTINGS, 25_000_000, false));
        assertEquals(10_000_000, watch.waitNanos(SETTINGS, 25_000_000));
        assertEquals(Step.PING, watch.look(SETTINGS, 35_000_000, false));
        watch.heard(35_000_000); // in the same tick of the clock as the ping: behind it
        assertEquals(Step.WAIT, watch.look(SETTINGS, 43_000_000, false));
        assertEquals(17_000_000, watch.waitNanos(SETTINGS, 43_000_000));
    }

    @Test
    void aPeerThatIsStillTakingBytesIsExcused() {
        assertEquals(Step.PING, watch.look(SETTINGS, 25_000_000, false));
        assertEquals(Step.WAIT, watch.look(SETTINGS, 33_000_000, true));
        assertEquals(8_000_000, watch.waitNanos(SETTINGS, 33_000_000));
        assertEquals(Step.GIVE_UP, watch.look(SETTINGS, 41_000_000, false));
    }

    /** The deadline may have been another's, such as that of an unfinished message. */
    @Test
    void aLookBeforeTheTimeoutChangesNothing() {
        assertEquals(Step.PING, watch.look(SETTINGS, 25_000_000, false));
        assertEquals(Step.WAIT, watch.look(SETTINGS, 30_000_000, false));
        assertEquals(3_000_000, watch.waitNanos(SETTINGS, 30_000_000));
        assertEquals(Step.GIVE_UP, watch.look(SETTINGS, 33_000_000, false));
    }

    @Test
    void aLongPongTimeoutDoesNotHoldUpTheNextPing() {
        WebSocketSettings patient =
                new WebSocketSettings(1, LONG, LONG, Duration.ofMillis(10), Duration.ofMillis(35), LONG);
        assertEquals(Step.PING, watch.look(patient, 10_000_000, false));
        watch.heard(11_000_000);
        assertEquals(10_000_000, watch.waitNanos(patient, 10_000_000));
        assertEquals(Step.WAIT, watch.look(patient, 20_000_000, false));
        assertEquals(1_000_000, watch.waitNanos(patient, 20_000_000));
        assertEquals(Step.PING, watch.look(patient, 21_000_000, false));
        assertEquals(Step.WAIT, watch.look(patient, 31_000_000, false)); // no pong yet
        assertEquals(25_000_000, watch.waitNanos(patient, 31_000_000));
        assertEquals(Step.GIVE_UP, watch.look(patient, 56_000_000, false));
    }
}
