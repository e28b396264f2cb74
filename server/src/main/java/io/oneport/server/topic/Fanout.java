package io.oneport.server.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One topic's subscribers on one worker.
 *
 * <p>Assumes: (1) the topic's owner alone calls {@link #publish} and {@link #attach}; (2) everything else runs on the
 * worker, which runs tasks one at a time.
 *
 * <p>Guarantees: (1) subscribers see what the owner handed over in that order, so whoever is attached between two
 * messages gets the second and not the first; (2) what waits is delivered as one batch, with one flush for each
 * subscriber; (3) no turn of the worker is longer than {@value #SLICE} subscribers of a batch.
 */
final class Fanout implements Runnable {
    private static final int SLICE = 256;
    private static final int MAX_BATCH = 256;

    private record Attach(Subscriber subscriber, Start start) {}

    private final Executor worker;
    private final Runnable onCancel;
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Message> batch = new ArrayList<>();
    private int cursor;
    private int holes;

    /**
     * Makes one.
     *
     * @param onCancel told, on the worker, whenever a subscriber has left
     */
    Fanout(Executor worker, Runnable onCancel) {
        this.worker = worker;
        this.onCancel = onCancel;
    }

    void publish(Message message) {
        hand(message);
    }

    void attach(Subscriber subscriber, Start start) {
        hand(new Attach(subscriber, start));
    }

    private void hand(Object item) {
        waiting.add(item);
        if (scheduled.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        try {
            worker.execute(this);
        } catch (RejectedExecutionException e) {
            waiting.clear(); // the worker has stopped, and its sockets with it
        }
    }

    @Override
    public void run() {
        if (batch.isEmpty()) {
            takeAttaches();
            takeMessages();
        }
        int end = Math.min(cursor + SLICE, subscriptions.size());
        for (; cursor < end; cursor++) {
            deliver(cursor);
        }
        if (cursor == subscriptions.size()) {
            batch.clear();
            compact();
        }
        if (!batch.isEmpty() || !waiting.isEmpty()) {
            schedule(); // in a turn of its own: others are waiting, too
            return;
        }
        scheduled.set(false);
        if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
            schedule(); // it came between the two lines above, and saw the flag still up
        }
    }

    private void takeAttaches() {
        for (int i = 0; i < MAX_BATCH && waiting.peek() instanceof Attach attach; i++) {
            waiting.remove();
            attach(attach);
        }
    }

    private void takeMessages() {
        while (batch.size() < MAX_BATCH && waiting.peek() instanceof Message message) {
            waiting.remove();
            batch.add(message);
        }
        cursor = 0;
    }

    private void attach(Attach attach) {
        Subscription subscription = new Subscription(this, attach.subscriber, subscriptions.size());
        subscriptions.add(subscription);
        if (attach.subscriber.started(subscription, attach.start)) {
            attach.subscriber.flush();
        } else {
            cancel(subscription);
        }
    }

    private void deliver(int index) {
        for (int i = 0; i < batch.size(); i++) {
            Subscription subscription = subscriptions.get(index);
            if (subscription == null) {
                return; // left, maybe because of the message before
            }
            subscription.subscriber.deliver(batch.get(i));
        }
        if (subscriptions.get(index) != null) {
            subscriptions.get(index).subscriber.flush();
        }
    }

    void cancel(Subscription subscription) {
        if (!subscription.active) {
            return;
        }
        subscription.active = false;
        subscriptions.set(subscription.index, null);
        holes++;
        if (batch.isEmpty()) {
            compact();
        }
        onCancel.run();
    }

    /** Closes the holes once they are many; not while a batch is on its way, which goes by index. */
    private void compact() {
        if (holes > 16 && holes > subscriptions.size() / 2 || holes == subscriptions.size()) {
            subscriptions.removeIf(subscription -> subscription == null);
            for (int i = 0; i < subscriptions.size(); i++) {
                subscriptions.get(i).index = i;
            }
            holes = 0;
        }
    }
}
