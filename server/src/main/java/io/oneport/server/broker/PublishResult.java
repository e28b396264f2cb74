package io.oneport.server.broker;

import io.oneport.protocol.MessageId;

/** What became of a publication. */
public sealed interface PublishResult permits PublishResult.Published, PublishResult.Duplicate, Refusal {
    /**
     * It has its id.
     *
     * @param subscribers how many subscribers it goes out to
     * @param servers of how many servers those are counted; 0 if there is no other server
     */
    record Published(MessageId id, int subscribers, int servers) implements PublishResult {
        /** On the only server. */
        public Published(MessageId id, int subscribers) {
            this(id, subscribers, 0);
        }
    }

    /** A message with the same idempotency key is in history already; nothing was published. */
    record Duplicate(MessageId id) implements PublishResult {}
}
