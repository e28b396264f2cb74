package io.oneport.server.broker;

import io.oneport.protocol.MessageId;

/** The result of a publication. */
public sealed interface PublishResult permits PublishResult.Published, PublishResult.Duplicate, Refusal {
    /**
     * The message was published, and has its id.
     *
     * @param subscribers the number of subscribers that it goes out to
     * @param servers of how many servers those are counted; 0 if there is no other server
     */
    record Published(MessageId id, int subscribers, int servers) implements PublishResult {
        /** A message of a server that shares its broker with no other one. */
        public Published(MessageId id, int subscribers) {
            this(id, subscribers, 0);
        }
    }

    /** A message with the same idempotency key is in history already; nothing was published. */
    record Duplicate(MessageId id) implements PublishResult {}
}
