package io.oneport.client.pace;

/**
 * When the phases are, in nanoseconds since the run began.
 *
 * @param start when the first message may be due
 * @param measureFrom from when what is due counts
 * @param measureTo to when; nothing is due from then on
 */
public record Timeline(long start, long measureFrom, long measureTo) {
    /** Before sockets are open, nothing is measured. */
    public static final Timeline NOT_YET = new Timeline(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    public boolean measured(long due) {
        return due >= measureFrom && due < measureTo;
    }

    public boolean running(long now) {
        return now >= start && now < measureTo;
    }
}
