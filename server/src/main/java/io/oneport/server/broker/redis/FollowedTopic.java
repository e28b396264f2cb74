package io.oneport.server.broker.redis;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A topic that has readers here: what is published to it goes to its feed. The worker's, where nothing else is said. */
final class FollowedTopic extends ChannelListener {
    final TopicName topic;
    final Feed feed;
    private final TopicCalls calls;
    private final Consumer<TopicName> changed;
    /** When Redis last heard of this topic. */
    private long touchedMillis;
    /** Where Redis has confirmed the subscription. */
    private @Nullable Link confirmed;
    /** Reads that wait for that. */
    private final List<Runnable> waiting = new ArrayList<>(0);

    /** The number of subscribers that Redis was last told, or 0. */
    private int toldSubscribers;

    private boolean ended;
    private long lastEpoch;
    private long nextOffset;

    /**
     * Creates one that is not subscribed yet.
     *
     * @param changed told that Redis may not know the number of subscribers
     */
    FollowedTopic(TopicName topic, Feed feed, TopicCalls calls, Consumer<TopicName> changed) {
        super(calls.channel(topic));
        this.topic = topic;
        this.feed = feed;
        this.calls = calls;
        this.changed = changed;
        this.touchedMillis = calls.nowMillis();
    }

    @Override
    void message(byte[] said) {
        List<Message> messages = MessageBytes.decodeLive(topic, said);
        count(messages.get(0).id(), messages.size());
        calls.onWorker(() -> {
            if (!ended) {
                messages.forEach(feed::message);
            }
        });
    }

    /** On Lettuce's thread, which alone uses these. */
    private void count(MessageId first, int messages) {
        if (lastEpoch == first.epoch()) {
            if (first.offset() > nextOffset) {
                calls.counters().gaps.increment();
            }
        } else if (lastEpoch != 0) {
            calls.counters().forks.increment();
        }
        lastEpoch = first.epoch();
        nextOffset = first.offset() + messages;
    }

    @Override
    void subscribed() {
        Link by = link;
        calls.onWorker(() -> {
            if (!ended) {
                subscribed(by);
            }
        });
    }

    private void subscribed(@Nullable Link by) {
        boolean first = confirmed == null;
        confirmed = by;
        List<Runnable> reads = List.copyOf(waiting);
        waiting.clear();
        reads.forEach(Runnable::run);
        changed.accept(topic); // this may be another Redis
        if (!first) { // else no read was made before this, and nothing can be missing
            feed.check();
        }
    }

    /** Whether it is subscribed by this. */
    boolean confirmed(Link by) {
        return confirmed == by;
    }

    /** Has a read made once it is subscribed. */
    void whenSubscribed(Runnable read) {
        if (!waiting.contains(read)) {
            waiting.add(read);
        }
    }

    /** The number of subscribers, of which Redis is being told. */
    int tellSubscribers() {
        toldSubscribers = feed.subscribers();
        return toldSubscribers;
    }

    /** Whether Redis counts subscribers here. */
    boolean counts() {
        return toldSubscribers > 0;
    }

    /** Whether Redis has not heard of it for this long. */
    boolean dueFor(long nowMillis, long intervalMillis) {
        return nowMillis - touchedMillis >= intervalMillis;
    }

    /** Redis hears of it now. */
    void touched(long nowMillis) {
        touchedMillis = nowMillis;
    }

    /** Nobody follows it any more: what still comes goes nowhere. */
    void end() {
        ended = true;
    }
}
