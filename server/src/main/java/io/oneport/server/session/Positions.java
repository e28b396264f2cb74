package io.oneport.server.session;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import java.util.List;

/** The position of a stream's reader in each of its topics. Confined to the stream's event loop. */
public final class Positions {
    private final List<TopicName> topics;
    private final MessageId[] positions;
    private int missing;

    public Positions(List<TopicName> topics) {
        this.topics = topics;
        this.positions = new MessageId[topics.size()];
        this.missing = positions.length;
    }

    /** Sets the position in a topic. */
    public void set(TopicName topic, MessageId position) {
        int index = topics.indexOf(topic);
        if (positions[index] == null) {
            missing--;
        }
        positions[index] = position;
    }

    /** Whether there is one for each topic. */
    public boolean complete() {
        return missing == 0;
    }

    /** One id for each topic, in the order of the topics, with commas between them. */
    @Override
    public String toString() {
        if (positions.length == 1) {
            return positions[0].toString();
        }
        StringBuilder text = new StringBuilder(positions.length * 16);
        for (MessageId position : positions) {
            text.append(text.isEmpty() ? "" : ",").append(position);
        }
        return text.toString();
    }
}
