package io.oneport.client.pace;

/** What time it is, and which phase of the run, for one worker. Confined to its loop, but for {@link #now}. */
public final class PhaseClock {
    private final Clock clock;
    private Timeline timeline = Timeline.NOT_YET;
    private boolean over;

    /**
     * Begins before the first phase.
     *
     * @param clock the run's
     */
    public PhaseClock(Clock clock) {
        this.clock = clock;
    }

    /** Nanoseconds since the run began. Any thread. */
    public long now() {
        return clock.now();
    }

    /** From now on, phases are known. */
    public void begin(Timeline phases) {
        timeline = phases;
    }

    /** The phases; {@link Timeline#NOT_YET} until all sockets are open. */
    public Timeline timeline() {
        return timeline;
    }

    /** Whether something that is due at this time counts. */
    public boolean measured(long due) {
        return timeline.measured(due);
    }

    /** Whether messages are due at this time. */
    public boolean running(long now) {
        return timeline.running(now);
    }

    /** The accounts are closed: nothing is counted from now on. */
    public void end() {
        over = true;
    }

    /** Whether the accounts are closed. */
    public boolean isOver() {
        return over;
    }
}
