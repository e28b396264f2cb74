package io.oneport.server.broker.memory;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.TopicView;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One topic: numbers its messages and keeps them. Confined to the worker that owns it. Every {@code nowMillis} is of the
 * clock that is never set.
 */
final class MemoryTopic {
    private final TopicName name;
    private final TopicSettings settings;
    private final LongSupplier clockMillis;
    private final History history;
    /** The id of its last message; with offset 0 before there is one. */
    private MessageId last;

    /** The highest offset that {@link #number} has given out. */
    private long numbered;

    private long usedMillis;
    /** Whoever follows it; null if nobody does. */
    private @Nullable Feed feed;

    /** Its place in the list of its owner's topics. */
    int index;

    /**
     * Creates a topic of which nothing is held.
     *
     * @param last the id of its last message; with offset 0 if there is none
     * @param emptySince see {@link History}
     * @param clockMillis the time of day, in milliseconds since 1970, for readers
     */
    MemoryTopic(
            TopicName name,
            MessageId last,
            long emptySince,
            TopicSettings settings,
            HistoryBudget budget,
            LongSupplier clockMillis,
            long nowMillis) {
        this.name = name;
        this.settings = settings;
        this.clockMillis = clockMillis;
        this.history = new History(name, last.epoch(), emptySince, settings, budget);
        this.last = last;
        this.numbered = last.offset();
        this.usedMillis = nowMillis;
    }

    TopicName name() {
        return name;
    }

    /** What operators see of it, without its readers. */
    TopicView view() {
        return new TopicView(name, 0, history.count(), history.bytes(), last);
    }

    /** Whether anything was ever published to it. */
    boolean published() {
        return last.offset() > 0 || numbered > 0;
    }

    void follow(Feed follower) {
        feed = follower;
    }

    void unfollow(long nowMillis) {
        feed = null;
        usedMillis = nowMillis;
    }

    PublishResult publish(Publication publication, long nowMillis) {
        usedMillis = nowMillis;
        if (publication.key() != null) {
            history.expire(nowMillis);
            KeptMessage earlier = history.withKey(publication.key());
            if (earlier != null) {
                return new PublishResult.Duplicate(earlier.id());
            }
        }
        last = new MessageId(last.epoch(), last.offset() + 1);
        KeptMessage message = new KeptMessage(name, last, publication, clockMillis.getAsLong(), nowMillis);
        if (!message.expired(nowMillis)) {
            history.add(message);
        }
        if (feed == null) {
            return new PublishResult.Published(last, 0);
        }
        feed.message(message);
        return new PublishResult.Published(message.id(), feed.subscribers());
    }

    /** The id of the message in history that was published with a key; null if there is none. */
    @Nullable
    MessageId idOf(@Nullable String key, long nowMillis) {
        if (key == null) {
            return null;
        }
        history.expire(nowMillis);
        KeptMessage earlier = history.withKey(key);
        return earlier == null ? null : earlier.id();
    }

    /** Gives a publication the next id. */
    <M extends KeptMessage> M number(Publication publication, long nowMillis, MessageFactory<M> factory) {
        usedMillis = nowMillis;
        numbered++;
        return factory.create(
                name, new MessageId(last.epoch(), numbered), publication, clockMillis.getAsLong(), nowMillis);
    }

    /** Keeps a message that was numbered, the next one, and hands it over. */
    PublishResult.Published keep(KeptMessage message, long nowMillis) {
        last = message.id();
        if (!message.expired(nowMillis)) {
            history.add(message);
        }
        if (feed == null) {
            return new PublishResult.Published(last, 0);
        }
        feed.message(message);
        return new PublishResult.Published(message.id(), feed.subscribers());
    }

    void restore(Losses losses) {
        history.restore(losses);
    }

    void restore(KeptMessage message) {
        history.add(message);
    }

    Losses losses() {
        return history.losses(last.offset() + 1);
    }

    ReadResult.Held read(Since since, int limit, long nowMillis) {
        usedMillis = nowMillis;
        return new ReadResult.Held(history.start(since, limit, last.offset(), nowMillis), last);
    }

    /**
     * Lets history run out.
     *
     * @param most the most messages to take out
     * @return how many have gone; if it is {@code most}, more may have to go
     */
    int expire(long nowMillis, int most) {
        return history.expire(nowMillis, most);
    }

    /** Whether it can go: unused, for as long as its last readers may come back. */
    boolean idle(long nowMillis) {
        return feed == null
                && history.isEmpty()
                && numbered <= last.offset()
                && nowMillis - usedMillis > settings.historyAge().toMillis();
    }
}
