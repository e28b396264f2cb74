package io.oneport.server.broker;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.loop.WorkQueue;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All topics. Each is owned by one worker, found by its name, which does everything about it in the order in which it
 * is asked.
 *
 * <p>Assumes that each method is called on the worker that its {@code worker} parameter names. Answers come back there:
 * at once where that worker owns the topic, else as a task.
 */
public final class Topics {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    /** Topics looked at, or messages let go, in one part of a sweep. */
    static final int SWEEP_SLICE = 256;

    /** A power of two. */
    private static final int NAMES = 4096;

    private static final String STOPPING = "The server is stopping.";

    private final List<? extends Executor> workers;
    private final List<WorkQueue> queues;
    private final List<Shard> shards;

    /**
     * Makes an empty set.
     *
     * @param workers run tasks one at a time and in order each; event loops
     * @param queues the work of each worker
     * @param clockMillis the time of day, in milliseconds since 1970: only for the times that messages carry
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set: for all that lasts
     */
    public Topics(
            List<? extends Executor> workers,
            List<WorkQueue> queues,
            TopicSettings settings,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis) {
        this.workers = List.copyOf(workers);
        this.queues = List.copyOf(queues);
        // From 1 to 2^62. A topic adds one, so two starts have an epoch in common once in 2^61 per topic.
        long firstEpoch = 1 + (new SecureRandom().nextLong() >>> 2);
        this.shards = IntStream.range(0, workers.size())
                .mapToObj(owner -> new Shard(owner, settings, clockMillis, elapsedMillis, firstEpoch))
                .toList();
    }

    /**
     * Publishes; the result comes on {@code worker}. It comes later where the topic's readers have not been handed what
     * was published before: a publisher must bound what it has under way.
     */
    public void publish(int worker, Publication publication, Consumer<PublishResult> result) {
        Shard owner = ownerOf(publication.topic());
        ask(worker, owner, () -> {
            owner.publish(publication, done -> on(owner.number, worker, () -> result.accept(done)));
        });
    }

    /** Subscribes; the subscriber hears on {@code worker} whether and where it begins. */
    public void subscribe(int worker, TopicName topic, Since since, Subscriber subscriber) {
        Shard owner = ownerOf(topic);
        ask(worker, owner, () -> owner.subscribe(worker, topic, since, subscriber));
    }

    /**
     * Reads what is held of a topic, without subscribing. An unknown topic has an empty history, and is not created.
     *
     * @param since where to begin
     * @param result called on {@code worker}, maybe before this method returns
     */
    public void history(int worker, TopicName topic, Since since, Consumer<Start> result) {
        Shard owner = ownerOf(topic);
        ask(worker, owner, () -> {
            Start start = owner.history(topic, since);
            on(owner.number, worker, () -> result.accept(start));
        });
    }

