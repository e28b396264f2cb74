package io.oneport.client.fleet;

/** Room for one session after the other, of a {@link Churn}. All of it on its worker's loop. */
interface Slot {
    /** Begins a session; the one before has ended. */
    void begin(long dueNanos);

    /** Whether a session is under way. */
    boolean isBusy();

    /** When the session that is under way was due. */
    long due();

    /** Ends a session that waits for an answer for too long; the other steps have a deadline of their own. */
    void expire(long now);

    /** Ends the account of what is under way, but for the session itself, at the end of the run. */
    void accountOpening();

    /** Ends it for good. */
    void leave();
}
