package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs from its creation. */
final class Stopwatch {
    /** Timers may be a little coarse, and a clock may have been read a little late. */
    private static final long SLACK_MILLIS = 60;

    private final long start = System.nanoTime();

    long millis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** At least this long must have passed. How much more says nothing: the machine may be busy. */
    void expectAtLeast(long millis) {
        long passed = millis();
        assertTrue(passed >= millis - SLACK_MILLIS, "after " + passed + " ms already, expected " + millis);
    }
}
