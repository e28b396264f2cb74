package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * One topic at one moment, as operators see it. Immutable.
 *
 * @param subscribers its readers on this server
 * @param messages messages in its history; -1 if that is kept elsewhere
 * @param bytes what they count against {@code history-bytes}; -1 if that is kept elsewhere
 * @param last the id of its last message, whose offset is the number of messages since its epoch began; null if that is not
 *     known here
 */
public record TopicView(
        TopicName name,
        int subscribers,
        int messages,
        long bytes,
        @Nullable MessageId last) {
    /** The same with its number of readers. */
    TopicView readBy(int readers) {
        return new TopicView(name, readers, messages, bytes, last);
    }

    /** How many messages it has had since its epoch began; -1 if that is not known here. */
    public long published() {
        return last == null ? -1 : last.offset();
    }
}
