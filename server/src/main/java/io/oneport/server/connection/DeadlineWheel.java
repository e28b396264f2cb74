package io.oneport.server.connection;

import org.jspecify.annotations.Nullable;

/**
 * When each connection of one worker is checked next: a ring of lists, one for each coming sweep (a hashed timing wheel;
 * Varghese and Lauck, 1987).
 *
 * <p>A connection is in the list of the earliest time that was set since its last check. If its deadline has moved to a
 * later time by then, it is put where it belongs now. So moving a deadline to a later time, as every request does, costs
 * one comparison, and an idle connection costs nothing until its time has come. Confined to the event loop.
 */
final class DeadlineWheel {
    /** With a sweep every 250 ms, this is a minute; what is due later is checked once a minute. */
    private static final int SLOTS = 256;

    private final long sweepNanos;
    private final long originNanos;
    private final Connection[] slots = new Connection[SLOTS];
    /** The sweep that is under way or was made last, counted from the origin. */
    private long swept;
    /** The last sweep that is due. */
    private long due;

    /**
     * Creates an empty wheel.
     *
     * @param sweepNanos time between two sweeps
     * @param nowNanos the time, as all times here in nanoseconds from an arbitrary origin
     */
    DeadlineWheel(long sweepNanos, long nowNanos) {
        this.sweepNanos = sweepNanos;
        this.originNanos = nowNanos;
    }

    /** Schedules a check of a connection at or after this time, unless one is due sooner. */
    void lookAt(Connection socket, long atNanos) {
        if (socket.wheelSlot >= 0) {
            if (atNanos - nanosOf(socket.wheelSlot) >= 0) {
                return;
            }
            remove(socket);
        }
        long sweep = Math.max(swept + 1, ceilDiv(atNanos - originNanos));
        add(socket, slot(Math.min(sweep, swept + SLOTS - 1)));
    }

    /** Says what time it is: {@link #next} gives every connection whose time has come by then. */
    void advance(long nowNanos) {
        due = Math.max(due, (nowNanos - originNanos) / sweepNanos);
        swept = Math.max(swept, due - SLOTS); // one round sees every list, however long the loop was held up
    }

    /**
     * Takes out one connection whose time has come; null if there is none. Between two calls any connection may leave, or be
     * laid into another list.
     */
    @Nullable
    Connection next() {
        while (true) {
            Connection socket = slots[slot(swept)];
            if (socket != null) {
                remove(socket);
                return socket;
            }
            if (swept >= due) {
                return null;
            }
            swept++;
        }
    }

    /** Removes a connection, if it is here. */
    void remove(Connection socket) {
        if (socket.wheelSlot < 0) {
            return;
        }
        if (socket.wheelPrevious == null) {
            slots[socket.wheelSlot] = socket.wheelNext;
        } else {
            socket.wheelPrevious.wheelNext = socket.wheelNext;
        }
        if (socket.wheelNext != null) {
            socket.wheelNext.wheelPrevious = socket.wheelPrevious;
        }
        socket.wheelPrevious = null;
        socket.wheelNext = null;
        socket.wheelSlot = -1;
    }

    private void add(Connection socket, short slot) {
        socket.wheelSlot = slot;
        socket.wheelNext = slots[slot];
        if (slots[slot] != null) {
            slots[slot].wheelPrevious = socket;
        }
        slots[slot] = socket;
    }

    private long ceilDiv(long nanos) {
        return (nanos + sweepNanos - 1) / sweepNanos;
    }

    private static short slot(long sweep) {
        return (short) (sweep % SLOTS);
    }

    /** When the connections in this list are checked: within one round, since none stays there for longer. */
    private long nanosOf(short slot) {
        long sweep = swept + (slot - slot(swept) + SLOTS) % SLOTS;
        return originNanos + sweep * sweepNanos;
    }
}
