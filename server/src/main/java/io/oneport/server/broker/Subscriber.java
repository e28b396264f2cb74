package io.oneport.server.broker;

import io.oneport.protocol.TopicName;
import java.util.List;

/** One reader of one topic. Every call comes on the worker that was named when it subscribed. */
public interface Subscriber {
    /**
     * The subscription has begun. The messages of {@code start} come first, then those that are delivered. If history has
     * several parts, the next part comes by {@link #replayed} after {@link Subscription#taken}, and nothing before it.
     *
     * @param subscription ends the subscription
     * @return whether the subscriber still wants it
     */
    boolean started(Subscription subscription, Start start);

    /** The subscription cannot begin; no further call follows. */
    void refused(TopicName topic, Refusal refusal);

    /** The next part of history. */
    void replayed(List<Message> messages);

    /** Delivers a message: each once, in the order of the topic. */
    void deliver(Message message);

    /** Reports that messages were lost at this place, and cannot be read any more. */
    void reset(Reset reset);

    /**
     * The broker has been away for too long: no further call follows. The peer is to be closed, so that it reconnects to
     * another server.
     */
    default void ended(Refusal refusal) {
        failed(new IllegalStateException(refusal.detail()));
    }

    /** The last call of a batch: write out what was delivered. */
    void flush();

    /** One of the calls above has thrown: no further call follows, and the peer is to be closed. */
    void failed(Throwable cause);
}
