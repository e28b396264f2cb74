package io.oneport.client.result;

/**
 * What became of all that was to be done, for one kind of work. Measuring and drain only; warm-up is apart.
 *
 * @param name of the work, such as {@code ws} or {@code http}
 * @param scheduled what the plan said was due
 * @param done answered rightly
 * @param failed answered wrongly, or its socket was lost
 * @param timedOut not answered in time
 * @param unsent due, but never written: its socket was closed, or too much was in flight already
 * @param inFlight written, and neither answered nor late by the end of the drain
 */
public record Books(String name, long scheduled, long done, long failed, long timedOut, long unsent, long inFlight) {
    /** Whether nothing is unaccounted for. */
    public boolean closed() {
        return scheduled == done + failed + timedOut + unsent + inFlight;
    }
}
