package io.oneport.client.load;

import io.oneport.client.result.Books;

/** What became of one kind of work, on one worker. Confined to its loop. */
final class Tally {
    long scheduled;
    long done;
    long failed;
    long timedOut;
    long unsent;
    long inFlight;

    void add(Tally other) {
        scheduled += other.scheduled;
        done += other.done;
        failed += other.failed;
        timedOut += other.timedOut;
        unsent += other.unsent;
        inFlight += other.inFlight;
    }

    Books books(String name) {
        return new Books(name, scheduled, done, failed, timedOut, unsent, inFlight);
    }
}
