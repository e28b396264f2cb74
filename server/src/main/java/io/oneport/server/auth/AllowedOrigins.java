package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Method;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Denies a route to web pages of other origins than the server's own and the listed ones: a page could otherwise publish,
 * read, or open a WebSocket, in the name of the person who looks at it (RFC 6455, section 10.2). Where a browser sends no
 * {@code Origin}, its {@code Sec-Fetch-Site} says whether the page is another one's (Fetch Metadata Request Headers).
 *
 * @param origins those that are listed
 */
public record AllowedOrigins(Origins origins) implements Filter {
    @Override
    public Admission decide(Request request) {
        List<String> askers = request.headers("origin");
        String host = request.header("host");
        String refusal = askers.isEmpty()
                ? refusalWithoutOrigin(request)
                : origins.refusal(askers, host == null ? "" : host, request.forwardedScheme());
        return refusal == null ? Admission.GRANTED : new Admission.Denied(Problem.of(Status.FORBIDDEN, refusal));
    }

    private @Nullable String refusalWithoutOrigin(Request request) {
        String site = request.header("sec-fetch-site");
        if (site == null || site.equals("same-origin") || site.equals("none") || origins.lists("*")) {
            return null;
        }
        boolean follows = request.method() == Method.GET || request.method() == Method.HEAD;
        if (follows && "navigate".equals(request.header("sec-fetch-mode"))) {
            return null; // a person follows a link, and looks at the answer; the page that has it learns nothing
        }
        return "Sec-Fetch-Site: " + site + " without Origin (expected: a page of the server's own origin).";
    }
}
