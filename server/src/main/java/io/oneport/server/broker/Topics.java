package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.loop.Durations;
import io.oneport.server.loop.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All topics, as publishers and readers on this server see them. Each is owned by one worker, found by its name, which does
 * everything about it in the order in which it is asked: it asks the {@link Broker}, which numbers and keeps messages, and
 * hands them to the readers of all workers.
 *
 * <p>Assumes that each method is called on the worker that its {@code worker} parameter names. Answers come back there:
 * at once where that worker owns the topic and the broker answers at once, else as a task.
 */
public final class Topics implements TopicDirectory {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    /** When to try again what this server has no room for at the moment, or does no more. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Refusal STOPPING = new Refusal.Unavailable(SOON, "The server is stopping.");

    private final Broker broker;
    private final List<? extends Executor> workers;
    private final List<WorkQueue> queues;
    private final TopicSettings settings;
    private final LongSupplier elapsedMillis;
    /** By worker. */
    private final List<TopicCounters> counters;

    private final List<Shard> shards;
    private final Nodes nodes;
    private final PublicationResults results;
    private final LongAdder readTopics = new LongAdder();
    private final LongAdder subscribers = new LongAdder();

    /**
     * Creates an empty set.
     *
     * @param broker numbers and keeps the messages
     * @param workers run tasks one at a time and in order each; event loops
     * @param queues the work of each worker
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set: for all durations
     */
    public Topics(
            Broker broker,
            List<? extends Executor> workers,
            List<WorkQueue> queues,
            TopicSettings settings,
            LongSupplier elapsedMillis) {
        this.broker = broker;
        this.workers = List.copyOf(workers);
        this.queues = List.copyOf(queues);
        this.settings = settings;
        this.elapsedMillis = elapsedMillis;
        this.counters = workers.stream().map(worker -> new TopicCounters()).toList();
        this.results = new PublicationResults(workers.size());
        this.nodes = Objects.requireNonNullElseGet(broker.nodes(), OneNode::new);
        this.shards = IntStream.range(0, workers.size()).mapToObj(Shard::new).toList();
    }

    /**
     * Publishes; the result comes on {@code worker}. It comes later where the topic's readers have not been handed what
     * was published before: a publisher must bound what it has under way.
     */
    public void publish(int worker, Publication publication, Consumer<PublishResult> result) {
        Shard owner = ownerOf(publication.topic());
        if (worker == owner.number) { // as ask() would do it, without three objects for each message
            owner.doAsked();
            owner.publish(publication, result);
        } else {
            ask(worker, owner, () -> {
                owner.publish(publication, done -> on(owner.number, worker, () -> result.accept(done)));
            });
        }
    }

    /** Subscribes; the subscriber is told on {@code worker} whether and where it begins, never within this call. */
    public void subscribe(int worker, TopicName topic, Since since, Subscriber subscriber) {
        Shard owner = ownerOf(topic);
        ask(worker, owner, () -> owner.subscribe(worker, topic, since, subscriber));
    }

    /**
     * Reads what is held of a topic, without subscribing. An unknown topic has an empty history, and is not created.
     *
     * @param since where to begin
     * @param limit the most messages
     * @param result called on {@code worker}, maybe before this method returns
     */
    public void history(int worker, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        Shard owner = ownerOf(topic);
        ask(worker, owner, () -> {
            broker.read(owner.number, topic, since, limit, done -> on(owner.number, worker, () -> result.accept(done)));
        });
    }

    /**
     * Does a part of a sweep, in which publications and messages run out and unused topics go. A sweep is to be made now
     * and then on each worker.
     *
     * @return whether the sweep is to go on, with another call
     */
    public boolean sweep(int worker) {
        return shards.get(worker).sweep();
    }

