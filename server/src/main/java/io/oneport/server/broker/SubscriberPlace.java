package io.oneport.server.broker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscriber's place in a fan-out. Confined to the subscriber's worker. */
final class SubscriberPlace implements Subscription {
    /** A reader's way through history, from its worker's side. */
    interface Way {
        /** A part is there. */
        void arrived();

        /** What there was is taken. */
        void taken();

        /** The reader leaves. */
        void leave();
    }

    private final Consumer<SubscriberPlace> onCancel;
    final Subscriber subscriber;
    /** Null once it is among the others. */
    @Nullable
    Way way;

    int index;
    boolean active = true;

    /**
     * Creates a place that is active.
     *
     * @param onCancel ends it
     * @param way through history; null if it is among the others at once
     */
    SubscriberPlace(Consumer<SubscriberPlace> onCancel, Subscriber subscriber, @Nullable Way way) {
        this.onCancel = onCancel;
        this.subscriber = subscriber;
        this.way = way;
    }

    @Override
    public void taken() {
        if (active && way != null) {
            way.taken();
        }
    }

    @Override
    public void cancel() {
        onCancel.accept(this);
    }
}
