package io.oneport.server.connection;

/**
 * Bounds the bytes of requests and messages that have begun to arrive on one worker's connections: many peers that
 * never finish one must not fill the memory together. Confined to the event loop.
 */
public final class UnfinishedBudget {
    /** What may have begun to arrive. Each kind has one half of the budget, so that neither can block the other. */
    public enum Kind {
        BODY,
        MESSAGE
    }

    private final long limitBytes;
    private final long[] reservedBytes = new long[Kind.values().length];

    UnfinishedBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Sets bytes aside for a message or a body that has begun to arrive.
     *
     * @param held what is set aside for this one already
     * @param bytes how much more to set aside
     * @return false if too much is set aside for this kind: half of this worker's share of {@code unfinished-total}
     */
    public boolean reserve(Kind kind, int held, int bytes) {
        long ofKind = reservedBytes[kind.ordinal()];
        // A single one may be longer than the half of its kind: otherwise it could never be received.
        boolean room =
                ofKind + bytes <= limitBytes / reservedBytes.length || ofKind == held && ofKind + bytes <= limitBytes;
        reservedBytes[kind.ordinal()] += room ? bytes : 0;
        return room;
    }

    /** All that is reserved. */
    long bytes() {
        long all = 0;
        for (long each : reservedBytes) {
            all += each;
        }
        return all;
    }

    /** Gives back what {@link #reserve} has set aside. */
    public void unreserve(Kind kind, int bytes) {
        reservedBytes[kind.ordinal()] -= bytes;
    }
}
