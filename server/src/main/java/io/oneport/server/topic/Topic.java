package io.oneport.server.topic;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/** One topic: numbers its messages, keeps them, and hands them to its fan-outs. Confined to the worker that owns it. */
final class Topic {
    private final TopicName name;
    private final long epoch;
    private final TopicSettings settings;
    private final History history;
    private final List<? extends Executor> workers;
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
     * @param nowMillis as in every method here, a time on the clock that is never set
     */
    Topic(
            TopicName name,
            long epoch,
            long emptySince,
            TopicSettings settings,
            HistoryBudget budget,
            List<? extends Executor> workers,
            long nowMillis) {
        this.name = name;
        this.epoch = epoch;
        this.settings = settings;
        this.history = new History(name, epoch, emptySince, settings, budget);
        this.workers = workers;
        this.fanouts = new Fanout[workers.size()];
        this.subscribersOf = new int[workers.size()];
        this.usedMillis = nowMillis;
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
     * Publishes.
     *
     * @param timeMillis the time of day, in milliseconds since 1970, for readers
     */
    PublishResult publish(Publication publication, long timeMillis, long nowMillis) {
        usedMillis = nowMillis;
        if (publication.key() != null) {
            history.expire(nowMillis);
            Message earlier = history.withKey(publication.key());
            if (earlier != null) {
                return new PublishResult.Duplicate(earlier.id());
            }
        }
        Message message = new Message(name, new MessageId(epoch, ++lastOffset), publication, timeMillis, nowMillis);
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
     */
    void subscribe(int worker, Subscriber subscriber, Since since, long nowMillis, IntConsumer left) {
        if (fanouts[worker] == null) {
            fanouts[worker] = new Fanout(workers.get(worker), () -> left.accept(worker));
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
                && history.isEmpty()
                && nowMillis - usedMillis > settings.historyAge().toMillis();
    }
}
