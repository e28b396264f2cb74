package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.protocol.Units;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all answers together hold for peers that have not taken them yet: history that could go otherwise. Any thread;
 * touched by long answers only.
 */
final class AnswerBudget {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    AnswerBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes some, or returns false if too much is in use. */
    boolean take(long wanted) {
        if (bytes.addAndGet(wanted) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-wanted);
        return false;
    }

    void giveBack(long taken) {
        bytes.addAndGet(-taken);
    }

    /** The answer to a request for which there is no room. */
    Answer refusal() {
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "Too many long answers are waiting for their peers (answers-total: " + Units.sizeText(maxBytes) + ").",
                Map.of(HttpHeaderNames.RETRY_AFTER, "1"));
    }
}
