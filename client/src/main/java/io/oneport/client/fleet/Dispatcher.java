package io.oneport.client.fleet;

import io.oneport.client.pace.Pacer;
import io.oneport.client.pace.Performer;
import io.oneport.client.pace.Timeline;
import java.util.List;

/** One kind of work on one worker: when the next of it is due, and who shares it. Confined to its loop. */
final class Dispatcher {
    /** After so many in one turn, what has come from the network gets its turn. */
    private static final int MOST_IN_A_TURN = 256;

    private final Worker worker;
    private final Pacer pacer;
    private final List<? extends Performer> performers;

    Dispatcher(Worker worker, Pacer pacer, List<? extends Performer> performers) {
        this.worker = worker;
        this.pacer = pacer;
        this.performers = performers;
    }

    /** Hands out what is due, and comes back when more is. */
    void walk() {
        if (worker.over) {
            return; // the books are closed
        }
        long start = worker.timeline.start();
        long now = worker.clock.now();
        int turn = 0;
        // Whoever wakes up late may find some due behind the end, which are in no book.
        while (hasMore() && pacer.nextNanos() <= now - start && turn++ < MOST_IN_A_TURN) {
            long due = start + pacer.nextNanos();
            boolean measured = worker.timeline.measured(due);
            if (measured) {
                worker.measures.sendLag(now - due);
            }
            performers.get(pacer.pick(performers.size())).due(due, measured);
            pacer.advance();
        }
        worker.flushTouched();
        if (!hasMore()) {
            return;
        }
        long wait = start + pacer.nextNanos() - worker.clock.now();
        if (wait <= 0) {
            worker.loop.execute(this::walk);
        } else {
            worker.loop.schedule(this::walk, wait);
        }
    }

    /** Whether there is a next one, and it is due before the measured time is over. */
    private boolean hasMore() {
        Timeline timeline = worker.timeline;
        return pacer.nextNanos() < timeline.measureTo() - timeline.start();
    }
}
