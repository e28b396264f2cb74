package io.oneport.server.broker;

/** A subscriber's place in a fan-out. Confined to the subscriber's worker. */
public final class Subscription {
    private final Fanout fanout;
    final Subscriber subscriber;
    /** Its way through history; null once it is among the others. */
    Replay replay;

    int index;
    boolean active = true;

    Subscription(Fanout fanout, Subscriber subscriber, Replay replay) {
        this.fanout = fanout;
        this.subscriber = subscriber;
        this.replay = replay;
    }

    /** Asks for the next part of history, if there is one: the subscriber has handed on the part that it has. */
    public void taken() {
        if (active && replay != null) {
            replay.taken();
        }
    }

    /** Ends it: nothing is delivered from here on. A second call does nothing. */
    public void cancel() {
        fanout.cancel(this);
    }
}
