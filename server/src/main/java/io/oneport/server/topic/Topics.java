package io.oneport.server.topic;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.loop.WorkQueue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * All topics. Each is owned by one worker, found by its name, which does everything about it in the order in which it
 * is asked.
 *
 * <p>Assumes that each method is called on the worker that its {@code worker} parameter names. Answers come back there:
 * at once where that worker owns the topic, else as a task.
 */
public final class Topics {
    private static final String STOPPING = "The server is stopping.";

    private final List<? extends Executor> workers;
    private final List<WorkQueue> queues;
    private final List<Shard> shards;

    /**
     * Makes an empty set.
     *
     * @param workers run tasks one at a time and in order each; event loops
     * @param queues the work of each worker
     * @param clockMillis milliseconds since 1970
     */
    public Topics(
            List<? extends Executor> workers,
            List<WorkQueue> queues,
            TopicSettings settings,
            LongSupplier clockMillis) {
        this.workers = List.copyOf(workers);
        this.queues = List.copyOf(queues);
        this.shards = IntStream.range(0, workers.size())
                .mapToObj(owner -> new Shard(owner, settings, clockMillis))
                .toList();
    }

    /**
     * Publishes; the result comes on {@code worker}. It comes later where the topic's readers have not been handed what
     * was published before: a publisher must bound what it has under way.
     */
    public void publish(int worker, Publication publication, Consumer<PublishResult> result) {
        Shard owner = ownerOf(publication.topic());
        on(worker, owner.number, () -> {
            owner.publish(publication, done -> on(owner.number, worker, () -> result.accept(done)));
        });
    }

    /** Subscribes; the subscriber hears on {@code worker} whether and where it begins. */
    public void subscribe(int worker, TopicName topic, Since since, Subscriber subscriber) {
        Shard owner = ownerOf(topic);
        on(worker, owner.number, () -> owner.subscribe(worker, topic, since, subscriber));
    }

    /** Lets histories run out and unused topics go; to be called now and then on each worker. */
    public void sweep(int worker) {
        shards.get(worker).sweep();
    }

    /**
     * Refuses all further publications, those that wait included: the server is stopping. Any thread.
     *
     * @return whether everything that was accepted has been handed to its readers; to be asked again until it has
     */
    public CompletableFuture<Boolean> stopPublishing() {
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (Shard shard : shards) {
            CompletableFuture<Boolean> delivered = new CompletableFuture<>();
            workers.get(shard.number).execute(() -> delivered.complete(shard.stopPublishing()));
            all = all.thenCombine(delivered, Boolean::logicalAnd);
        }
        return all;
    }

    private Shard ownerOf(TopicName topic) {
        int hash = topic.hashCode();
        return shards.get(Math.floorMod(hash ^ hash >>> 16, shards.size()));
    }

    private void on(int here, int there, Runnable task) {
        if (here == there) {
            task.run();
            return;
        }
        try {
            workers.get(there).execute(task);
        } catch (RejectedExecutionException e) {
            // The server is stopping: the sockets that this is about are gone.
        }
    }

    /** The topics that one worker owns. Confined to it. */
    private final class Shard {
        private final int number;
        private final TopicSettings settings;
        private final LongSupplier clockMillis;
        private final Map<TopicName, Topic> topics = new HashMap<>();
        private final HistoryBudget budget;
        private final PendingBudget pendingBudget;
        /** Topics in which publications wait, or waited a moment ago. */
        private final Set<Topic> pending = new HashSet<>();

        private boolean stopping;
        private final int maxTopics;
        private long lastEpoch;

        private Shard(int number, TopicSettings settings, LongSupplier clockMillis) {
            this.number = number;
            this.settings = settings;
            this.clockMillis = clockMillis;
            this.budget = new HistoryBudget(settings.historyTotalBytes() / workers.size());
            this.pendingBudget = new PendingBudget(
                    settings.publishPendingTotalBytes() / workers.size(), settings.publishPendingTotalBytes());
            this.maxTopics = (settings.maxTopics() + workers.size() - 1) / workers.size();
        }

        void publish(Publication publication, Consumer<PublishResult> result) {
            Topic topic = stopping ? null : topic(publication.topic());
            if (stopping) {
                result.accept(new PublishResult.Refused(ErrorCode.UNAVAILABLE, STOPPING));
            } else if (topic == null) {
                result.accept(new PublishResult.Refused(ErrorCode.TOO_MANY_TOPICS, tooMany()));
            } else {
                topic.publish(publication, clockMillis.getAsLong(), result);
                if (topic.waits()) {
                    pending.add(topic);
                }
            }
        }

        boolean stopPublishing() {
            stopping = true;
            List.copyOf(pending).forEach(topic -> topic.expirePending(Long.MAX_VALUE, STOPPING));
            return topics.values().stream().allMatch(Topic::delivered);
        }

        void subscribe(int worker, TopicName name, Since since, Subscriber subscriber) {
            Topic topic = topic(name);
            if (topic == null) {
                // As a task even on this worker: like started(), it never comes from within subscribe().
                workers.get(worker).execute(() -> subscriber.refused(name, ErrorCode.TOO_MANY_TOPICS, tooMany()));
                return;
            }
            topic.subscribe(
                    worker,
                    subscriber,
                    since,
                    clockMillis.getAsLong(),
                    from -> on(from, number, () -> topic.left(from, clockMillis.getAsLong())),
                    from -> on(from, number, topic::resume));
        }

        /** The topic of a name, made if there is none; null if there are too many. */
        private Topic topic(TopicName name) {
            Topic topic = topics.get(name);
            if (topic == null && topics.size() < maxTopics) {
                long now = clockMillis.getAsLong();
                // Unique while the server runs, and beyond as long as the clock is not set back.
                lastEpoch = Math.max(now, lastEpoch + 1);
                topic = new Topic(
                        name, lastEpoch, settings, clockMillis, budget, workers, queues, number, pendingBudget);
                topics.put(name, topic);
            }
            return topic;
        }

        private String tooMany() {
            return "There are as many topics as there may be (max-topics: " + settings.maxTopics() + ").";
        }

        private void sweep() {
            long now = clockMillis.getAsLong();
            for (Topic topic : List.copyOf(pending)) { // an answer may lead to the next publication
                topic.expirePending(
                        now,
                        "Readers were too slow for this publication (publish-wait: "
                                + Units.text(settings.publishWait()) + ").");
            }
            pending.removeIf(topic -> !topic.waits());
            topics.values().removeIf(topic -> topic.idle(now));
        }
    }
}
