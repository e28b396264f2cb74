package io.oneport.server.broker;

import io.oneport.protocol.TopicName;
import java.util.List;

/** One reader of one topic. Every call comes on the worker that was named when it subscribed. */
public interface Subscriber {
    /**
     * It has begun: what {@code start} holds comes first, then what is delivered. History may come in parts: the next one, by
     * {@link #replayed}, once {@link Subscription#taken} is called, and nothing else before.
     *
     * @param subscription to end it with
     * @return whether it is still wanted
     */
    boolean started(Subscription subscription, Start start);

    /** It cannot begin; nothing further comes. */
    void refused(TopicName topic, Refusal refusal);

    /** The next part of history. */
    void replayed(List<Message> messages);

    /** A message, in order, once. */
    void deliver(Message message);

    /** Between two messages, or at the end of them: something was lost that cannot be had any more. */
    void reset(Reset reset);

    /** The broker has been away for too long: nothing further comes, and it is to be closed, so that it can come back elsewhere. */
    default void ended(Refusal refusal) {
        failed(new IllegalStateException(refusal.detail()));
    }

    /** The end of what is delivered at this time: the moment to write it out. */
    void flush();

    /** One of the calls above has thrown: it gets nothing more, and is to be closed. */
    void failed(Throwable cause);
}
