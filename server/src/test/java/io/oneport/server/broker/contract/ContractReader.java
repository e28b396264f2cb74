package io.oneport.server.broker.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Subscription;
import java.util.ArrayList;
import java.util.List;

/** A reader of one topic that remembers what it got, and holds the broker to the order of ids. */
public final class ContractReader implements Subscriber {
    /** Texts of the messages, in order; what came before the last reset included. */
    public final List<String> got = new ArrayList<>();

    /** What it was told that it missed. */
    public final List<Reset> resets = new ArrayList<>();

    private final boolean takes;

    private MessageId position;
    private Subscription subscription;
    private Refusal refusal;

    /**
     * Creates one that was given nothing yet.
     *
     * @param takes whether it takes what it is given; if not, the next part of history comes when {@link #take} is called
     */
    ContractReader(boolean takes) {
        this.takes = takes;
    }

    /** Where it stands; null before it has begun. */
    public MessageId position() {
        return position;
    }

    /** Why it could not begin, or null. */
    public Refusal refusal() {
        return refusal;
    }

    boolean begun() {
        return subscription != null || refusal != null;
    }

    void take() {
        subscription.taken();
    }

    void leave() {
        subscription.cancel();
    }

    @Override
    public boolean started(Subscription subscription, Start start) {
        this.subscription = subscription;
        if (start.reset()) {
            resets.add(start.toReset());
        }
        position = start.position();
        replayed(start.messages());
        return true;
    }

    @Override
    public void replayed(List<Message> messages) {
        messages.forEach(this::deliver);
        if (takes) {
            take();
        }
    }

    @Override
    public void refused(TopicName topic, Refusal refusal) {
        this.refusal = refusal;
    }

    @Override
    public void deliver(Message message) {
        assertTrue(
                message.id().offset() > position.offset(), () -> message.id() + " came after " + position + ": " + got);
        position = message.id();
        got.add(message.payload().string());
    }

    @Override
    public void reset(Reset reset) {
        assertEquals(position.offset(), reset.asked().offset(), "a reset says from where on something is missing");
        resets.add(reset);
        position = reset.position();
    }

    @Override
    public void flush() {}

    @Override
    public void failed(Throwable cause) {
        throw new AssertionError(cause);
    }
}
