package io.oneport.client.sub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Draws the bound itself. */
    private static final class Most extends Random {
        private static final long serialVersionUID = 1;

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    @Test
    void waitsDoubleUpToABoundAndBeginAgain() {
        Backoff backoff = new Backoff(new Most(), Duration.ofMillis(100));
        for (long millis : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
            assertEquals(millis, backoff.next().toMillis());
        }
        backoff.reset();
        assertEquals(100, backoff.next().toMillis());
    }

    @Test
    void whatTheServerAsksForIsWaitedAtLeastAndSpread() {
        Backoff backoff = new Backoff(new Most(), Duration.ofMillis(100));
        assertEquals(Duration.ofSeconds(4), backoff.next(Duration.ofSeconds(2)));
        assertEquals(Duration.ofSeconds(65), backoff.next(Duration.ofSeconds(60)));
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            Duration wait = new Backoff(random, Duration.ofMillis(100)).next(Duration.ofSeconds(2));
            assertTrue(wait.toMillis() >= 2000 && wait.toMillis() <= 4000, wait::toString);
        }
    }

    @Test
    void jitterIsFull() {
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            long millis = new Backoff(random, Duration.ofMillis(100)).next().toMillis();
            shortest = Math.min(shortest, millis);
            longest = Math.max(longest, millis);
        }
        assertTrue(shortest < 5 && longest > 95 && longest <= 100, shortest + " to " + longest);
    }
}
