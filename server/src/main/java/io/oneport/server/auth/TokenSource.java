package io.oneport.server.auth;

import io.oneport.server.api.Request;
import java.util.List;

/** Where the token of a request is. Immutable: any thread. */
final class TokenSource {
    private static final String SCHEME = "Bearer ";

    /**
     * The token of a request.
     *
     * @return null if there is none
     * @throws IllegalArgumentException if there are two different ones
     */
    String token(Request request) {
        return fromAuthorization(request);
    }

    /** Other schemes are not ours: a proxy may have asked for them. */
    private static String fromAuthorization(Request request) {
        if (request.header("authorization") == null) {
            return null;
        }
        List<String> lines = request.headers("authorization");
        String token = null;
        for (String line : lines) {
            if (line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                token = theOne(token, line.substring(SCHEME.length()).strip());
            }
        }
        return token;
    }

    /** The token that was found so far and one more, which must be the same. */
    private static String theOne(String before, String found) {
        if (before != null && found != null && !before.equals(found)) {
            throw new IllegalArgumentException("Two different tokens in one request (expected: one).");
        }
        return found == null ? before : found;
    }
}
