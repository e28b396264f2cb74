package io.oneport.server.http1;

import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Routes;
import io.oneport.server.api.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the route table itself answers, where it has no endpoint for a request: which methods there are, that a WebSocket is to
 * be asked for as such, or that there is nothing.
 */
final class TableAnswers {
    /** The target of a request that is about the server as a whole (RFC 9112, section 3.2.4). */
    static final String WHOLE_SERVER = "*";

    private TableAnswers() {}

    /**
     * The answer to a request that has no route.
     *
     * @param here what the table has at its path; null if nothing
     */
    static Endpoint of(ReceivedRequest request, Routes.@Nullable Resource here) {
        String path = request.path();
        if (path.equals(WHOLE_SERVER)) {
            return asked -> asked.answer(Response.noContent(Map.of("allow", "GET, HEAD, OPTIONS")));
        }
        if (here == null) {
            return new RefusingEndpoint(Problem.of(Status.NOT_FOUND, "Nothing at " + path + "."));
        }
        Map<String, String> allow = Map.of("allow", here.allowed());
        return switch (request.method()) {
            case OPTIONS -> asked -> asked.answer(Response.noContent(allow));
            case GET, HEAD -> here.webSocket() != null ? onlyWebSocket(path) : notAllowed(request, allow);
            default -> notAllowed(request, allow);
        };
    }

    private static RefusingEndpoint onlyWebSocket(String path) {
        return new RefusingEndpoint(Problem.of(
                Status.UPGRADE_REQUIRED,
                path + " is a WebSocket, and this request has no Upgrade header. If the client sent one, a proxy has"
                        + " removed it."));
    }

    private static RefusingEndpoint notAllowed(ReceivedRequest request, Map<String, String> allow) {
        String detail =
                "Method " + request.method() + " at " + request.path() + " (expected: " + allow.get("allow") + ").";
        return new RefusingEndpoint(Problem.of(Status.METHOD_NOT_ALLOWED, detail, allow));
    }
}
