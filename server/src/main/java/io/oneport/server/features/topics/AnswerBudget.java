package io.oneport.server.features.topics;

import io.oneport.protocol.Units;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
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
    Response refusal() {
        return Problem.unavailable(
                "Too many long answers are waiting for their peers (answers-total: " + Units.sizeText(maxBytes) + ").",
                1);
    }
}
