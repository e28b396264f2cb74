package io.oneport.server.broker.log;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.memory.KeptMessage;

/** A message that is in the log, too. */
final class LoggedMessage extends KeptMessage {
    /** Its record. */
    final long record;

    LoggedMessage(
            TopicName topic,
            MessageId id,
            Publication publication,
            long timeMillis,
            long publishedMillis,
            long record) {
        super(topic, id, publication, timeMillis, publishedMillis);
        this.record = record;
    }
}