    /**
     * Refuses all further publications, those that wait included: the server is stopping. Any thread.
     *
     * @return whether every publication that was begun has its result, and everything that was accepted has been handed to
     *     its readers; to be asked again until it has
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

    @Override
    public CompletableFuture<List<TopicView>> find(TopicQuery query) {
        return find(shards, query);
    }

    private CompletableFuture<List<TopicView>> find(List<Shard> owners, TopicQuery query) {
        List<CompletableFuture<List<TopicView>>> parts = owners.stream()
                .map(shard -> CompletableFuture.supplyAsync(() -> shard.find(query), workers.get(shard.number))
                        .thenCompose(found -> found))
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> TopicLists.merged(
                        parts.stream().map(CompletableFuture::join).toList(), query));
    }

    @Override
    public CompletableFuture<TopicView> view(TopicName name) {
        TopicQuery query = new TopicQuery(name.text(), TopicQuery.Order.NAME, false, null, Integer.MAX_VALUE);
        return find(List.of(ownerOf(name)), query)
                .thenApply(found -> found.stream()
                        .filter(topic -> topic.name().equals(name))
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public CompletableFuture<TopicTotals> totals() {
        CompletableFuture<TopicTotals> all = CompletableFuture.supplyAsync(shards.get(0)::totals, workers.get(0));
        for (Shard shard : shards.subList(1, shards.size())) {
            all = all.thenCombine(
                    CompletableFuture.supplyAsync(shard::totals, workers.get(shard.number)), TopicTotals::plus);
        }
        return all;
    }

    @Override
    public BrokerState state() {
        return broker.state();
    }

    /** The servers that share the broker. Any thread. */
    public Nodes nodes() {
        return nodes;
    }

    /** How many publications had which result, those included that never came here. */
    public PublicationResults results() {
        return results;
    }

    /** Topics that have readers here. Any thread. */
    public long readTopics() {
        return readTopics.sum();
    }

    /** Readers here, each counted once for each of its topics. Any thread. */
    public long subscribers() {
        return subscribers.sum();
    }

    /** The broker's figures. Any thread. */
    public List<BrokerMetric> metrics() {
        return broker.metrics();
    }

    /** Ends the broker, after the workers. Any thread. */
    public void close() {
        broker.close();
    }

