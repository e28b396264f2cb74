package io.oneport.server.broker.redis;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The topics of one worker, which alone calls this, but for {@link #onTick}. */
final class OwnedTopics {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Topics that are used in one part of a sweep. */
    private static final int SWEEP_SLICE = 100;

    private static final long LONGEST_TOUCH_MILLIS = 60_000;

    private final RedisEngine engine;
    private final RedisSettings settings;
    private final TopicSettings limits;
    private final EngineCounters counters;
    private final Executor worker;
    private final LongSupplier elapsedMillis;
    private final byte[][] limitArguments;
    private final Map<TopicName, TopicQueue> queues = new HashMap<>();
    private final Map<TopicName, FeedListener> followed = new HashMap<>();
    private final Set<HistoryCall> reads = new HashSet<>();
    /** Topics of which a read was refused: their feeds are to look again. */
    private final Set<TopicName> unread = new HashSet<>();

    /** Whether readers were sent away since Redis was last there. */
    private boolean sentAway;

    private final ReaderCounts counts;

    private final AtomicBoolean ticking = new AtomicBoolean();

    /** What is published to a topic goes to its feed. */
    private final class FeedListener extends ChannelListener {
        private final TopicName topic;
        private final Feed feed;
        /** When Redis last heard of this topic. */
        private long touchedMillis;
        /** Where Redis has confirmed the subscription. */
        private @Nullable Link confirmed;
        /** Reads that wait for that. */
        private final List<HistoryCall> waiting = new ArrayList<>(0);

        /** The number of subscribers that Redis was last told, or 0. */
        private int toldSubscribers;

        private long lastEpoch;
        private long nextOffset;

        private FeedListener(TopicName topic, Feed feed) {
            super(engine.keys().channel(topic));
            this.topic = topic;
            this.feed = feed;
            this.touchedMillis = nowMillis();
        }

        @Override
        void message(byte[] said) {
            List<Message> messages = MessageBytes.decodeLive(topic, said);
            count(messages.get(0).id(), messages.size());
            onWorker(() -> {
                if (followed.get(topic) == this) {
                    messages.forEach(feed::message);
                }
            });
        }

        /** On Lettuce's thread, which alone uses these. */
        private void count(MessageId first, int messages) {
            if (lastEpoch == first.epoch()) {
                if (first.offset() > nextOffset) {
                    counters.gaps.increment();
                }
            } else if (lastEpoch != 0) {
                counters.forks.increment();
            }
            lastEpoch = first.epoch();
            nextOffset = first.offset() + messages;
        }

        @Override
        void subscribed() {
            Link by = link;
            onWorker(() -> {
                if (followed.get(topic) == this) {
                    boolean first = confirmed == null;
                    confirmed = by;
                    List<HistoryCall> calls = List.copyOf(waiting);
                    waiting.clear();
                    calls.forEach(HistoryCall::send);
                    counts.changed(topic); // this may be another Redis
                    if (!first) { // else no read was made before this, and nothing can be missing
                        feed.check();
                    }
                }
            });
        }
    }

    OwnedTopics(
            RedisEngine engine,
            RedisSettings settings,
            TopicSettings limits,
            EngineCounters counters,
            Executor worker,
            LongSupplier elapsedMillis) {
        this.engine = engine;
        this.settings = settings;
        this.limits = limits;
        this.counters = counters;
        this.worker = worker;
        this.elapsedMillis = elapsedMillis;
        this.counts = new ReaderCounts(this);
        this.limitArguments = new byte[][] {
            Keys.ascii(limits.historyMessages()),
            Keys.ascii(limits.historyBytes()),
            Keys.ascii(limits.historyAge().toMillis()),
            Keys.ascii(limits.maxTopics())
        };
    }

    void publish(Publication publication, Consumer<PublishResult> result) {
        long cost = TopicQueue.cost(publication);
        if (counters.inFlightBytes.addAndGet(cost) > settings.inFlightBytes()) {
            counters.inFlightBytes.addAndGet(-cost);
            result.accept(new Refusal.Unavailable(
                    SOON,
                    "Too many publications wait for Redis (engine-in-flight: "
                            + Units.sizeText(settings.inFlightBytes()) + ")."));
            return;
        }
        Pending pending = new Pending(publication, cost, nowMillis() + timeoutMillis(), result, counters);
        Refusal away = awayForLong(publication.topic());
        if (away != null) {
            pending.answer(away);
            return;
        }
        queues.computeIfAbsent(publication.topic(), topic -> new TopicQueue(topic, this))
                .add(pending);
    }

    /** Nobody waits for a Redis that has been away for longer than a publication may take. */
    private @Nullable Refusal awayForLong(TopicName topic) {
        return link(topic) == null
                        && engine.state() instanceof BrokerState.Away away
                        && engine.awayFor(settings.publishTimeout())
                ? away(away)
                : null;
    }

    @Nullable
    Refusal follow(TopicName topic, Feed feed) {
        if (followed.size() > (limits.maxTopics() - 1)) {
            return new Refusal.Refused(ErrorCode.TOO_MANY_TOPICS, tooManyTopics());
        }
        FeedListener follower = new FeedListener(topic, feed);
        followed.put(topic, follower);
        engine.follow(follower);
        return null;
    }

    void unfollow(TopicName topic) {
        FeedListener follower = followed.remove(topic);
        if (follower != null) {
            engine.unfollow(follower);
            if (follower.toldSubscribers > 0) {
                counts.changed(topic);
            }
        }
    }

    void subscribersChanged(TopicName topic) {
        if (followed.containsKey(topic)) {
            counts.changed(topic);
        }
    }

    /** Tells Redis how many subscribers a topic has here, and that it is used. */
    void sayReaders(Link to, TopicName topic, Consumer<Reply> reply) {
        FeedListener listener = followed.get(topic);
        int subscribers = subscribers(topic);
        if (listener != null) {
            listener.toldSubscribers = subscribers;
        }
        byte[][] arguments = {
            Keys.ascii(to.token()),
            Keys.ascii(to.tag()),
            limitArguments[2],
            Keys.ascii(engine.node()),
            Keys.ascii(subscribers)
        };
        to.call(Library.READERS, keys(to, topic), arguments, given -> onWorker(() -> reply.accept(given)));
    }

    void read(TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        read(topic, result, answer -> new HistoryCall(this, topic, since, limit, answer));
    }

    void page(TopicName topic, Since since, @Nullable MessageId told, Consumer<ReadResult> result) {
        read(topic, result, answer -> HistoryCall.page(this, topic, since, told, answer));
    }

    private void read(
            TopicName topic, Consumer<ReadResult> result, Function<Consumer<ReadResult>, HistoryCall> create) {
        Refusal away = awayForLong(topic);
        if (away != null) {
            unread.add(topic);
            worker.execute(() -> result.accept(away));
            return;
        }
        counters.reads.increment();
        HistoryCall[] call = new HistoryCall[1];
        call[0] = create.apply(answer -> {
            reads.remove(call[0]);
            if (answer instanceof ReadResult.Held held && held.start().reset()) {
                counters.resets.increment();
            } else if (answer instanceof Refusal) {
                unread.add(topic);
            }
            result.accept(answer);
        });
        reads.add(call[0]);
        call[0].send();
    }

    /**
     * Tells Redis of the topics that are read here, before they would end for want of use.
     *
     * @return whether there are more
     */
    boolean sweep() {
        long interval = Math.min(LONGEST_TOUCH_MILLIS, limits.historyAge().toMillis() / 2);
        long now = nowMillis();
        int left = SWEEP_SLICE;
        for (FeedListener each : followed.values()) {
            if (now - each.touchedMillis < interval) {
                continue;
            }
            if (left-- == 0) {
                return true;
            }
            if (link(each.topic) == null) {
                return false;
            }
            each.touchedMillis = now;
            counts.say(each.topic);
        }
        return false;
    }

    /** Any thread: looks at what is overdue, on the worker. */
    void onTick() {
        if (ticking.compareAndSet(false, true)) {
            try {
                worker.execute(this::tick);
            } catch (RejectedExecutionException e) {
                // The server has stopped.
            }
        }
    }

    private void tick() {
        ticking.set(false);
        long now = nowMillis();
        for (TopicQueue queue : List.copyOf(queues.values())) {
            queue.tick(now);
        }
        queues.values().removeIf(TopicQueue::isEmpty);
        for (HistoryCall read : new ArrayList<>(reads)) {
            read.tick(now);
        }
        counts.tick(now);
        sendAway();
        lookAgain();
    }

    private void lookAgain() {
        if (unread.isEmpty() || !(engine.state() instanceof BrokerState.Ready)) {
            return;
        }
        List<TopicName> topics = List.copyOf(unread);
        unread.clear();
        for (TopicName topic : topics) {
            FeedListener listener = followed.get(topic);
            if (listener != null) {
                listener.feed.check();
            }
        }
    }

    /** Readers are kept for a while without Redis; then they had better look for another server. */
    private void sendAway() {
        if (!(engine.state() instanceof BrokerState.Away away)) {
            sentAway = false;
        } else if (!sentAway && engine.awayFor(settings.grace())) {
            sentAway = true;
            Refusal refusal = away(away);
            for (FeedListener each : List.copyOf(followed.values())) {
                each.feed.ended(refusal);
            }
        }
    }

    private static Refusal away(BrokerState.Away away) {
        return new Refusal.Unavailable(SOON, "Redis is away: " + away.why() + ".");
    }

    /** After the answer to a call: the next one. */
    void goOn(TopicName topic) {
        TopicQueue queue = queues.get(topic);
        if (queue != null) {
            queue.send();
            if (queue.isEmpty()) {
                queues.remove(topic);
            }
        }
    }

    void trouble(@Nullable Link link, Reply.NotDone notDone) {
        engine.trouble(link, notDone);
    }

    void publish(Link to, TopicName topic, byte[][] arguments, Consumer<Reply> reply) {
        counters.batches.increment();
        to.call(Library.PUBLISH, keys(to, topic), arguments, given -> onWorker(() -> reply.accept(given)));
    }

    void read(Link to, TopicName topic, int most, int mostBytes, byte[][] asked, Consumer<Reply> reply) {
        byte[][] arguments = new byte[6 + asked.length][];
        arguments[0] = Keys.ascii(to.token());
        arguments[1] = Keys.ascii(to.tag());
        arguments[2] = limitArguments[2];
        arguments[3] = Keys.ascii(followed.containsKey(topic) ? 1 : 0);
        arguments[4] = Keys.ascii(most);
        arguments[5] = Keys.ascii(mostBytes);
        System.arraycopy(asked, 0, arguments, 6, asked.length);
        to.call(Library.READ, keys(to, topic), arguments, given -> onWorker(() -> reply.accept(given)));
    }

    private String[] keys(Link to, TopicName topic) {
        return engine.keys().ofTopic(topic, to.info().cluster());
    }

    byte[][] publishArguments(Link to, TopicName topic) {
        return new byte[][] {
            Keys.ascii(to.token()),
            Keys.ascii(to.tag()),
            limitArguments[0],
            limitArguments[1],
            limitArguments[2],
            limitArguments[3],
            Keys.ascii(engine.keys().channel(topic)),
            Keys.ascii(confirmed(to, topic) ? 1 : 0)
        };
    }

    private void onWorker(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            // The server has stopped: the sockets that this is about are gone.
        }
    }

    @Nullable
    Link link(TopicName topic) {
        return engine.link(engine.keys().channel(topic));
    }

    /**
     * Whether a reader that begins where a read ends misses nothing after that: not before Redis has confirmed the subscription. If
     * not, the call is made then.
     */
    boolean hears(TopicName topic, Link to, HistoryCall call) {
        FeedListener listener = followed.get(topic);
        if (listener == null || listener.confirmed == to) {
            return true;
        }
        if (!listener.waiting.contains(call)) {
            listener.waiting.add(call);
        }
        return false;
    }

    private boolean confirmed(Link to, TopicName topic) {
        FeedListener listener = followed.get(topic);
        return listener != null && listener.confirmed == to;
    }

    RedisNodes nodes() {
        return engine.nodes();
    }

    int subscribers(TopicName topic) {
        FeedListener follower = followed.get(topic);
        return follower == null ? 0 : follower.feed.subscribers();
    }

    String tooManyTopics() {
        return "Topic limit reached (max-topics: " + limits.maxTopics() + ").";
    }

    EngineCounters counters() {
        return counters;
    }

    long nowMillis() {
        return elapsedMillis.getAsLong();
    }

    long timeoutMillis() {
        return settings.publishTimeout().toMillis();
    }
}
