package io.oneport.server.broker.memory;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All messages that one worker keeps, oldest first, and how much they cost together. When that is too much the oldest
 * goes, whichever topic it is of. Confined to the worker.
 */
final class HistoryBudget {
    private final long maxBytes;
    private final Departures departures;
    private @Nullable KeptMessage oldest;
    private @Nullable KeptMessage newest;
    private long bytes;
    private long messages;

    /**
     * Creates an empty one.
     *
     * @param departures told of each message that leaves
     */
    HistoryBudget(long maxBytes, Departures departures) {
        this.maxBytes = maxBytes;
        this.departures = departures;
    }

    /** Whether a message of this cost can be kept at all, if all others go. */
    boolean fits(long cost) {
        return cost <= maxBytes;
    }

    /** Adds a message that {@linkplain #fits fits}; the oldest ones go until all do. */
    void add(KeptMessage message) {
        message.older = newest;
        if (newest == null) {
            oldest = message;
        } else {
            newest.newer = message;
        }
        newest = message;
        bytes += message.cost();
        messages++;
        while (bytes > maxBytes) {
            // The oldest of all is the oldest of its topic, too.
            Objects.requireNonNull(Objects.requireNonNull(oldest).keeper).evictOldest();
        }
    }

    /** What all messages cost. */
    long bytes() {
        return bytes;
    }

    /** How many messages there are. */
    long messages() {
        return messages;
    }

    void remove(KeptMessage message) {
        if (message.older == null) {
            oldest = message.newer;
        } else {
            message.older.newer = message.newer;
        }
        if (message.newer == null) {
            newest = message.older;
        } else {
            message.newer.older = message.older;
        }
        message.older = null;
        message.newer = null;
        bytes -= message.cost();
        messages--;
        departures.left(message);
    }
}
