package io.oneport.server.broker;

import io.oneport.protocol.Units;
import java.time.Duration;

/** What all publications that wait on one worker may hold together. Confined to the worker. */
final class PendingBudget {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final long maxBytes;
    private final long settingBytes;
    private long bytes;

    /**
     * Creates an unused budget.
     *
     * @param maxBytes this worker's part
     * @param settingBytes the whole, as {@code publish-pending-total} has it
     */
    PendingBudget(long maxBytes, long settingBytes) {
        this.maxBytes = maxBytes;
        this.settingBytes = settingBytes;
    }

    /** Takes some, or returns false if too much is in use. */
    boolean take(long cost) {
        boolean room = bytes + cost <= maxBytes;
        bytes += room ? cost : 0;
        return room;
    }

    /** What is in use. */
    long bytes() {
        return bytes;
    }

    void giveBack(long cost) {
        bytes -= cost;
    }

    Refusal refusal() {
        return new Refusal.Unavailable(
                SOON,
                "Too many publications are waiting for readers (publish-pending-total: " + Units.sizeText(settingBytes)
                        + ").");
    }
}
