package io.oneport.client.load;

import io.oneport.client.wire.WireLoop;

/** Notices when an event loop stands still: a tick that comes late tells how long nothing else ran. On that loop. */
final class StallWatch {
    /** A loop that was held up for longer can't have measured well. */
    static final long LIMIT_NANOS = 50_000_000;

    private static final long TICK_NANOS = 10_000_000;

    private final WireLoop loop;
    private final Clock clock;
    private long expected;
    private long stalls;
    private long longestNanos;
    private boolean stopped;

    StallWatch(WireLoop loop, Clock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /** Begins anew: what came before is forgotten. */
    void start() {
        boolean first = expected == 0;
        stalls = 0;
        longestNanos = 0;
        expected = clock.now() + TICK_NANOS;
        if (first) {
            loop.schedule(this::tick, TICK_NANOS);
        }
    }

    void stop() {
        stopped = true;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long late = clock.now() - expected;
        longestNanos = Math.max(longestNanos, late);
        if (late > LIMIT_NANOS) {
            stalls++;
        }
        expected = clock.now() + TICK_NANOS;
        loop.schedule(this::tick, TICK_NANOS);
    }

    long stalls() {
        return stalls;
    }

    long longestNanos() {
        return longestNanos;
    }
}
