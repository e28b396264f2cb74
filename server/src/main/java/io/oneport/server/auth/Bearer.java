package io.oneport.server.auth;

import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How requests are refused for their token, or for the lack of one (RFC 6750, section 3). Stateless: any thread. */
public final class Bearer {
    /** What an offered subprotocol begins with that is no subprotocol but a token: a browser can set no header there. */
    public static final String SUBPROTOCOL = "oneport.bearer.";

    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /**
     * The token of one line of {@code Authorization}.
     *
     * @return null if the line is of another scheme
     */
    static @Nullable String token(String line) {
        return line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? line.substring(SCHEME.length()).strip()
                : null;
    }

    /** 401: a token is needed, and there is none. Without an error code, as section 3.1 asks. */
    public static Response missing(String detail) {
        return Problem.of(Status.UNAUTHORIZED, detail, Map.of("www-authenticate", "Bearer"));
    }

    /**
     * 401: the token is not good, or no longer.
     *
     * @param reason in ASCII, without quotation marks and backslashes: it goes into a header field
     */
    public static Response invalid(String reason) {
        String challenge = "Bearer error=\"invalid_token\", error_description=\"" + reason + "\"";
        return Problem.of(Status.UNAUTHORIZED, "Token refused: " + reason + ".", Map.of("www-authenticate", challenge));
    }

    /** 403: the token is good and does not give the right that is needed. */
    public static Response insufficient(String detail) {
        return Problem.of(Status.FORBIDDEN, detail, Map.of("www-authenticate", "Bearer error=\"insufficient_scope\""));
    }

    /** 503: it cannot be found out now whether the token is good. */
    public static Response unavailable(String reason) {
        return Problem.unavailable("Token not checked: " + reason + ".", 5);
    }
}
