package io.oneport.server.broker;

/** What a subscriber has of its subscription. Confined to the subscriber's worker. */
public interface Subscription {
    /** Asks for the next part of history, if there is one: the subscriber has handed on the part that it has. */
    void taken();

    /** Ends it: nothing is delivered from here on. A second call does nothing. */
    void cancel();
}
