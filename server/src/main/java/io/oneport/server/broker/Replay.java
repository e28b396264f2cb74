package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import java.util.List;

/**
 * A reader on its way through a history that is longer than one part: it gets a part, and the next one is read when it has
 * taken that. With the part that reaches the end it joins the other readers.
 */
final class Replay {
    private final Topic topic;
    final int worker;

    // The owner's.
    /** What it was given last. */
    private MessageId position;
    /** The topic's last id at that time. */
    private MessageId told;
    /** It is among the others, or was told to go there. */
    boolean joined;
    /** It has left before that. */
    boolean gone;

    /** Set before the worker hears of it. */
    Subscription subscription;

    // The worker's.
    /** It waits for a part. */
    private boolean waits;

    /**
     * Begins.
     *
     * @param worker the reader's
     * @param first the first part
     */
    Replay(Topic topic, int worker, ReadResult.Held first) {
        this.topic = topic;
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

    MessageId position() {
        return position;
    }

    MessageId told() {
        return told;
    }

    /** On the worker: a part is there. */
    void arrived() {
        waits = false;
    }

    /** On the worker: what there was is taken. */
    void taken() {
        if (!waits) {
            waits = true;
            topic.goOn(this);
        }
    }

    /** On the worker: it leaves. */
    void leave() {
        topic.leave(this);
    }
}
