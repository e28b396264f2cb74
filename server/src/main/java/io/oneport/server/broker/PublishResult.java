package io.oneport.server.broker;

import io.oneport.protocol.MessageId;

/** What became of a publication. */
public sealed interface PublishResult permits PublishResult.Published, PublishResult.Duplicate, Refusal {
    /**
     * It has its id.
     *
     * @param subscribers how many subscribers of this server it goes out to
     */
    record Published(MessageId id, int subscribers) implements PublishResult {}

    /** A message with the same idempotency key is in history already; nothing was published. */
    record Duplicate(MessageId id) implements PublishResult {}
}
