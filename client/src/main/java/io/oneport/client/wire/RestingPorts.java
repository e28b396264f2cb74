package io.oneport.client.wire;

/**
 * The local ports that closed sockets have left to rest (TIME-WAIT, RFC 9293, section 3.6.1): that falls to the side that
 * closes first, and while a port rests, no new connection to the same server can have it. Counted by the second; the
 * kernel's own table would have to be read and parsed as often, with a line for each socket. For one loop.
 */
public final class RestingPorts {
    /** How long a port rests at the most: Linux's TCP_TIMEWAIT_LEN. */
    public static final int LONGEST_SECONDS = 60;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int[] closedIn = new int[LONGEST_SECONDS];
    /** The second that was counted last. */
    private long newest = Long.MIN_VALUE;

    /** One more, from now on. */
    void add(long nowNanos) {
        advance(nowNanos);
        closedIn[slot(newest)]++;
    }

    /**
     * How many rest.
     *
     * @param restSeconds how long each does, at most {@value #LONGEST_SECONDS}
     * @param nowNanos of {@link System#nanoTime}
     */
    public int count(int restSeconds, long nowNanos) {
        advance(nowNanos);
        int count = 0;
        for (long second = newest; second > newest - restSeconds; second--) {
            count += closedIn[slot(second)];
        }
        return count;
    }

    /** Forgets those that have rested for long enough. */
    private void advance(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND_NANOS);
        for (long second = Math.max(newest, now - LONGEST_SECONDS) + 1; second <= now; second++) {
            closedIn[slot(second)] = 0;
        }
        newest = Math.max(newest, now);
    }

    private static int slot(long second) {
        return Math.floorMod(second, LONGEST_SECONDS);
    }
}
