package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.loop.Durations;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pace at which a drain tells connections to go, on a clock that the test sets. */
@Timeout(60)
class PacedGoAwayTest {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    private long now = 5; // no clock begins at 0
    private final WorkQueue queue = new WorkQueue(Runnable::run, Runnable::run, () -> now, Durations.lag());
    private int told;

    private PacedGoAway<Integer> begin(int connections, int counted) {
        Iterator<Integer> all = Collections.nCopies(connections, 0).iterator();
        return new PacedGoAway<>(queue, all, counted, WINDOW, () -> now, connection -> told++);
    }

    @Test
    void eachTickTellsItsEvenShare() {
        PacedGoAway<Integer> pace = begin(5000, 5000);
        List<Integer> shares = new ArrayList<>();
        for (long end = now + WINDOW; now < end; now += TICK) {
            int before = told;
            pace.tick();
            shares.add(told - before);
        }
        assertEquals(500, shares.size());
        assertEquals(1, shares.remove(0), "the first goes at once");
        assertTrue(shares.stream().allMatch(share -> share >= 9 && share <= 11), shares.toString());
        assertFalse(pace.over());
        pace.tick();
        assertTrue(pace.over());
        assertEquals(5000, told);
    }

    @Test
    void aFewAreSpreadOverTheWholeWindow() {
        PacedGoAway<Integer> pace = begin(4, 4);
        List<Long> at = new ArrayList<>();
        long begun = now;
        for (long end = now + WINDOW; now <= end; now += TICK) {
            int before = told;
            pace.tick();
            for (int i = before; i < told; i++) {
                at.add(TimeUnit.NANOSECONDS.toMillis(now - begun));
            }
        }
        assertEquals(List.of(0L, 2500L, 5000L, 7500L), at);
    }

    @Test
    void thoseThatCameLaterAreToldByTheEndOfTheWindow() {
        PacedGoAway<Integer> pace = begin(700, 100);
        pace.tick();
        now += WINDOW - 1;
        pace.tick();
        assertEquals(100, told);
        now++;
        pace.tick();
        assertEquals(700, told);
        assertTrue(pace.over());
    }

    @Test
    void withoutAWindowAllAreToldAtOnce() {
        PacedGoAway<Integer> pace =
                new PacedGoAway<>(queue, Collections.nCopies(300, 0).iterator(), 300, 0, () -> now, c -> told++);
        pace.tick();
        assertEquals(300, told);
        assertTrue(pace.over());
    }
}