    /**
     * Does a part of a sweep, in which histories run out and unused topics go: some {@value #SWEEP_SLICE} topics or
     * messages. A sweep is to be made now and then on each worker.
     *
     * @return whether the sweep is to go on, with another call
     */
    public boolean sweep(int worker) {
        return shards.get(worker).sweep();
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

    /**
     * Has the owner do something, after everything that it was asked for before: also what other workers have asked for and
     * it has not come to. A reader that knows that it is subscribed must get what is published then, wherever that is.
     */
    private void ask(int here, Shard owner, Runnable task) {
        if (here == owner.number) {
            owner.doAsked();
            task.run();
        } else {
            owner.asked.add(task);
            on(here, owner.number, owner.doAsked);
        }
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
        /** What other workers have asked for. */
        private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();

        private final Runnable doAsked = this::doAsked;
        private final TopicSettings settings;
        private final LongSupplier clockMillis;
        private final LongSupplier elapsedMillis;
        private final Map<TopicName, Topic> topics = new HashMap<>();
        /** The same in no order, so that a sweep can go on in it although topics come and go between its parts. */
        private final List<Topic> list = new ArrayList<>();

        private final HistoryBudget budget;
        private final PendingBudget pendingBudget;
        /** Topics in which publications wait, or waited a moment ago. */
        private final Set<Topic> pending = new HashSet<>();

        private boolean stopping;
        private final int maxTopics;
        /** How many of the topics were ever published to. */
        private int published;

        private long nextEpoch;
        /**
         * By hash of the name, an epoch: no topic of these names that was published to has gone since it was given out.
         * Names that share a place can only lead to a reset too many.
         */
        private final long[] emptySince = new long[NAMES];

        /** Where the sweep is in the list: all from here on have been looked at. */
        private int sweepIndex;

        private int sweepFailures;

        private Shard(
                int number,
                TopicSettings settings,
                LongSupplier clockMillis,
                LongSupplier elapsedMillis,
                long firstEpoch) {
            this.number = number;
            this.settings = settings;
            this.clockMillis = clockMillis;
            this.elapsedMillis = elapsedMillis;
            this.budget = new HistoryBudget(settings.historyTotalBytes() / workers.size());
            this.pendingBudget = new PendingBudget(
                    settings.publishPendingTotalBytes() / workers.size(), settings.publishPendingTotalBytes());
            this.maxTopics = 1 + (settings.maxTopics() - 1) / workers.size();
            this.nextEpoch = firstEpoch;
            Arrays.fill(emptySince, firstEpoch);
        }

        private void doAsked() {
            for (Runnable task = asked.poll(); task != null; task = asked.poll()) {
                try {
                    task.run();
                } catch (Throwable e) {
                    log.error("A request from another worker failed", e); // and not the one that is served here
                }
            }
        }

        /** Topics that only have readers take no place here: who reads must not keep others from publishing. */
        void publish(Publication publication, Consumer<PublishResult> result) {
            if (stopping) {
                result.accept(new PublishResult.Refused(ErrorCode.UNAVAILABLE, STOPPING));
                return;
            }
            Topic topic = topics.get(publication.topic());
            boolean first = topic == null || !topic.published();
            if (first && published >= maxTopics) {
                result.accept(new PublishResult.Refused(ErrorCode.TOO_MANY_TOPICS, tooMany()));
                return;
            }
            topic = topic == null ? create(publication.topic()) : topic;
            try {
                topic.publish(publication, elapsedMillis.getAsLong(), result);
            } finally {
                published += first && topic.published() ? 1 : 0;
            }
            if (topic.waits()) {
                pending.add(topic);
            }
        }

        boolean stopPublishing() {
            stopping = true;
            List.copyOf(pending).forEach(topic -> topic.expirePending(Long.MAX_VALUE, STOPPING));
            return topics.values().stream().allMatch(Topic::delivered);
        }

        void subscribe(int worker, TopicName name, Since since, Subscriber subscriber) {
            Topic topic = topics.get(name);
            if (topic == null && topics.size() >= maxTopics) {
                // As a task even on this worker: like started(), it never comes from within subscribe().
                workers.get(worker).execute(() -> subscriber.refused(name, ErrorCode.TOO_MANY_TOPICS, tooMany()));
                return;
            }
            Topic read = topic == null ? create(name) : topic;
            read.subscribe(
                    worker,
                    subscriber,
                    since,
                    elapsedMillis.getAsLong(),
                    from -> on(from, number, () -> left(read, from)),
                    from -> on(from, number, read::resume));
        }

        /**
         * Of an unknown topic: the start that it would give if it were created now. The epoch is not used up, since the
         * position before the first message is the same for all who know no message.
         */
        Start history(TopicName name, Since since) {
            long now = elapsedMillis.getAsLong();
            Topic topic = topics.get(name);
            return topic != null
                    ? topic.read(since, now)
                    : new History(name, nextEpoch, emptySince(name), settings, budget).start(since, 0, now);
        }

        private String tooMany() {
            return "Topic limit reached (max-topics: " + settings.maxTopics() + ").";
        }

        private Topic create(TopicName name) {
            Topic topic = new Topic(
                    name,
                    nextEpoch++,
                    emptySince(name),
                    settings,
                    clockMillis,
                    elapsedMillis,
                    budget,
                    workers,
                    queues,
                    number,
                    pendingBudget);
            topic.index = list.size();
            list.add(topic);
            topics.put(name, topic);
            return topic;
        }

        private long emptySince(TopicName name) {
            return emptySince[name.hashCode() & NAMES - 1];
        }

        /** A reader has left. A topic that only had readers goes with the last one: reading takes no place for good. */
        private void left(Topic topic, int worker) {
            topic.left(worker, elapsedMillis.getAsLong());
            if (topic.unread() && !topic.published()) {
                remove(topic);
            }
        }

        private void remove(Topic topic) {
            topics.remove(topic.name());
            Topic last = list.remove(list.size() - 1);
            if (last != topic) {
                list.set(topic.index, last);
                last.index = topic.index;
            }
            if (topic.published()) {
                published--;
                emptySince[topic.name().hashCode() & NAMES - 1] = ++nextEpoch;
            }
        }

        /**
         * Goes through the list from its end to its beginning. What takes the place of a topic that goes comes from the
         * end, where the sweep has been; what comes in meanwhile waits for the next sweep.
         */
        private boolean sweep() {
            if (sweepIndex == 0) {
                sweepIndex = list.size(); // first: whatever fails, the next part goes on
                sweepPending();
            }
            int left = SWEEP_SLICE;
            while (left > 0 && sweepIndex > 0) {
                sweepIndex = Math.min(sweepIndex, list.size()); // topics have gone meanwhile
                if (sweepIndex == 0) {
                    break;
                }
                Topic topic = list.get(sweepIndex - 1);
                int expired = sweep(topic, left);
                left -= 1 + expired;
                if (left >= 0) { // else it has more to let go
                    sweepIndex--;
                }
            }
            if (sweepIndex == 0 && sweepFailures > 0) {
                log.error(
                        "Sweeping failed for {} topics of worker {}; retried at the next sweep", sweepFailures, number);
                sweepFailures = 0;
            }
            return sweepIndex > 0;
        }

        private void sweepPending() {
            for (Topic topic : List.copyOf(pending)) { // an answer may lead to the next publication
                topic.expirePending(
                        elapsedMillis.getAsLong(),
                        "Readers did not keep up with this topic (publish-wait: " + Units.text(settings.publishWait())
                                + ").");
            }
            pending.removeIf(topic -> !topic.waits());
        }

        /** One topic's failure, even an Error, must not keep the others from being swept. */
        private int sweep(Topic topic, int most) {
            try {
                long now = elapsedMillis.getAsLong();
                int expired = topic.expire(now, most);
                if (topic.idle(now)) {
                    remove(topic);
                }
                return expired;
            } catch (Throwable e) {
                if (sweepFailures++ == 0) {
                    log.error("Sweeping topic {} failed", topic.name(), e);
                }
                return 0;
            }
        }
    }
}
