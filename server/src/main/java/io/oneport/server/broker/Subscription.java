package io.oneport.server.broker;

/** A subscriber's place in a fan-out. Confined to the subscriber's worker. */
public final class Subscription {
    private final Fanout fanout;
    final Subscriber subscriber;
    int index;
    boolean active = true;

    Subscription(Fanout fanout, Subscriber subscriber, int index) {
        this.fanout = fanout;
        this.subscriber = subscriber;
        this.index = index;
    }

    /** Ends it: nothing is delivered from here on. A second call does nothing. */
    public void cancel() {
        fanout.cancel(this);
    }
}
