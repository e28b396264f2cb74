package io.oneport.server.broker.redis;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Feed;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
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
    private final TopicCalls calls;
    private final Map<TopicName, TopicQueue> queues = new HashMap<>();
    private final FollowedTopics followed = new FollowedTopics();
    private final Set<HistoryCall> reads = new HashSet<>();
    /** Topics of which a read was refused: their feeds are to look again. */
    private final Set<TopicName> unread = new HashSet<>();

    /** Whether readers were sent away since Redis was last there. */
    private boolean sentAway;

    private final ReaderCounts counts;

    private final AtomicBoolean ticking = new AtomicBoolean();

    OwnedTopics(
            RedisEngine engine,
            RedisSettings settings,
            TopicSettings limits,
            EngineCounters counters,
            TopicCalls calls) {
        this.engine = engine;
        this.settings = settings;
        this.limits = limits;
        this.counters = counters;
        this.calls = calls;
        this.counts = new ReaderCounts(calls, followed);
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
        Pending pending = new Pending(publication, cost, calls.nowMillis() + calls.timeoutMillis(), result, counters);
        Refusal away = awayForLong(publication.topic());
        if (away != null) {
            pending.answer(away);
            return;
        }
        queues.computeIfAbsent(publication.topic(), topic -> new TopicQueue(topic, calls, followed))
                .add(pending);
    }

    /** Nobody waits for a Redis that has been away for longer than a publication may take. */
    private @Nullable Refusal awayForLong(TopicName topic) {
        return calls.link(topic) == null
                        && engine.state() instanceof BrokerState.Away away
                        && engine.awayFor(settings.publishTimeout())
                ? away(away)
                : null;
    }

    @Nullable
    Refusal follow(TopicName topic, Feed feed) {
        if (followed.size() > (limits.maxTopics() - 1)) {
            return new Refusal.Refused(ErrorCode.TOO_MANY_TOPICS, calls.tooManyTopics());
        }
        FollowedTopic follower = new FollowedTopic(topic, feed, calls, counts::changed);
        followed.add(follower);
        engine.subscriptions().follow(follower);
        return null;
    }

    void unfollow(TopicName topic) {
        FollowedTopic follower = followed.remove(topic);
        if (follower != null) {
            engine.subscriptions().unfollow(follower);
            if (follower.counts()) {
                counts.changed(topic);
            }
        }
    }

    void subscribersChanged(TopicName topic) {
        if (followed.has(topic)) {
            counts.changed(topic);
        }
    }

    void read(TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        read(topic, result, answer -> new HistoryCall(calls, followed, topic, since, limit, answer));
    }

    void page(TopicName topic, Since since, @Nullable MessageId told, Consumer<ReadResult> result) {
        read(topic, result, answer -> HistoryCall.page(calls, followed, topic, since, told, answer));
    }

    private void read(
            TopicName topic, Consumer<ReadResult> result, Function<Consumer<ReadResult>, HistoryCall> create) {
        Refusal away = awayForLong(topic);
        if (away != null) {
            unread.add(topic);
            calls.onWorker(() -> result.accept(away));
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
        call[0].run();
    }

    /**
     * Tells Redis of the topics that are read here, before they would end for want of use.
     *
     * @return whether there are more
     */
    boolean sweep() {
        long interval = Math.min(LONGEST_TOUCH_MILLIS, limits.historyAge().toMillis() / 2);
        long now = calls.nowMillis();
        int left = SWEEP_SLICE;
        for (FollowedTopic each : followed.all()) {
            if (!each.dueFor(now, interval)) {
                continue;
            }
            if (left-- == 0) {
                return true;
            }
            if (calls.link(each.topic) == null) {
                return false;
            }
            each.touched(now);
            counts.say(each.topic);
        }
        return false;
    }

    /** Any thread: looks at what is overdue, on the worker. */
    void onTick() {
        if (ticking.compareAndSet(false, true)) {
            calls.onWorker(this::tick);
        }
    }

    private void tick() {
        ticking.set(false);
        long now = calls.nowMillis();
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
            FollowedTopic listener = followed.get(topic);
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
            for (FollowedTopic each : List.copyOf(followed.all())) {
                each.feed.ended(refusal);
            }
        }
    }

    private static Refusal away(BrokerState.Away away) {
        return new Refusal.Unavailable(
                SOON, "Redis is away: " + away.why() + (away.why().endsWith(".") ? "" : "."));
    }
}
