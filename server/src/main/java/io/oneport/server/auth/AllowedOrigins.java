package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.Status;

/**
 * Denies a route to web pages of other origins than the server's own and the listed ones: a page could otherwise publish,
 * or open a WebSocket, in the name of the person who looks at it (RFC 6455, section 10.2).
 *
 * @param origins those that are listed
 */
public record AllowedOrigins(Origins origins) implements Filter {
    @Override
    public Admission decide(Request request) {
        String host = request.header("host");
        String refusal =
                origins.refusal(request.headers("origin"), host == null ? "" : host, request.forwardedScheme());
        return refusal == null ? Admission.GRANTED : new Admission.Denied(Problem.of(Status.FORBIDDEN, refusal));
    }
}
