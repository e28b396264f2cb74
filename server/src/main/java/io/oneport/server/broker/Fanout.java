package io.oneport.server.broker;

import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One topic's subscribers on one worker.
 *
 * <p>Assumes: (1) the topic's owner alone calls {@link #publish}, {@link #reset}, {@link #attach}, {@link #replay},
 * {@link #end}, {@link #backlogBytes} and {@link #tellWhenDelivered}; (2) everything else runs on the worker, which runs
 * tasks one at a time.
 *
 * <p>Guarantees: (1) subscribers get messages and resets in the order in which the owner handed them over: a subscriber
 * that is attached between two messages gets the second and not the first; (2) what waits is delivered as one batch, with
 * one flush for each subscriber; (3) a turn of the worker delivers no more than its {@link TurnBudget}; (4) a subscriber
 * that throws is ended, and no other is affected.
 */
final class Fanout implements Work {
    /** Subscribers that get a batch before other work has its turn. */
    private static final int SLICE = 256;

    private static final int MAX_BATCH = 256;

    /** A batch fits into what a socket takes at once, else each reader would wait in the midst of every batch. */
    private static final int MAX_BATCH_BYTES = 32 << 10;

    /** What is done for one subscriber, between messages. */
    private record Errand(SubscriberPlace place, int messages, Consumer<SubscriberPlace> task) {}

    private final Executor worker;
    private final WorkQueue queue;
    private final TopicCounters counters;
    private final Runnable onCancel;
    private final Runnable onDelivered;
    private final Runnable enqueue = this::enqueue;
    private final Consumer<SubscriberPlace> onPlaceCancel = this::cancel;
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Bytes of messages that were handed over; the owner's. */
    private long handedBytes;
    /** How many of them are delivered; written by the worker only. */
    private volatile long deliveredBytes;

    private volatile boolean ownerWaits;

    private final List<SubscriberPlace> places = new ArrayList<>();
    private final List<Message> batch = new ArrayList<>();
    /** What is on its way instead of a batch; or null. */
    private @Nullable Reset reset;

    private @Nullable Refusal ending;
    /** Payload of the batch, and what it counts against the backlog. */
    private int batchBytes;

    private long batchCost;
    private int cursor;
    private int holes;

    /**
     * Creates a fan-out without subscribers.
     *
     * @param worker runs tasks on the worker
     * @param queue the worker's queue
     * @param counters the worker's
     * @param onCancel told, on the worker, whenever a subscriber has left
     * @param onDelivered told, on the worker, when something is delivered after {@link #tellWhenDelivered}
     */
    Fanout(Executor worker, WorkQueue queue, TopicCounters counters, Runnable onCancel, Runnable onDelivered) {
        this.worker = worker;
        this.queue = queue;
        this.counters = counters;
        this.onCancel = onCancel;
        this.onDelivered = onDelivered;
    }

    void publish(Message message) {
        handedBytes += message.cost();
        hand(message);
    }

    void reset(Reset reset) {
        hand(reset);
    }

    /** Sends all subscribers away. */
    void end(Refusal refusal) {
        hand(refusal);
    }

    /**
     * Lets a subscriber begin.
     *
     * @param replay its way through history; null if it joins the others at once
     */
    void attach(Subscriber subscriber, Start start, @Nullable Replay replay) {
        SubscriberPlace place = new SubscriberPlace(onPlaceCancel, subscriber, replay);
        if (replay != null) {
            replay.place(place);
        }
        hand(new Errand(place, start.messages().size(), who -> begin(who, start)));
    }

    /**
     * Gives a subscriber the next part of history.
     *
     * @param joins whether it is the last one, so that messages that are handed over from here on are delivered to it
     */
    void replay(Replay replay, Start part, boolean joins) {
        hand(new Errand(replay.place(), part.messages().size(), who -> goOn(who, part, joins)));
    }

    /** Sends a subscriber away that is not among the others yet. */
    void end(Replay replay, Refusal refusal) {
        hand(new Errand(replay.place(), 0, who -> end(who, refusal)));
    }

    /** Bytes of messages that were handed over and are not delivered yet. */
    long backlogBytes() {
        return handedBytes - deliveredBytes;
    }

    /** Asks for one call of {@code onDelivered} when the backlog is next reduced. */
    void tellWhenDelivered() {
        ownerWaits = true;
    }

    private void hand(Object item) {
        waiting.add(item);
        if (scheduled.compareAndSet(false, true)) {
            try {
                worker.execute(enqueue);
            } catch (RejectedExecutionException e) {
                waiting.clear(); // the worker has stopped, and its sockets with it
            }
        }
    }

    private void enqueue() {
        queue.add(this);
    }

    @Override
    public boolean work(TurnBudget budget) {
        if (!delivering()) {
            doErrands(budget);
            takeMessages();
        }
        if (delivering()) {
            deliverSlice(budget);
        }
        return goOn();
    }

    private boolean delivering() {
        return reset != null || ending != null || !batch.isEmpty();
    }

    private void deliverSlice(TurnBudget budget) {
        int end = Math.min(cursor + SLICE, places.size());
        int readers = 0;
        while (cursor < end && budget.left()) {
            readers += deliver(cursor, budget) ? 1 : 0;
            cursor++;
        }
        countDelivered(readers);
        if (cursor == places.size()) {
            batchDelivered();
        }
    }

    /** One look at the clock for all of a slice's readers. */
    private void countDelivered(int readers) {
        if (readers > 0 && !batch.isEmpty()) {
            long now = System.nanoTime();
            for (int i = 0; i < batch.size(); i++) {
                counters.latency.record(now - batch.get(i).createdNanos(), readers);
            }
        }
    }

    /** It is no subscriber that has thrown: what is on its way is given up, and the next batch is tried. */
    @Override
    public boolean failed(Throwable cause) {
        batchDelivered();
        return goOn();
    }

    private boolean goOn() {
        if (delivering() || !waiting.isEmpty()) {
            return true;
        }
        scheduled.set(false);
        // It may have come between the two lines above, and seen the flag still up.
        return !waiting.isEmpty() && scheduled.compareAndSet(false, true);
    }

    private void batchDelivered() {
        batch.clear();
        reset = null;
        ending = null;
        deliveredBytes += batchCost; // the worker is the only one that writes it
        counters.deliveredBytes += batchCost;
        batchBytes = 0;
        batchCost = 0;
        cursor = 0;
        compact();
        if (ownerWaits) {
            ownerWaits = false;
            onDelivered.run();
        }
    }

    private void doErrands(TurnBudget budget) {
        while (waiting.peek() instanceof Errand errand && budget.left()) {
            waiting.remove();
            budget.use(TurnBudget.WRITE + errand.messages, 0);
            serve(errand.place, errand);
        }
    }

    /** Takes a batch of messages; a reset goes alone. */
    private void takeMessages() {
        if (waiting.peek() instanceof Reset next) {
            waiting.remove();
            reset = next;
            return;
        }
        if (waiting.peek() instanceof Refusal refusal) {
            waiting.remove();
            ending = refusal;
            return;
        }
        while (batch.size() < MAX_BATCH && waiting.peek() instanceof Message message) {
            int bytes = message.payload().bytes().length;
            if (!batch.isEmpty() && batchBytes + bytes > MAX_BATCH_BYTES) {
                return;
            }
            waiting.remove();
            batch.add(message);
            batchBytes += bytes;
            batchCost += message.cost();
        }
    }

    /** Returns whether somebody is there. */
    private boolean deliver(int index, TurnBudget budget) {
        SubscriberPlace place = places.get(index);
        if (place == null) {
            return false;
        }
        budget.use(TurnBudget.WRITE + batch.size() * TurnBudget.DELIVERY, batchBytes);
        serve(place, null);
        return true;
    }

    /**
     * Calls a subscriber. Its failure, even an Error, ends it and no other.
     *
     * @param errand null for the delivery of what is on its way
     */
    private void serve(SubscriberPlace place, @Nullable Errand errand) {
        try {
            if (errand == null) {
                deliver(place);
            } else {
                errand.task.accept(place);
            }
            if (place.active) { // it may have left because of what it was given
                place.subscriber.flush();
            }
        } catch (Throwable cause) {
            fail(place, cause);
        }
    }

    private void deliver(SubscriberPlace place) {
        if (reset != null) {
            place.subscriber.reset(reset);
        } else if (ending != null) {
            end(place, ending);
        }
        for (int i = 0; i < batch.size() && place.active; i++) { // it may leave because of a message
            place.subscriber.deliver(batch.get(i));
        }
    }

    private void begin(SubscriberPlace place, Start start) {
        if (place.way == null) {
            join(place);
        }
        if (!place.subscriber.started(place, start)) {
            cancel(place);
        }
    }

    private void join(SubscriberPlace place) {
        place.way = null;
        place.index = places.size();
        places.add(place);
    }

    private void goOn(SubscriberPlace place, Start part, boolean joins) {
        if (!place.active) {
            return;
        }
        if (place.way != null) {
            place.way.arrived();
        }
        if (joins) {
            join(place);
        }
        Reset missed = part.toReset();
        if (missed != null) {
            place.subscriber.reset(missed);
        }
        if (place.active) { // it may leave because of the reset
            place.subscriber.replayed(part.messages());
        }
    }

    private void end(SubscriberPlace place, Refusal refusal) {
        if (place.active) {
            cancel(place);
            place.subscriber.ended(refusal);
        }
    }

    private void fail(SubscriberPlace place, Throwable cause) {
        cancel(place);
        try {
            place.subscriber.failed(cause);
        } catch (Throwable again) {
            // Most likely out of memory, twice. Its socket is gone from here; the deadlines of the socket end the rest.
        }
    }

    private void cancel(SubscriberPlace place) {
        if (!place.active) {
            return;
        }
        place.active = false;
        if (place.way != null) {
            place.way.leave();
            return;
        }
        places.set(place.index, null);
        holes++;
        if (!delivering()) {
            compact();
        }
        onCancel.run();
    }

    /** Closes the holes once they are many; not while a batch is on its way, which goes by index. */
    private void compact() {
        if (holes > 16 && holes > places.size() / 2 || holes == places.size()) {
            places.removeIf(place -> place == null);
            for (int i = 0; i < places.size(); i++) {
                places.get(i).index = i;
            }
            holes = 0;
        }
    }
}
