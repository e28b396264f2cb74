package io.oneport.server.broker;

import io.oneport.protocol.MessageId;

/** What is held of a topic. */
public sealed interface ReadResult permits ReadResult.Held, Refusal {
    /**
     * It could be read.
     *
     * @param start what is held from where the reader begins, as far as the limit of the read allows
     * @param last the topic's last id, whether or not that message is held; with offset 0 if there is none
     */
    record Held(Start start, MessageId last) implements ReadResult {}
}
