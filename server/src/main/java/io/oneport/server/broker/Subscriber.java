package io.oneport.server.broker;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.TopicName;

/** One reader of one topic. Every call comes on the worker that was named when it subscribed. */
public interface Subscriber {
    /**
     * It has begun: what {@code start} holds comes first, then what is delivered.
     *
     * @param subscription to end it with
     * @return whether it is still wanted
     */
    boolean started(Subscription subscription, Start start);

    /** It can't begin; nothing further comes. */
    void refused(TopicName topic, ErrorCode code, String detail);

    /** A message, in order, once. */
    void deliver(Message message);

    /** The end of what is delivered at this time: the moment to write it out. */
    void flush();

    /** One of the calls above has thrown: it gets nothing more, and is to be closed. */
    void failed(Throwable cause);
}
