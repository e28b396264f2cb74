package io.oneport.client.sub;

import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How far each topic has been read: what is asked for when it is subscribed to again. For one thread. */
final class ReadPositions {
    private final Map<TopicName, Since> since;

    /** @param begin the topics, and where to begin with each */
    ReadPositions(Map<TopicName, Since> begin) {
        since = new LinkedHashMap<>(begin);
    }

    /** In the order in which they were given. */
    Set<TopicName> topics() {
        return since.keySet();
    }

    /**
     * Where to go on with a topic.
     *
     * @throws IllegalArgumentException if it is not one of {@link #topics}
     */
    Since since(TopicName topic) {
        Since position = since.get(topic);
        if (position == null) {
            throw new IllegalArgumentException("topic: " + topic + " (expected: one of " + topics() + ")");
        }
        return position;
    }

    /**
     * Notes where a subscription begins, if it was asked for by anything but a position. A position stays until something
     * has come: should the connection be lost before the reset that may follow, the server must have to tell it again.
     */
    void subscribed(Event.Subscribed subscribed) {
        since.computeIfPresent(
                subscribed.topic(),
                (topic, asked) -> asked instanceof Since.After ? asked : new Since.After(subscribed.position()));
    }

    /**
     * Notes a jump that the server has told.
     *
     * @throws IllegalArgumentException if its position is none of one topic
     */
    void reset(Event.Reset reset) {
        MessageId position = MessageId.parse(reset.position());
        since.computeIfPresent(reset.topic(), (topic, asked) -> new Since.After(position));
    }

    /** Notes a message; false if it, or one after it, was noted already. */
    boolean advance(Event.Message message) {
        Since before = since.get(message.topic());
        if (before == null || before instanceof Since.After after && !isBehind(message.id(), after.id())) {
            return false;
        }
        since.put(message.topic(), new Since.After(message.id()));
        return true;
    }

    /** Offsets of different epochs can't be compared: another epoch is another life of the topic. */
    private static boolean isBehind(MessageId id, MessageId position) {
        return id.epoch() != position.epoch() || id.offset() > position.offset();
    }
}
