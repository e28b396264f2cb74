package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader of one topic begins.
 *
 * @param topic the topic
 * @param position the id after which it begins
 * @param asked what it asked for, if something after that is no longer held, or never was; else null
 * @param messages what history holds after the position, in order; immutable, and shared with other readers
 */
public record Start(
        TopicName topic, MessageId position, @Nullable MessageId asked, List<Message> messages) {
    /** What the reader must be told before anything else, since it missed something; null if it did not. */
    public @Nullable Reset toReset() {
        return asked == null ? null : new Reset(topic, asked, first(), position);
    }

    /** Whether the reader missed something. */
    public boolean reset() {
        return asked != null;
    }

    /** The first message that is held, or null. */
    public @Nullable MessageId first() {
        return messages.isEmpty() ? null : messages.get(0).id();
    }
}
