package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.loop.WorkQueue;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** One topic: numbers its messages, keeps them, and hands them to its fan-outs. Confined to the worker that owns it. */
final class Topic {
    private final TopicName name;
    private final long epoch;
    private final TopicSettings settings;
    private final LongSupplier clockMillis;
    private final LongSupplier elapsedMillis;
    private final History history;
    private final List<? extends Executor> workers;
    private final List<WorkQueue> queues;
    private final int owner;
    private final PendingBudget pendingBudget;
    /** Publications that wait for readers; null until one has to. */
    private PendingPublications pending;

    /** By worker; null where nobody has subscribed yet. */
    private final Fanout[] fanouts;

    private final int[] subscribersOf;
    private int subscribers;
    private long lastOffset;
    private long usedMillis;

    /** Its place in the list of its owner's topics. */
    int index;

    /**
     * Creates a topic to which nothing was published yet.
     *
     * @param emptySince see {@link History}
     * @param clockMillis the time of day, in milliseconds since 1970, for readers
     * @param elapsedMillis the clock that is never set, for all that lasts; every {@code nowMillis} here is of it
     */
    Topic(
            TopicName name,
            long epoch,
            long emptySince,
            TopicSettings settings,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis,
            HistoryBudget budget,
            List<? extends Executor> workers,
            List<WorkQueue> queues,
            int owner,
            PendingBudget pendingBudget) {
        this.name = name;
        this.epoch = epoch;
        this.settings = settings;
        this.clockMillis = clockMillis;
        this.elapsedMillis = elapsedMillis;
        this.history = new History(name, epoch, emptySince, settings, budget);
        this.workers = workers;
        this.queues = queues;
        this.owner = owner;
        this.pendingBudget = pendingBudget;
        this.fanouts = new Fanout[workers.size()];
        this.subscribersOf = new int[workers.size()];
        this.usedMillis = elapsedMillis.getAsLong();
    }

    TopicName name() {
        return name;
    }

    /** Whether anything was ever published to it. */
    boolean published() {
        return lastOffset > 0;
    }

    /** Whether it has no subscriber. */
    boolean unread() {
        return subscribers == 0;
    }

    /**
     * Publishes, at once or as soon as the readers have been handed what came before.
     *
     * @param result told what became of it
     */
    void publish(Publication publication, long nowMillis, Consumer<PublishResult> result) {
        if (waits() || !takesOrTells(Message.cost(publication))) {
            if (pending == null) {
                pending = new PendingPublications(this, queues.get(owner), pendingBudget);
            }
            usedMillis = nowMillis;
            pending.add(publication, nowMillis + settings.publishWait().toMillis(), result);
        } else {
            result.accept(publish(publication, nowMillis));
        }
    }

    /** Whether publications wait here. */
    boolean waits() {
        return pending != null && !pending.isEmpty();
    }

    /** Publishes what has waited. */
    void publishNow(Publication publication, Consumer<PublishResult> result) {
        result.accept(publish(publication, elapsedMillis.getAsLong()));
    }

    /** Refuses publications that have waited until this time. */
    void expirePending(long nowMillis, String refusal) {
        if (waits()) {
            pending.expire(nowMillis, refusal);
        }
    }

    /** Whether the backlog has room for another message; if not, {@link #resume} is called once it may have. */
    boolean takesOrTells(long cost) {
        boolean takes = true;
        for (Fanout fanout : fanouts) {
            if (fanout != null && !takes(fanout, cost)) {
                fanout.tellWhenDelivered();
                takes &= takes(fanout, cost); // it may have been delivered between the two lines above
            }
        }
        return takes;
    }

    private boolean takes(Fanout fanout, long cost) {
        long backlog = fanout.backlogBytes();
        return backlog == 0 || backlog + cost <= settings.publishBacklogBytes();
    }

    /** Some of the backlog is delivered. */
    void resume() {
        if (waits()) {
            pending.resume();
        }
    }

    /** Whether every reader has been handed everything. */
    boolean delivered() {
        for (Fanout fanout : fanouts) {
            if (fanout != null && fanout.backlogBytes() > 0) {
                return false;
            }
        }
        return !waits();
    }

    private PublishResult publish(Publication publication, long nowMillis) {
        usedMillis = nowMillis;
        if (publication.key() != null) {
            history.expire(nowMillis);
            Message earlier = history.withKey(publication.key());
            if (earlier != null) {
                return new PublishResult.Duplicate(earlier.id());
            }
        }
        MessageId id = new MessageId(epoch, ++lastOffset);
        Message message = new Message(name, id, publication, clockMillis.getAsLong(), nowMillis);
        if (!message.expired(nowMillis)) {
            history.add(message);
        }
        for (int worker = 0; worker < fanouts.length; worker++) {
            if (subscribersOf[worker] > 0) {
                fanouts[worker].publish(message);
            }
        }
        return new PublishResult.Published(message.id(), subscribers);
    }

    Start read(Since since, long nowMillis) {
        usedMillis = nowMillis;
        return history.start(since, lastOffset, nowMillis);
    }

    /**
     * Adds a subscriber.
     *
     * @param left told on the subscriber's worker, with that worker's number, once it has left
     * @param delivered told on the subscriber's worker, with that worker's number, when the backlog is smaller
     */
    void subscribe(
            int worker, Subscriber subscriber, Since since, long nowMillis, IntConsumer left, IntConsumer delivered) {
        if (fanouts[worker] == null) {
            fanouts[worker] = new Fanout(
                    workers.get(worker), queues.get(worker), () -> left.accept(worker), () -> delivered.accept(worker));
        }
        subscribersOf[worker]++;
        subscribers++;
        fanouts[worker].attach(subscriber, read(since, nowMillis));
    }

    void left(int worker, long nowMillis) {
        usedMillis = nowMillis;
        subscribersOf[worker]--;
        subscribers--;
    }

    /**
     * Lets history run out.
     *
     * @param most the most messages to take out
     * @return how many have gone; if it is {@code most}, more may have to go
     */
    int expire(long nowMillis, int most) {
        return history.expire(nowMillis, most);
    }

    /** Whether it can go: unused, for as long as its last readers may come back. */
    boolean idle(long nowMillis) {
        return subscribers == 0
                && !waits()
                && history.isEmpty()
                && nowMillis - usedMillis > settings.historyAge().toMillis();
    }
}
