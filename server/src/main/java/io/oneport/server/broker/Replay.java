package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reader on its way through a history that is longer than one part: it gets a part, and the next one is read when it has
 * taken that. With the part that reaches the end it joins the other readers.
 */
final class Replay implements SubscriberPlace.Way {
    /** The topic's owner, as a reader on its way knows it. Called on the reader's worker. */
    interface Source {
        /** The reader has taken what it was given. */
        void goOn(Replay replay);

        /** The reader leaves before it is among the others. */
        void leave(Replay replay);
    }

    private final Source source;
    final int worker;

    // The owner's.
    /** What it was given last; null before the first message. */
    private @Nullable MessageId position;
    /** The topic's last id at that time. */
    private MessageId told;
    /** It is among the others, or was told to go there. */
    boolean joined;
    /** It has left before that. */
    boolean gone;

    /** Set before the worker hears of it. */
    private @Nullable SubscriberPlace place;

    // The worker's.
    /** It waits for a part. */
    private boolean waits;

    /**
     * Begins.
     *
     * @param worker the reader's
     * @param first the first part
     */
    Replay(Source source, int worker, ReadResult.Held first) {
        this.source = source;
        this.worker = worker;
        given(first);
    }

    /** On the owner: it is given a part. */
    void given(ReadResult.Held part) {
        List<Message> messages = part.start().messages();
        if (!messages.isEmpty()) {
            position = messages.get(messages.size() - 1).id();
        }
        told = part.last();
    }

    /** What it was given last: a part that is followed by another one has messages. */
    MessageId position() {
        return Objects.requireNonNull(position);
    }

    MessageId told() {
        return told;
    }

    void place(SubscriberPlace place) {
        this.place = place;
    }

    SubscriberPlace place() {
        return Objects.requireNonNull(place, "it was attached");
    }

    @Override
    public void arrived() {
        waits = false;
    }

    @Override
    public void taken() {
        if (!waits) {
            waits = true;
            source.goOn(this);
        }
    }

    @Override
    public void leave() {
        source.leave(this);
    }
}
