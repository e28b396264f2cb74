package io.oneport.server.loop;

import java.util.function.LongSupplier;

/**
 * How much work an event loop may still do before it must look at its sockets again: a number of units, bytes and time,
 * whichever is used up first. Confined to the event loop.
 *
 * <p>Time alone would not do: with io_uring a write costs its time later, when the loop hands it to the kernel.
 */
public final class TurnBudget {
    /** What one delivery to one reader, one line of a batch or one row of a listing costs. */
    public static final int DELIVERY = 1;

    /** What a write to a socket costs, in deliveries: most of it is the system's work. */
    public static final int WRITE = 16;

    /** What a record of a TLS handshake costs, in deliveries: there may be a signature to make for it. */
    public static final int HANDSHAKE = 256;

    static final int UNITS = 4096;
    static final long BYTES = 1 << 20;
    static final long NANOS = 2_000_000;

    private final LongSupplier nanoTime;
    private int units;
    private long bytes;
    private long usedNanos;
    private long begunNanos;

    TurnBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        refill();
    }

    /** The loop has looked at its sockets: a new turn. */
    void refill() {
        units = UNITS;
        bytes = BYTES;
        usedNanos = 0;
    }

    /** Work begins: time counts from now on. */
    void begin() {
        begunNanos = nanoTime.getAsLong();
    }

    /** Work pauses: time no longer counts. */
    void end() {
        usedNanos += nanoTime.getAsLong() - begunNanos;
    }

    /** Whether a turn that has paused may go on. */
    boolean leftWhilePaused() {
        return units > 0 && bytes > 0 && usedNanos < NANOS;
    }

    /** Whether there is anything left. Reads the clock: to be asked once for each reader or line, not for each byte. */
    public boolean left() {
        return units > 0 && bytes > 0 && usedNanos + nanoTime.getAsLong() - begunNanos < NANOS;
    }

    /**
     * Takes what was used.
     *
     * @param usedUnits such as {@link #DELIVERY} or {@link #WRITE}
     * @param usedBytes bytes that were encoded, parsed or copied
     */
    public void use(int usedUnits, long usedBytes) {
        units -= usedUnits;
        bytes -= usedBytes;
    }
}
