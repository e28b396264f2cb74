package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import java.util.ArrayList;
import java.util.List;

/** How what was read for one reader fits what the others of its topic were handed meanwhile, so that it can join them. */
final class Joining {
    private Joining() {}

    /**
     * Whether a reader has seen what the others have not been handed yet: it must not get that again, and so has to wait until
     * they have come to that place.
     *
     * @param last what the others were handed last
     */
    static boolean waits(Since since, Start start, MessageId last) {
        return start.position().offset() > last.offset()
                && since instanceof Since.After after
                && (!start.reset()
                        || after.id().epoch() == last.epoch() && after.id().offset() > last.offset());
    }

    /**
     * A start that ends where the others are: with what they have been handed, and without what they have not.
     *
     * @param start what was read
     * @param readTo the topic's last message when it was read
     * @param tail what the others were handed since the read was asked for
     * @param last what they were handed last
     */
    static Start start(Start start, MessageId readTo, List<Message> tail, MessageId last) {
        if (readTo.offset() == last.offset()) {
            return start;
        }
        List<Message> messages = new ArrayList<>(start.messages());
        messages.removeIf(message -> message.id().offset() > last.offset());
        for (Message message : tail) {
            if (message.id().offset() > readTo.offset()) {
                messages.add(message);
            }
        }
        MessageId position = start.position().offset() > last.offset() ? last : start.position();
        return new Start(start.topic(), position, start.asked(), List.copyOf(messages));
    }
}
