package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.loop.WorkQueue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * All topics, as publishers and readers on this server see them. Each is owned by one worker, found by its name, which does
 * everything about it in the order in which it is asked: it asks the {@link Broker}, which numbers and keeps messages, and
 * hands them to the readers of all workers.
 *
 * <p>Assumes that each method is called on the worker that its {@code worker} parameter names. Answers come back there:
 * at once where that worker owns the topic and the broker answers at once, else as a task.
 */
public final class Topics implements TopicDirectory {
    private final Broker broker;
    private final TopicWorkers workers;
    /** By worker. */
    private final List<TopicShard> shards;

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
        this.workers = new TopicWorkers(
                List.copyOf(workers),
                List.copyOf(queues),
                workers.stream().map(worker -> new TopicCounters()).toList());
        this.results = new PublicationResults(workers.size());
        this.nodes = Objects.requireNonNullElseGet(broker.nodes(), OneNode::new);
        this.shards = IntStream.range(0, workers.size())
                .mapToObj(number ->
                        new TopicShard(number, broker, this.workers, settings, elapsedMillis, readTopics, subscribers))
                .toList();
    }

    /**
     * Publishes; the result comes on {@code worker}. It comes later where the topic's readers have not been handed what
     * was published before: a publisher must bound what it has under way.
     */
    public void publish(int worker, Publication publication, Consumer<PublishResult> result) {
        int owner = ownerOf(publication.topic());
        TopicShard shard = shards.get(owner);
        if (worker == owner) { // as ask() would do it, without three objects for each message
            shard.doAsked();
            shard.publish(publication, result);
        } else {
            shard.ask(worker, () -> {
                shard.publish(publication, done -> workers.run(owner, worker, () -> result.accept(done)));
            });
        }
    }

    /** Subscribes; the subscriber is told on {@code worker} whether and where it begins, never within this call. */
    public void subscribe(int worker, TopicName topic, Since since, Subscriber subscriber) {
        TopicShard shard = shards.get(ownerOf(topic));
        shard.ask(worker, () -> shard.subscribe(worker, topic, since, subscriber));
    }

    /**
     * Reads what is held of a topic, without subscribing. An unknown topic has an empty history, and is not created.
     *
     * @param since where to begin
     * @param limit the most messages
     * @param result called on {@code worker}, maybe before this method returns
     */
    public void history(int worker, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        int owner = ownerOf(topic);
        shards.get(owner).ask(worker, () -> {
            broker.read(owner, topic, since, limit, done -> workers.run(owner, worker, () -> result.accept(done)));
        });
    }

    /**
     * Does a part of a sweep, which drops publications and messages whose time is over, and unused topics. To be called
     * regularly on each worker.
     *
     * @return whether the sweep is incomplete, so that this is to be called again soon
     */
    public boolean sweep(int worker) {
        return shards.get(worker).sweep();
    }

    /**
     * Refuses all further publications, including those that wait: the server is stopping. Any thread.
     *
     * @return whether every publication that was begun has its result, and everything that was accepted has been handed to
     *     its readers; to be asked again until it has
     */
    public CompletableFuture<Boolean> stopPublishing() {
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (TopicShard shard : shards) {
            CompletableFuture<Boolean> delivered = new CompletableFuture<>();
            shard.executor().execute(() -> delivered.complete(shard.stopPublishing()));
            all = all.thenCombine(delivered, Boolean::logicalAnd);
        }
        return all;
    }

    @Override
    public CompletableFuture<List<TopicView>> find(TopicQuery query) {
        return find(shards, query);
    }

    private CompletableFuture<List<TopicView>> find(List<TopicShard> owners, TopicQuery query) {
        List<CompletableFuture<List<TopicView>>> parts = owners.stream()
                .map(shard -> CompletableFuture.supplyAsync(() -> shard.find(query), shard.executor())
                        .thenCompose(found -> found))
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> TopicLists.merged(
                        parts.stream().map(CompletableFuture::join).toList(), query));
    }

    @Override
    public CompletableFuture<TopicView> view(TopicName name) {
        TopicQuery query = new TopicQuery(name.text(), TopicQuery.Order.NAME, false, null, Integer.MAX_VALUE);
        return find(List.of(shards.get(ownerOf(name))), query)
                .thenApply(found -> found.stream()
                        .filter(topic -> topic.name().equals(name))
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public CompletableFuture<TopicTotals> totals() {
        CompletableFuture<TopicTotals> all = CompletableFuture.supplyAsync(
                shards.get(0)::totals, shards.get(0).executor());
        for (TopicShard shard : shards.subList(1, shards.size())) {
            all = all.thenCombine(CompletableFuture.supplyAsync(shard::totals, shard.executor()), TopicTotals::plus);
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

    /** Counts of publications by result, including those that were refused before they reached this class. */
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

    private int ownerOf(TopicName topic) {
        return owner(topic, shards.size());
    }
}
