package io.oneport.server.session;

import io.oneport.protocol.CommandId;
import io.oneport.protocol.Event;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Reset;
import org.jspecify.annotations.Nullable;

/** Makes the events that peers get from results of topics. Stateless: any thread. */
public final class Events {
    private Events() {}

    /**
     * The answer to a publication that was not refused.
     *
     * @param re the command's id, or null over HTTP
     */
    public static Event.Published published(@Nullable CommandId re, TopicName topic, PublishResult result) {
        if (result instanceof PublishResult.Published published) {
            return new Event.Published(re, topic, published.id(), published.subscribers(), published.servers());
        } else if (result instanceof PublishResult.Duplicate duplicate) {
            return new Event.Published(re, topic, duplicate.id(), -1);
        }
        throw new IllegalArgumentException("refused: " + result);
    }

    /** Reports that messages of a topic were dropped because the reader is slow. */
    public static Event.Missed missed(TopicName topic, long count) {
        return new Event.Missed(topic, count);
    }

    /** Reports that a reader missed messages; {@code position} is its position now, in all topics of its stream. */
    public static Event.Reset reset(Reset reset, String position) {
        return new Event.Reset(reset.topic(), reset.asked().toString(), reset.first(), position);
    }
}
