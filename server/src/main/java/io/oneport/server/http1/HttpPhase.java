package io.oneport.server.http1;

import io.oneport.protocol.Units;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.time.Duration;

/** Where an HTTP connection stands, how long that may last, and what its peer is told if it lasts too long. */
enum HttpPhase {
    /** Open, and not a byte has come. */
    FIRST_HEAD,
    /** A head is arriving. */
    HEAD,
    /** The head is here, the body is arriving. */
    BODY,
    /** More of the body is here, but the socket has had its turn: it is read when its next one comes. */
    BODY_QUEUED,
    /** The whole request is here; its answer is being made. */
    ANSWER,
    /** Answered, but the peer takes its answers too slowly for another request to be read. */
    BLOCKED,
    /** More requests are here, but the socket has had its turn: they are read when its next one comes. */
    QUEUED,
    /** Between two requests. */
    IDLE,
    /** The last answer is written; what still comes is dropped. */
    LEAVING;

    /** Whether a byte may be decoded now. */
    boolean readsNext() {
        return this == IDLE || this == HEAD || this == BODY || this == BODY_QUEUED || this == FIRST_HEAD;
    }

    /** Whether the next byte belongs to a head. */
    boolean inHead() {
        return awaitsHead() || this == IDLE;
    }

    /** Whether the head of the current request has yet to come whole. */
    boolean awaitsHead() {
        return this == FIRST_HEAD || this == HEAD;
    }

    /** How long this may last; not asked where another rule holds. */
    Duration limit(HttpSettings settings) {
        return switch (this) {
            case FIRST_HEAD, HEAD -> settings.headTimeout();
            case BODY, BODY_QUEUED -> settings.bodyTimeout();
            case ANSWER -> settings.answerTimeout();
            case IDLE -> settings.keepAlive();
            case BLOCKED, QUEUED, LEAVING -> throw new IllegalStateException("no limit of ours in " + this);
        };
    }

    /** The answer to a request with which this has lasted too long. */
    Response tooLong(HttpSettings settings) {
        String limit = Units.text(limit(settings));
        if (this == ANSWER) {
            String detail = "The answer took longer than " + limit + " (answer-timeout).";
            return Problem.unavailable(detail, 5);
        }
        String part = this == BODY ? "body" : "head";
        return Problem.of(
                Status.REQUEST_TIMEOUT,
                "The request's " + part + " took longer than " + limit + " (" + part + "-timeout).");
    }
}
