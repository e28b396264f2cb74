package io.oneport.server.broker.memory;

import io.oneport.protocol.TopicName;

/** Told, on the owner, what leaves a {@link TopicStore}. */
public interface Departures {
    /** Nothing is done about it. */
    Departures NONE = new Departures() {
        @Override
        public void left(KeptMessage message) {}

        @Override
        public void removed(TopicName topic, long emptySince) {}
    };

    /** A message has left history. */
    void left(KeptMessage message);

    /**
     * A topic that was published to is forgotten.
     *
     * @param emptySince nothing was published to this topic since this epoch was given out
     */
    void removed(TopicName topic, long emptySince);
}
