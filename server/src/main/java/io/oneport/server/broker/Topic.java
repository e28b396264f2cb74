package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.loop.WorkQueue;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * One topic that has readers here: hands its messages to the fan-outs of their workers, and keeps publishers back while
 * those have not delivered them. Confined to the worker that owns the topic.
 */
final class Topic implements TopicFeed.Output {
    private final TopicName name;
    private final Topics.Publishing send;
    private final TopicSettings settings;
    private final List<? extends Executor> workers;
    private final List<WorkQueue> queues;
    private final int owner;
    private final PendingBudget pendingBudget;
    /** By worker. */
    private final List<TopicCounters> counters;

    private final Topics.Readers readers;
    private final TopicFeed feed;
    /** Publications that wait for readers; null until one has to. */
    private PendingPublications pending;

    /** By worker; null where nobody has subscribed yet. */
    private final Fanout[] fanouts;

    private final int[] subscribersOf;
    private int subscribers;

    Topic(
            TopicName name,
            Broker broker,
            Topics.Publishing send,
            TopicSettings settings,
            List<? extends Executor> workers,
            List<WorkQueue> queues,
            int owner,
            PendingBudget pendingBudget,
            List<TopicCounters> counters,
            Topics.Readers readers) {
        this.name = name;
        this.send = send;
        this.settings = settings;
        this.workers = workers;
        this.queues = queues;
        this.owner = owner;
        this.pendingBudget = pendingBudget;
        this.counters = counters;
        this.readers = readers;
        this.feed = new TopicFeed(broker, owner, name, this);
        this.fanouts = new Fanout[workers.size()];
        this.subscribersOf = new int[workers.size()];
    }

    TopicName name() {
        return name;
    }

    TopicFeed feed() {
        return feed;
    }

    /** Whether it has no reader, none that is about to come, and nothing to publish. */
    boolean unused() {
        return subscribers == 0 && !feed.attaching() && !waits();
    }

    @Override
    public int subscribers() {
        return subscribers;
    }

    /**
     * Publishes, at once or as soon as the readers have been handed what came before.
     *
     * @param nowMillis on the clock that is never set
     * @param result told what became of it
     */
    void publish(Publication publication, long nowMillis, Consumer<PublishResult> result) {
        if (pending == null) {
            pending = new PendingPublications(this, queues.get(owner), pendingBudget);
        }
        pending.add(publication, nowMillis + settings.publishWait().toMillis(), result);
    }

    /** Whether a publication can go to the broker at once: none waits, and the backlog has room. */
    boolean takesAtOnce(Publication publication) {
        return !waits() && takesOrTells(Message.cost(publication));
    }

    /** Whether publications wait here. */
    boolean waits() {
        return pending != null && !pending.isEmpty();
    }

    /** Publishes what has waited. */
    void publishNow(Publication publication, Consumer<PublishResult> result) {
        send.publish(owner, publication, result);
    }

    /** Refuses publications that have waited until this time. */
    void expirePending(long nowMillis, Refusal refusal) {
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

    @Override
    public void message(Message message) {
        for (int worker = 0; worker < fanouts.length; worker++) {
            if (subscribersOf[worker] > 0) {
                fanouts[worker].publish(message);
                counters.get(owner).handedBytes += message.cost();
            }
        }
    }

    @Override
    public void reset(Reset reset) {
        for (int worker = 0; worker < fanouts.length; worker++) {
            if (subscribersOf[worker] > 0) {
                fanouts[worker].reset(reset);
            }
        }
    }

    @Override
    public void ended(Refusal refusal) {
        for (int worker = 0; worker < fanouts.length; worker++) {
            if (subscribersOf[worker] > 0) {
                fanouts[worker].end(refusal);
            }
        }
    }

    /**
     * Adds a subscriber, once it is known where it begins.
     *
     * @param refused told, on the owner, if that cannot be known
     * @param left told on the subscriber's worker, with that worker's number, once it has left
     * @param delivered told on the subscriber's worker, with that worker's number, when the backlog is smaller
     */
    void subscribe(
            int worker,
            Subscriber subscriber,
            Since since,
            Consumer<Refusal> refused,
            IntConsumer left,
            IntConsumer delivered) {
        feed.attach(since, result -> {
            if (result instanceof Refusal refusal) {
                refused.accept(refusal);
            } else if (result instanceof ReadResult.Held held) {
                attach(worker, subscriber, held.start(), left, delivered);
            }
        });
    }

    private void attach(int worker, Subscriber subscriber, Start start, IntConsumer left, IntConsumer delivered) {
        if (fanouts[worker] == null) {
            fanouts[worker] = new Fanout(
                    workers.get(worker),
                    queues.get(worker),
                    counters.get(worker),
                    () -> left.accept(worker),
                    () -> delivered.accept(worker));
        }
        subscribersOf[worker]++;
        subscribers++;
        readers.changed(name, 1);
        fanouts[worker].attach(subscriber, start);
    }

    void left(int worker) {
        subscribersOf[worker]--;
        subscribers--;
        readers.changed(name, -1);
    }
}
