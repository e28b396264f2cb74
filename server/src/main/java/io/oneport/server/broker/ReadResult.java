package io.oneport.server.broker;

import io.oneport.protocol.MessageId;

/** The result of reading the history of a topic. */
public sealed interface ReadResult permits ReadResult.Held, Refusal {
    /**
     * It could be read.
     *
     * @param start what is held from where the reader begins, as far as the limit of the read allows
     * @param last the topic's last id, whether or not that message is held; with offset 0 if there is none
     * @param more whether something may be held after that: the read has come to its limit. It has a message then
     */
    record Held(Start start, MessageId last, boolean more) implements ReadResult {
        /** A read up to the end, or to a limit that the caller has set: there is no further part. */
        public Held(Start start, MessageId last) {
            this(start, last, false);
        }
    }
}
