package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One topic that has readers here: hands its messages to the fan-outs of their workers, and keeps publishers back while
 * those have not delivered them. Confined to the worker that owns the topic.
 */
final class Topic implements TopicFeed.Output, PendingPublications.Gate, Replay.Source {
    /** {@link Broker#publish}, or what is put around it. */
    interface Publishing {
        void publish(int owner, Publication publication, Consumer<PublishResult> result);
    }

    /** Has something done by a topic's owner that concerns it; it may be unused after that. */
    interface Owning {
        /** Called on the worker {@code from}. */
        void run(int from, Topic topic, Runnable task);
    }

    /** Told of each subscriber that comes or goes. */
    interface Readers {
        void changed(TopicName topic, int by);
    }

    private final TopicName name;
    private final Publishing send;
    private final TopicSettings settings;
    private final TopicWorkers workers;
    private final int owner;
    private final PendingBudget pendingBudget;
    private final Readers readers;
    private final Owning owning;
    private final TopicFeed feed;
    /** Publications that wait for readers; null until one has to. */
    private @Nullable PendingPublications pending;

    /** By worker; null where nobody has subscribed yet. */
    private final Fanout[] fanouts;

    /** By worker, without those that are on their way through history. */
    private final int[] subscribersOf;

    /** All of them. */
    private int subscribers;
    /** Those that are on their way through history; null before there is one. */
    private @Nullable Set<Replay> replays;

    Topic(
            TopicName name,
            Broker broker,
            Publishing send,
            TopicSettings settings,
            TopicWorkers workers,
            int owner,
            PendingBudget pendingBudget,
            @Nullable PageSharing sharing,
            Readers readers,
            Owning owning) {
        this.name = name;
        this.send = send;
        this.settings = settings;
        this.workers = workers;
        this.owner = owner;
        this.pendingBudget = pendingBudget;
        this.readers = readers;
        this.owning = owning;
        this.feed = new TopicFeed(broker, owner, name, this, sharing);
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
            pending = new PendingPublications(this, workers.queues().get(owner), pendingBudget);
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

    @Override
    public void publishNow(Publication publication, Consumer<PublishResult> result) {
        send.publish(owner, publication, result);
    }

    /** Refuses publications that have waited until this time. */
    void expirePending(long nowMillis, Refusal refusal) {
        if (pending != null && !pending.isEmpty()) {
            pending.expire(nowMillis, refusal);
        }
    }

    @Override
    public boolean takesOrTells(long cost) {
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
    private void resume() {
        if (pending != null && !pending.isEmpty()) {
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
                workers.counters().get(owner).handedBytes += message.cost();
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
        if (replays != null) {
            List.copyOf(replays).forEach(replay -> fanouts[replay.worker].end(replay, refusal)); // some leave at once
        }
    }

    /**
     * Adds a subscriber, once it is known where it begins.
     *
     * @param refused told, on the owner, if that cannot be known
     */
    void subscribe(int worker, Subscriber subscriber, Since since, Consumer<Refusal> refused) {
        feed.attach(since, result -> {
            if (result instanceof Refusal refusal) {
                refused.accept(refusal);
            } else if (result instanceof ReadResult.Held held) {
                attach(worker, subscriber, held);
            }
        });
    }

    private void attach(int worker, Subscriber subscriber, ReadResult.Held held) {
        if (fanouts[worker] == null) {
            fanouts[worker] = new Fanout(
                    workers.executors().get(worker),
                    workers.queues().get(worker),
                    workers.counters().get(worker),
                    () -> owning.run(worker, this, () -> left(worker)),
                    () -> owning.run(worker, this, this::resume));
        }
        subscribers++;
        readers.changed(name, 1);
        Replay replay = null;
        if (held.more()) {
            replay = new Replay(this, worker, held);
            replays().add(replay);
        } else {
            subscribersOf[worker]++;
        }
        fanouts[worker].attach(subscriber, held.start(), replay);
    }

    private Set<Replay> replays() {
        replays = replays == null ? new HashSet<>() : replays;
        return replays;
    }

    @Override
    public void goOn(Replay replay) {
        owning.run(replay.worker, this, () -> {
            if (!replay.gone) {
                feed.goOn(replay.position(), replay.told(), part -> goOn(replay, part));
            }
        });
    }

    private void goOn(Replay replay, ReadResult.Held part) {
        if (replay.gone) {
            owning.run(owner, this, () -> {}); // it may have been the last one
            return;
        }
        replay.given(part);
        if (!part.more()) {
            replay.joined = true;
            replays().remove(replay);
            subscribersOf[replay.worker]++;
        }
        fanouts[replay.worker].replay(replay, part.start(), !part.more());
    }

    @Override
    public void leave(Replay replay) {
        owning.run(replay.worker, this, () -> {
            if (replay.joined) {
                left(replay.worker);
            } else {
                replay.gone = true;
                replays().remove(replay);
                leftOne();
            }
        });
    }

    private void left(int worker) {
        subscribersOf[worker]--;
        leftOne();
    }

    private void leftOne() {
        subscribers--;
        readers.changed(name, -1);
    }
}
