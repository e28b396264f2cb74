package io.oneport.client.pace;

import io.oneport.client.wire.WireLoop;

/** Detects stalls of an event loop: a tick that comes late shows how long nothing else ran. Confined to that loop. */
public final class StallWatch {
    /** A longer delay counts as a stall: the loop can't have measured well. */
    public static final long LIMIT_NANOS = 50_000_000;

    private static final long TICK_NANOS = 10_000_000;

    private final WireLoop loop;
    private final Clock clock;
    private long expected;
    private long lastActive;
    private long stalls;
    private long longestNanos;
    /** The longest since it was asked for. */
    private long recentNanos;

    private boolean stopped;

    public StallWatch(WireLoop loop, Clock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /** Starts, or starts again and forgets earlier stalls. */
    public void start() {
        boolean first = expected == 0;
        stalls = 0;
        longestNanos = 0;
        expected = clock.now() + TICK_NANOS;
        if (first) {
            loop.schedule(this::tick, TICK_NANOS);
        }
    }

    public void stop() {
        stopped = true;
    }

    /**
     * A message was handled now. A loop that has messages to handle may leave its ticks waiting, and does not stand still
     * for that; between two messages it does, if a tick was overdue all that time.
     */
    public void active(long now) {
        stoodStill(Math.min(now - lastActive, now - expected));
        lastActive = now;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long now = clock.now();
        stoodStill(now - Math.max(expected, lastActive));
        expected = now + TICK_NANOS;
        loop.schedule(this::tick, TICK_NANOS);
    }

    private void stoodStill(long nanos) {
        if (nanos > recentNanos) {
            recentNanos = nanos;
        }
        if (nanos > longestNanos) {
            longestNanos = nanos;
        }
        if (nanos > LIMIT_NANOS) {
            stalls++;
        }
    }

    /** The longest since the last call. */
    public long takeLongestNanos() {
        long taken = recentNanos;
        recentNanos = 0;
        return taken;
    }

    public long stalls() {
        return stalls;
    }

    public long longestNanos() {
        return longestNanos;
    }
}
