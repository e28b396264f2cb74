package io.oneport.server.broker;

/**
 * The messages of one topic, as a {@link Broker} hands them over: in any order, some of them twice, some of them never.
 * Confined to the worker that owns the topic.
 */
public interface Feed {
    /** A message was published. */
    void message(Message message);

    /** Messages may be missing, such as after a lost connection: reads what is held after the last one. */
    void check();

    /** The broker has been away for too long: ends all readers. */
    default void ended(Refusal refusal) {}

    /** The number of subscribers that a message is delivered to at present. */
    int subscribers();
}
