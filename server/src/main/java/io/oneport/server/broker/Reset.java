package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Tells a reader that it has missed messages of a topic.
 *
 * @param asked the position after which something is missing
 * @param first the first message that is held, and comes next; null if none is
 * @param position where the reader stands now: what follows comes after it
 */
public record Reset(
        TopicName topic, MessageId asked, @Nullable MessageId first, MessageId position) {}
