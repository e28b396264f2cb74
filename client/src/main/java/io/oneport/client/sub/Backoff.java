package io.oneport.client.sub;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each attempt to connect: exponential, with full jitter, so that many clients that were cut off
 * together do not come back together. For one thread.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 5000;

    private final RandomGenerator random;
    private long mostMillis = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait: from none up to a bound that doubles each time. */
    Duration next() {
        long millis = random.nextLong(mostMillis + 1);
        mostMillis = Math.min(2 * mostMillis, LAST_MILLIS);
        return Duration.ofMillis(millis);
    }

    /** Begins again with short waits, since the server delivers. */
    void reset() {
        mostMillis = FIRST_MILLIS;
    }
}
