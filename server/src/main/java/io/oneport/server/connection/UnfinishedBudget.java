package io.oneport.server.connection;

/**
 * Bounds the bytes of requests and messages that have begun to arrive on one worker's connections: many peers that
 * never finish one must not fill the memory together. Confined to the event loop.
 */
public final class UnfinishedBudget {
    /** What may have begun to arrive. Each kind has a part of the budget, so that none can block the others. */
    public enum Kind {
        BODY(2),
        MESSAGE(2),
        /** Beside the others, and less: what is kept of a head is twice what has come. */
        HEAD(4);

        private final int divisor;

        Kind(int divisor) {
            this.divisor = divisor;
        }
    }

    private final long limitBytes;
    private final long[] reservedBytes = new long[Kind.values().length];

    UnfinishedBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Sets bytes aside for something that has begun to arrive.
     *
     * @param held what is set aside for this one already
     * @param bytes how much more to set aside
     * @return false if too much is set aside for this kind: half of this worker's share of {@code unfinished-total}, or a quarter
     *     for heads
     */
    public boolean reserve(Kind kind, int held, int bytes) {
        long ofKind = reservedBytes[kind.ordinal()];
        // A single one may be longer than the part of its kind: otherwise it could never be received.
        boolean room = ofKind + bytes <= limitBytes / kind.divisor || ofKind == held && ofKind + bytes <= limitBytes;
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
