package io.oneport.client.pub;

import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all messages of one run have in common. Members that may be null are as in {@link Publication}.
 *
 * @param topic where
 * @param contentType their media type, or null
 * @param event their event name, or null
 * @param ttl how long history may keep them, or null
 */
record MessageTemplate(TopicName topic, String contentType, String event, Duration ttl) {
    /** One message, with an idempotency key or null. */
    Publication of(Payload payload, @Nullable String key) {
        return new Publication(topic, payload, contentType, event, ttl, key);
    }
}
