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

    Topic(
            TopicName name,
            long epoch,
            TopicSettings settings,
            HistoryBudget budget,
            List<? extends Executor> workers,
            long nowMillis) {
        this.name = name;
        this.epoch = epoch;
        this.settings = settings;
        this.history = new History(name, epoch, settings, budget);
        this.workers = workers;
        this.fanouts = new Fanout[workers.size()];
        this.subscribersOf = new int[workers.size()];
        this.usedMillis = nowMillis;
    }

    PublishResult publish(Publication publication, long nowMillis) {
        usedMillis = nowMillis;
        if (publication.key() != null) {
            history.expire(nowMillis);
            Message earlier = history.withKey(publication.key());
            if (earlier != null) {
                return new PublishResult.Duplicate(earlier.id());
            }
        }
        long expires = publication.ttl() == null
                ? Long.MAX_VALUE
                : nowMillis + publication.ttl().toMillis();
        Message message = new Message(new MessageId(epoch, ++lastOffset), nowMillis, expires, publication);
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

    /** Lets history run out, and says whether the topic can go: unused, as long as its last readers may come back. */
    boolean idle(long nowMillis) {
        history.expire(nowMillis);
        return subscribers == 0
                && history.isEmpty()
                && nowMillis - usedMillis > settings.historyAge().toMillis();
    }
}
