package io.oneport.server.broker.memory;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;

/** Makes messages; the parameters are those of {@link KeptMessage}. */
public interface MessageFactory<M extends KeptMessage> {
    /** Makes one. */
    M create(TopicName topic, MessageId id, Publication publication, long timeMillis, long publishedMillis);
}
