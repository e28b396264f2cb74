package io.oneport.server.features.topics;

import io.oneport.protocol.ErrorCode;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.util.Map;

/** Errors of topics as responses. Stateless: any thread. */
final class Refusals {
    private Refusals() {}

    /**
     * The response to a request that a topic refuses.
     *
     * @param detail what was wrong, for a person
     */
    static Response of(ErrorCode code, String detail) {
        return switch (code) {
            case TOO_MANY_TOPICS -> Problem.of(Status.SERVICE_UNAVAILABLE, detail, Map.of("retry-after", "60"));
            case UNAVAILABLE -> Problem.of(Status.SERVICE_UNAVAILABLE, detail, Map.of("retry-after", "1"));
            case TOO_LARGE -> Problem.of(Status.CONTENT_TOO_LARGE, detail);
            default -> Problem.of(Status.BAD_REQUEST, detail);
        };
    }
}
