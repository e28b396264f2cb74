package io.oneport.server.broker;

import io.oneport.protocol.ErrorCode;
import java.time.Duration;

/** Why something was not done. */
public sealed interface Refusal extends PublishResult, ReadResult {
    /** What is wrong, for programs. */
    ErrorCode code();

    /** What is wrong and what was expected, for people. */
    String detail();

    /** A limit or a rule forbids it. */
    record Refused(ErrorCode code, String detail) implements Refusal {}

    /**
     * It cannot be done now; the same may succeed later.
     *
     * @param retryAfter when to try again, at the earliest
     * @param maybePublished whether a publication was handed to the broker, so that it may have been published
     * @param why what is wrong, for people
     */
    record Unavailable(Duration retryAfter, boolean maybePublished, String why) implements Refusal {
        /** Refuses a publication that is certainly not published, or anything else. */
        public Unavailable(Duration retryAfter, String why) {
            this(retryAfter, false, why);
        }

        @Override
        public ErrorCode code() {
            return ErrorCode.UNAVAILABLE;
        }

        @Override
        public String detail() {
            return maybePublished
                    ? why + " The message may have been published; only one with an idempotency key can be repeated"
                            + " without being published twice."
                    : why;
        }
    }
}
