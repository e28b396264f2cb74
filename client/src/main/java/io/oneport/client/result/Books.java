package io.oneport.client.result;

/**
 * Accounting of one kind of work: what became of everything scheduled while measuring. Excludes the warm-up, except for
 * the attempts to connect, to upgrade and to open a stream, all of which count.
 *
 * @param name of the work, such as {@code ws} or {@code http}
 * @param scheduled due by the plan
 * @param done answered correctly
 * @param failed answered wrongly or refused, or its socket was lost
 * @param timedOut not answered in time
 * @param unsent due, but never written: its socket was closed, or too much was in flight already
 * @param inFlight written, and neither answered nor timed out by the end of the drain
 */
public record Books(String name, long scheduled, long done, long failed, long timedOut, long unsent, long inFlight) {
    /** Whether everything scheduled is accounted for. */
    public boolean closed() {
        return scheduled == done + failed + timedOut + unsent + inFlight;
    }
}
