package io.oneport.client.pace;

import io.oneport.client.wire.WireLoop;
import java.util.List;
import java.util.function.LongConsumer;

/** Hands out one kind of work of one worker to its performers, each piece when it is due. Confined to the worker's loop. */
public final class Dispatcher {
    /** After so many in one turn, the network gets its turn. */
    private static final int MAX_PER_TURN = 256;

    private final WireLoop loop;
    private final PhaseClock time;
    private final Pacer pacer;
    private final List<? extends Performer> performers;
    private final LongConsumer sendLag;
    private final Runnable endOfTurn;
    /** Made once, and not for each turn. */
    private final Runnable again = this::run;

    /**
     * Prepares; nothing is handed out before {@link #run}.
     *
     * @param sendLag receives how late each measured piece of work was handed out, in nanoseconds
     * @param endOfTurn runs after the work of each turn
     */
    public Dispatcher(
            WireLoop loop,
            PhaseClock time,
            Pacer pacer,
            List<? extends Performer> performers,
            LongConsumer sendLag,
            Runnable endOfTurn) {
        this.loop = loop;
        this.time = time;
        this.pacer = pacer;
        this.performers = performers;
        this.sendLag = sendLag;
        this.endOfTurn = endOfTurn;
    }

    /** Hands out what is due, and comes back when more is. */
    public void run() {
        if (time.isOver()) {
            return;
        }
        long start = time.timeline().start();
        long now = time.now();
        int turn = 0;
        // A loop that wakes up late may find work that is due after the end, which does not count.
        while (hasMore() && pacer.nextNanos() <= now - start && turn++ < MAX_PER_TURN) {
            long due = start + pacer.nextNanos();
            boolean measured = time.measured(due);
            if (measured) {
                sendLag.accept(now - due);
            }
            performers.get(pacer.pick(performers.size())).due(due, measured);
            pacer.advance();
        }
        endOfTurn.run();
        if (!hasMore()) {
            return;
        }
        long wait = start + pacer.nextNanos() - time.now();
        if (wait <= 0) {
            loop.execute(again);
        } else {
            loop.schedule(again, wait);
        }
    }

    /** Whether there is a next piece of work, and it is due before the measured time is over. */
    private boolean hasMore() {
        Timeline timeline = time.timeline();
        return pacer.nextNanos() < timeline.measureTo() - timeline.start();
    }
}
