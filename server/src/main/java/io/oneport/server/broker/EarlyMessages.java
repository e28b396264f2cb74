package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Messages of a topic that arrived before their predecessors, in order of arrival. For one {@link TopicFeed}. */
final class EarlyMessages {
    /** Maximum size of all together; more are dropped, and read again. */
    private static final int MAX_BYTES = 1 << 20;

    private final List<Message> messages = new ArrayList<>();
    private int bytes;

    /** Keeps a message; returns false if it is dropped, since there are too many. */
    boolean add(Message message) {
        boolean room = bytes + message.cost() <= MAX_BYTES;
        if (room) {
            bytes += message.cost();
            messages.add(message);
        }
        return room;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** A copy that does not change. */
    List<Message> list() {
        return List.copyOf(messages);
    }

    /** Removes what follows a message, one after the other, and hands it over; and what is before it, which has passed. */
    void passAfter(MessageId last, Consumer<Message> pass) {
        MessageId passed = last;
        boolean found = true;
        while (found) {
            found = false;
            for (Iterator<Message> each = messages.iterator(); each.hasNext(); ) {
                Message message = each.next();
                MessageId id = message.id();
                if (id.epoch() == passed.epoch() && id.offset() <= passed.offset() + 1) {
                    each.remove();
                    bytes -= message.cost();
                    if (id.offset() == passed.offset() + 1) {
                        passed = id;
                        pass.accept(message);
                        found = true;
                    }
                }
            }
        }
    }

    /** Hands over what has the epoch of a message, and is no later than it. It stays here. */
    void upTo(MessageId last, Consumer<Message> taker) {
        for (Message message : messages) {
            if (message.id().epoch() == last.epoch() && message.id().offset() <= last.offset()) {
                taker.accept(message);
            }
        }
    }

    /** Drops those of some messages that have another epoch. */
    void dropOtherEpochs(long epoch, List<Message> some) {
        messages.removeIf(message -> message.id().epoch() != epoch && some.contains(message));
        bytes = messages.stream().mapToInt(Message::cost).sum();
    }
}
