package io.oneport.server.features.topics;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.auth.Bearer;
import io.oneport.server.broker.Refusal;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.session.TopicAccess;
import java.time.Duration;

/** Why a topic cannot be published to or read, as responses. Stateless: any thread. */
final class Refusals {
    /** When to try again where there are too many topics: that takes as long as histories take to run out. */
    private static final Duration NEW_TOPIC_RETRY = Duration.ofSeconds(60);

    private Refusals() {}

    /** Answers a client that publishes more than it may, and says whether it does. */
    static boolean tooMany(Exchange exchange, TopicAccess topics, int publications) {
        ClientLimits.Exceeded exceeded = exchange.socket().takeMessages(publications);
        if (exceeded != null) {
            topics.countRateLimited(exchange.socket().worker(), publications);
            exchange.answer(Problem.tooMany(exceeded.detail(), exceeded.waitSeconds()));
        }
        return exceeded != null;
    }

    /** The response to a request that a topic refuses. */
    static Response of(Refusal refusal) {
        if (refusal instanceof Refusal.Unavailable unavailable) {
            return unavailable(refusal.detail(), unavailable.retryAfter());
        }
        return switch (refusal.code()) {
            case TOO_MANY_TOPICS -> unavailable(refusal.detail(), NEW_TOPIC_RETRY);
            case FORBIDDEN -> Bearer.insufficient(sentence(refusal.detail()));
            case NO_TOKEN -> Bearer.missing(sentence(refusal.detail()));
            case TOO_LARGE -> Problem.of(Status.CONTENT_TOO_LARGE, refusal.detail());
            default -> Problem.of(Status.BAD_REQUEST, refusal.detail());
        };
    }

    /** A refusal is written for the middle of a line. */
    private static String sentence(String detail) {
        return Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".";
    }

    /** 503; the header has whole seconds (RFC 9110, section 10.2.3), so that nobody is asked to come too early. */
    private static Response unavailable(String detail, Duration retryAfter) {
        long seconds = retryAfter.plusMillis(999).toSeconds();
        return Problem.unavailable(detail, seconds);
    }
}
