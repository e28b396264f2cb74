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
     * @param lostThrough nothing up to this offset is held, so that a reader with an earlier position has missed something; 0 if the
     *     broker does not say
     */
    record Held(Start start, MessageId last, boolean more, long lostThrough) implements ReadResult {
        /** A read up to the end, or to a limit that the caller has set: there is no further part. */
        public Held(Start start, MessageId last) {
            this(start, last, false, 0);
        }

        /** A read of a broker that does not say up to where nothing is held. */
        public Held(Start start, MessageId last, boolean more) {
            this(start, last, more, 0);
        }
    }
}
