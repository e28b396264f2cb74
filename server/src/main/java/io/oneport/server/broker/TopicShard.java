package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.loop.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that one worker owns. Confined to it. */
final class TopicShard {
    private static final Logger log = LoggerFactory.getLogger(TopicShard.class);

    /** When to try again what this server has no room for at the moment, or does no more. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Refusal STOPPING = new Refusal.Unavailable(SOON, "The server is stopping.");

    private final int number;
    private final Broker broker;
    private final TopicWorkers workers;
    private final TopicSettings settings;
    private final LongSupplier elapsedMillis;
    private final TopicCounters counters;
    private final LongAdder readTopics;
    private final LongAdder subscribers;
    /** What other workers have asked for. */
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();

    private final Runnable doAsked = this::doAsked;
    /** Those that have readers. */
    private final Map<TopicName, Topic> topics = new HashMap<>();

    private final PendingBudget pendingBudget;
    /** Null where each reader reads for itself. */
    private final @Nullable PageSharing sharing;
    /** Topics in which publications wait, or waited a moment ago. */
    private final Set<Topic> pending = new HashSet<>();

    private boolean stopping;
    private boolean sweeping;
    /** Publications that the broker has not answered. */
    private int underWay;

    private final Topic.Publishing send;

    /**
     * Creates an empty set.
     *
     * @param number the worker's
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     * @param readTopics counts topics that have readers, of all workers
     * @param subscribers counts readers, of all workers
     */
    TopicShard(
            int number,
            Broker broker,
            TopicWorkers workers,
            TopicSettings settings,
            LongSupplier elapsedMillis,
            LongAdder readTopics,
            LongAdder subscribers) {
        this.number = number;
        this.broker = broker;
        this.workers = workers;
        this.settings = settings;
        this.elapsedMillis = elapsedMillis;
        this.counters = workers.counters().get(number);
        this.readTopics = readTopics;
        this.subscribers = subscribers;
        this.send = broker.answersAtOnce() ? broker::publish : this::send;
        this.sharing = PageSharing.of(broker, settings, elapsedMillis);
        this.pendingBudget = new PendingBudget(
                settings.publishPendingTotalBytes() / workers.size(), settings.publishPendingTotalBytes());
    }

    /**
     * Has the owner do something, after everything that it was asked for before: also what other workers have asked for and
     * it has not come to. A reader that knows that it is subscribed must get what is published then, wherever that is.
     *
     * @param here the worker that this is called on
     */
    void ask(int here, Runnable task) {
        if (here == number) {
            doAsked();
            task.run();
        } else {
            asked.add(task);
            workers.execute(number, doAsked);
        }
    }

    /** Its worker. */
    Executor executor() {
        return workers.executors().get(number);
    }

    /** Does what other workers have asked for. */
    void doAsked() {
        for (Runnable task = asked.poll(); task != null; task = asked.poll()) {
            try {
                task.run();
            } catch (Throwable e) {
                log.error("A request from another worker failed", e); // and not the one that is served here
            }
        }
    }

    /** Its part of {@link TopicDirectory#find}. */
    CompletableFuture<List<TopicView>> find(TopicQuery query) {
        Iterator<TopicView> held = broker.held(number);
        Iterator<TopicView> all = held != null
                ? held
                : new ArrayList<>(topics.keySet()) // one copy of references: a walk may take many turns
                        .stream()
                                .map(name -> new TopicView(name, 0, -1, -1, null))
                                .iterator();
        return TopicLists.first(workers.queues().get(number), withReaders(all), query);
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

    /** Its part of {@link TopicDirectory#totals}. */
    TopicTotals totals() {
        Durations latency = Durations.latency();
        latency.add(counters.latency);
        BrokerTotals held = broker.totals(number);
        return new TopicTotals(
                held == null ? topics.size() : held.topics(),
                counters.subscribers,
                counters.publications,
                pendingBudget.bytes(),
                counters.handedBytes,
                counters.deliveredBytes,
                held == null ? 0 : held.messages(),
                held == null ? 0 : held.bytes(),
                latency);
    }

    /**
     * Publishes, at once or as soon as the topic's readers have been handed what came before.
     *
     * @param result told what became of it, on this worker
     */
    void publish(Publication publication, Consumer<PublishResult> result) {
        counters.publications++;
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

    /** Its part of {@link Topics#stopPublishing}. */
    boolean stopPublishing() {
        stopping = true;
        List.copyOf(pending).forEach(topic -> topic.expirePending(Long.MAX_VALUE, STOPPING));
        return underWay == 0 && topics.values().stream().allMatch(Topic::delivered);
    }

    /** Subscribes a reader of any worker, which is told there whether and where it begins. */
    void subscribe(int worker, TopicName name, Since since, Subscriber subscriber) {
        Topic topic = topics.get(name);
        if (topic == null) {
            topic = new Topic(
                    name,
                    broker,
                    send,
                    settings,
                    workers,
                    number,
                    pendingBudget,
                    sharing,
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
        workers.run(from, number, () -> {
            task.run();
            removeIfUnused(topic);
        });
    }

    /** As a task even on this worker: like {@link Subscriber#started}, it never comes from within subscribe(). */
    private void refuse(int worker, Subscriber subscriber, TopicName name, Refusal refusal) {
        workers.execute(worker, () -> subscriber.refused(name, refusal));
    }

    private void changed(TopicName topic, int by) {
        counters.subscribers += by;
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

    /** Its part of {@link Topics#sweep}. */
    boolean sweep() {
        if (!sweeping) {
            sweeping = true; // first: whatever fails, the next part goes on
            sweepPending();
            if (sharing != null) {
                sharing.sweep();
            }
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
                "Readers did not keep up with this topic (publish-wait: " + Units.text(settings.publishWait()) + ").");
        for (Topic topic : List.copyOf(pending)) { // an answer may lead to the next publication
            topic.expirePending(elapsedMillis.getAsLong(), tooSlow);
        }
        List<Topic> done = pending.stream().filter(topic -> !topic.waits()).toList();
        pending.removeAll(Set.copyOf(done));
        done.forEach(this::removeIfUnused);
    }
}
