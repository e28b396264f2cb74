package io.oneport.server.broker;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;

/** What became of a publication. */
public sealed interface PublishResult {
    /** It has its id, and goes out to so many subscribers. */
    record Published(MessageId id, int subscribers) implements PublishResult {}

    /** A message with the same idempotency key is in history already; nothing was published. */
    record Duplicate(MessageId id) implements PublishResult {}

    /** It can't be. */
    record Refused(ErrorCode code, String detail) implements PublishResult {}
}
