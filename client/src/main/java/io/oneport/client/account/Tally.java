package io.oneport.client.account;

import io.oneport.client.result.Books;

/** What became of one kind of work, on one worker. Confined to its loop. */
public final class Tally {
    public long scheduled;
    public long done;
    public long failed;
    public long timedOut;
    public long unsent;
    public long inFlight;

    public void add(Tally other) {
        scheduled += other.scheduled;
        done += other.done;
        failed += other.failed;
        timedOut += other.timedOut;
        unsent += other.unsent;
        inFlight += other.inFlight;
    }

    public Books books(String name) {
        return new Books(name, scheduled, done, failed, timedOut, unsent, inFlight);
    }
}
