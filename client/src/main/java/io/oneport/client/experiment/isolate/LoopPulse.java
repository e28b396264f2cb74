package io.oneport.client.experiment.isolate;

import io.oneport.client.pace.Clock;
import io.oneport.client.wire.WireLoop;
import java.util.Arrays;

/**
 * Notices when an event loop stood still, be it in garbage collection, in the kernel's queue of threads or in its own work:
 * what it read right after was read late. Confined to that loop.
 */
final class LoopPulse {
    private static final long PERIOD_NANOS = 1_000_000;

    private final WireLoop loop;
    private final Clock clock;
    private final long boundNanos;
    private long lastNanos;
    private long[] from = new long[256];
    private long[] to = new long[256];
    private int size;

    /** @param boundNanos a shorter standstill does not matter */
    LoopPulse(WireLoop loop, Clock clock, long boundNanos) {
        this.loop = loop;
        this.clock = clock;
        this.boundNanos = boundNanos;
        this.lastNanos = clock.now();
    }

    /** Begins. Any thread, once. */
    void start() {
        loop.every(PERIOD_NANOS, this::beat);
    }

    private void beat() {
        long now = clock.now();
        long expected = lastNanos + PERIOD_NANOS;
        lastNanos = now;
        if (now - expected > boundNanos) {
            if (size == from.length) {
                from = Arrays.copyOf(from, 2 * size);
                to = Arrays.copyOf(to, 2 * size);
            }
            from[size] = expected;
            to[size++] = now;
        }
    }

    /** All standstills so far. */
    Standstills standstills() {
        return new Standstills(Arrays.copyOf(from, size), Arrays.copyOf(to, size));
    }
}
