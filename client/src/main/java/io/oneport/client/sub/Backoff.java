package io.oneport.client.sub;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each attempt to connect: exponential, with full jitter, so that many clients that were cut off
 * together do not come back together. For one thread.
 */
final class Backoff {
    private static final long LAST_MILLIS = 5000;

    private final RandomGenerator random;
    private final long firstMillis;
    private long mostMillis;

    /** @param first the longest first wait, at most 5 s */
    Backoff(RandomGenerator random, Duration first) {
        this.random = random;
        this.firstMillis = first.toMillis();
        this.mostMillis = firstMillis;
    }

    /** The next wait: from none up to a bound that doubles each time. */
    Duration next() {
        return next(Duration.ZERO);
    }

    /**
     * The next wait, if the server has asked for one: no less, and spread after that by as much again, at most 5 s, since
     * others were told the same.
     */
    Duration next(Duration asked) {
        long spreadMillis = Math.max(mostMillis, Math.min(asked.toMillis(), LAST_MILLIS));
        mostMillis = Math.min(2 * mostMillis, LAST_MILLIS);
        return asked.plusMillis(random.nextLong(spreadMillis + 1));
    }

    /** Begins again with short waits, since the server delivers. */
    void reset() {
        mostMillis = firstMillis;
    }
}