    /** The number of the worker that owns a topic. */
    public static int owner(TopicName topic, int workers) {
        int hash = topic.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, workers);
    }

    private Shard ownerOf(TopicName topic) {
        return shards.get(owner(topic, shards.size()));
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

    /** The topics that one worker owns. Confined to it. */
    private final class Shard {
        private final int number;
        /** What other workers have asked for. */
        private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();

        private final Runnable doAsked = this::doAsked;
        /** Those that have readers. */
        private final Map<TopicName, Topic> topics = new HashMap<>();

        private final PendingBudget pendingBudget;
        /** Topics in which publications wait, or waited a moment ago. */
        private final Set<Topic> pending = new HashSet<>();

        private boolean stopping;
        private boolean sweeping;
        /** Publications that the broker has not answered. */
        private int underWay;

        private final Publishing send;

        private Shard(int number) {
            this.number = number;
            this.send = broker.answersAtOnce() ? broker::publish : this::send;
            this.pendingBudget = new PendingBudget(
                    settings.publishPendingTotalBytes() / workers.size(), settings.publishPendingTotalBytes());
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

        private CompletableFuture<List<TopicView>> find(TopicQuery query) {
            Iterator<TopicView> held = broker.held(number);
            Iterator<TopicView> all = held != null
                    ? held
                    : new ArrayList<>(topics.keySet()) // one copy of references: a walk may take many turns
                            .stream()
                                    .map(name -> new TopicView(name, 0, -1, -1, null))
                                    .iterator();
            return TopicLists.first(queues.get(number), withReaders(all), query);
        }

        private Iterator<TopicView> withReaders(Iterator<TopicView> all) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public TopicView next() {
                    TopicView next = all.next();
                    Topic read = topics.get(next.name());
                    return read == null ? next : next.readBy(read.subscribers());
                }
            };
        }

        private TopicTotals totals() {
            TopicCounters counted = counters.get(number);
            Durations latency = Durations.latency();
            latency.add(counted.latency);
            BrokerTotals held = broker.totals(number);
            return new TopicTotals(
                    held == null ? topics.size() : held.topics(),
                    counted.subscribers,
                    counted.publications,
                    pendingBudget.bytes(),
                    counted.handedBytes,
                    counted.deliveredBytes,
                    held == null ? 0 : held.messages(),
                    held == null ? 0 : held.bytes(),
                    latency);
        }

        private void publish(Publication publication, Consumer<PublishResult> result) {
            counters.get(number).publications++;
            if (stopping) {
                result.accept(STOPPING);
                return;
            }
            Topic topic = topics.get(publication.topic());
            if (topic == null || topic.takesAtOnce(publication)) {
                send.publish(number, publication, result);
            } else {
                topic.publish(publication, elapsedMillis.getAsLong(), result);
                if (topic.waits()) {
                    pending.add(topic);
                }
            }
        }

        /** Publishes, and counts that until the result is here. */
        private void send(int owner, Publication publication, Consumer<PublishResult> result) {
            underWay++;
            broker.publish(owner, publication, done -> {
                underWay--;
                result.accept(done);
            });
        }

        private boolean stopPublishing() {
            stopping = true;
            List.copyOf(pending).forEach(topic -> topic.expirePending(Long.MAX_VALUE, STOPPING));
            return underWay == 0 && topics.values().stream().allMatch(Topic::delivered);
        }

        private void subscribe(int worker, TopicName name, Since since, Subscriber subscriber) {
            Topic topic = topics.get(name);
            if (topic == null) {
                topic = new Topic(
                        name,
                        broker,
                        send,
                        settings,
                        workers,
                        queues,
                        number,
                        pendingBudget,
                        counters,
                        this::changed,
                        this::runHere);
                Refusal refusal = broker.follow(number, name, topic.feed());
                if (refusal != null) {
                    refuse(worker, subscriber, name, refusal);
                    return;
                }
                topics.put(name, topic);
                readTopics.increment();
            }
            Topic read = topic;
            read.subscribe(worker, subscriber, since, refusal -> {
                refuse(worker, subscriber, name, refusal);
                removeIfUnused(read);
            });
        }

        private void runHere(int from, Topic topic, Runnable task) {
            on(from, number, () -> {
                task.run();
                removeIfUnused(topic);
            });
        }

        /** As a task even on this worker: like {@link Subscriber#started}, it never comes from within subscribe(). */
        private void refuse(int worker, Subscriber subscriber, TopicName name, Refusal refusal) {
            try {
                workers.get(worker).execute(() -> subscriber.refused(name, refusal));
            } catch (RejectedExecutionException e) {
                // The server is stopping: the sockets that this is about are gone.
            }
        }

        private void changed(TopicName topic, int by) {
            counters.get(number).subscribers += by;
            subscribers.add(by);
            broker.subscribersChanged(number, topic);
        }

        private void removeIfUnused(Topic topic) {
            if (topic.unused() && topics.remove(topic.name(), topic)) {
                readTopics.decrement();
                topic.feed().close();
                broker.unfollow(number, topic.name());
            }
        }

        private boolean sweep() {
            if (!sweeping) {
                sweeping = true; // first: whatever fails, the next part goes on
                sweepPending();
            }
            sweeping = broker.sweep(number);
            return sweeping;
        }

        private void sweepPending() {
            if (pending.isEmpty()) {
                return;
            }
            Refusal tooSlow = new Refusal.Unavailable(
                    SOON,
                    "Readers did not keep up with this topic (publish-wait: " + Units.text(settings.publishWait())
                            + ").");
            for (Topic topic : List.copyOf(pending)) { // an answer may lead to the next publication
                topic.expirePending(elapsedMillis.getAsLong(), tooSlow);
            }
            List<Topic> done = pending.stream().filter(topic -> !topic.waits()).toList();
            pending.removeAll(Set.copyOf(done));
            done.forEach(this::removeIfUnused);
        }
    }
}
