package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the messages of topics and keeps them. Delivery to readers is not its concern: {@link Topics} does that, from
 * what the broker hands to a {@link Feed}.
 *
 * <p>Assumes: every call about a topic comes on the topic's owner, the worker whose number is {@code owner}.
 *
 * <p>Guarantees: (1) results come on the owner, and feeds are called there; (2) a message has its id before anybody is
 * handed it, and no id is given to two messages; (3) a read that begins after a message was handed over includes that
 * message, or says that it is lost; (4) no call blocks.
 *
 * <p>Results come through a callback, not a {@code CompletionStage}: a broker in this process answers within the call, and
 * a stage would be an object more for each publication.
 */
public interface Broker {
    /**
     * Numbers and keeps a publication, and hands it to the topic's feed.
     *
     * @param result called once, maybe before this method returns; after the feed if the message is handed over here
     */
    void publish(int owner, Publication publication, Consumer<PublishResult> result);

    /**
     * Begins to hand over a topic's messages. Messages that are published before {@link Feed#check} is called may be
     * missing, if the broker calls that at all: one that misses none need not. After a read that was {@linkplain
     * Refusal.Unavailable unavailable} it calls that again as soon as reads can be had.
     *
     * @param feed gets the messages until {@link #unfollow}; a topic has one feed at most
     * @return null, or why the topic cannot be followed
     */
    @Nullable
    Refusal follow(int owner, TopicName topic, Feed feed);

    /** Hands over no further message of a topic. */
    void unfollow(int owner, TopicName topic);

    /**
     * Reads what is held of a topic. An unknown topic is empty, and is not created.
     *
     * @param since where to begin
     * @param limit the most messages
     * @param result called once, maybe before this method returns
     */
    void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result);

    /**
     * Reads the next part of a topic's history, for a reader that gets all of it: as much as one reader may hold at a time.
     * A broker that holds the messages for all readers anyway gives all of it at once.
     *
     * @param since where to begin
     * @param told the topic's last id as an earlier part gave it: what history does not hold up to there is no news to this
     *     reader, unless it has left history since; null for the first part
     * @param result called once, maybe before this method returns
     */
    default void page(int owner, TopicName topic, Since since, @Nullable MessageId told, Consumer<ReadResult> result) {
        read(owner, topic, since, Integer.MAX_VALUE, result);
    }

    /** Whether {@link #publish} always gives its result before it returns. */
    default boolean answersAtOnce() {
        return false;
    }

    /**
     * Whether {@link #read} and {@link #page} always give their results before they return, and cost no more than that. If not,
     * readers that come at about the same time are given what one of them had read.
     */
    default boolean readsAtOnce() {
        return false;
    }

    /** Whether it can be used now. Any thread. */
    BrokerState state();

    /**
     * Does a part of its regular housekeeping, such as letting old messages go.
     *
     * @return whether to call again soon, for the next part
     */
    default boolean sweep(int owner) {
        return false;
    }

    /** What it holds in memory of an owner's topics; null if that is kept elsewhere. Costs the same for any number of them. */
    default @Nullable BrokerTotals totals(int owner) {
        return null;
    }

    /** The topics that it holds in memory for an owner, as they are when they are reached; null if they are kept elsewhere. */
    default @Nullable Iterator<TopicView> held(int owner) {
        return null;
    }

    /** The number of a topic's subscribers here has changed. */
    default void subscribersChanged(int owner, TopicName topic) {}

    /** The servers that share it; null if that is this one alone. Any thread. */
    default @Nullable Nodes nodes() {
        return null;
    }

    /** Its figures. Any thread. */
    default List<BrokerMetric> metrics() {
        return List.of();
    }

    /** Ends it, once nothing is asked of it any more: what it was given is where it belongs when this returns. */
    default void close() {}
}
