package io.oneport.server.auth;

import io.oneport.server.api.Method;
import io.oneport.server.api.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the token of a request is. Immutable: any thread.
 *
 * @param cookie the name of a cookie that may have one; empty for none
 * @param parameter the name of a query parameter that may have one; empty for none
 */
record TokenSource(String cookie, String parameter) {

    /**
     * The token of a request.
     *
     * @return null if there is none
     * @throws IllegalArgumentException if there are two different ones
     */
    @Nullable
    String token(Request request) {
        String token = fromAuthorization(request);
        token = theOne(token, fromSubprotocols(request));
        if (!cookie.isEmpty() && request.header("cookie") != null && isOfSameOrigin(request)) {
            token = theOne(token, given(fromCookies(request)));
        }
        if (!parameter.isEmpty()) {
            token = theOne(token, given(fromQuery(request)));
        }
        return token;
    }

    /** An empty token is none: pages clear a cookie so, and put what they don't have into a URL. */
    private static @Nullable String given(@Nullable String token) {
        return token == null || token.isEmpty() ? null : token;
    }

    private @Nullable String fromQuery(Request request) {
        String token = null;
        for (String value : request.queryValues(parameter)) {
            token = theOne(token, value);
        }
        return token;
    }

    /** Other schemes are not ours: a proxy may have asked for them. */
    private static @Nullable String fromAuthorization(Request request) {
        if (request.header("authorization") == null) {
            return null;
        }
        String token = null;
        for (String line : request.headers("authorization")) {
            token = theOne(token, Bearer.token(line));
        }
        return token;
    }

    private static @Nullable String fromSubprotocols(Request request) {
        if (request.header("sec-websocket-protocol") == null) {
            return null;
        }
        String token = null;
        for (String line : request.headers("sec-websocket-protocol")) {
            for (String offered : line.split(",")) {
                if (offered.strip().startsWith(Bearer.SUBPROTOCOL)) {
                    token = theOne(token, offered.strip().substring(Bearer.SUBPROTOCOL.length()));
                }
            }
        }
        return token;
    }

    private @Nullable String fromCookies(Request request) {
        String token = null;
        for (String line : request.headers("cookie")) {
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(cookie)) {
                    token = theOne(token, unquoted(pair.substring(equals + 1).strip()));
                }
            }
        }
        return token;
    }

    /** The quotation marks are no part of a cookie's value to those who set it (RFC 6265, section 4.1.1). */
    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /**
     * Whether a page of this server sent the request, or no page did. A browser sends cookies with requests of any page, so
     * what may change something must say so itself: with Origin, or Sec-Fetch-Site.
     */
    private static boolean isOfSameOrigin(Request request) {
        List<String> origins = request.headers("origin");
        String site = request.header("sec-fetch-site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        if (origins.isEmpty()) {
            boolean reads = request.method() == Method.GET || request.method() == Method.HEAD;
            return reads && request.header("upgrade") == null || "same-origin".equals(site);
        }
        String host = request.header("host");
        return origins.size() == 1
                && host != null
                && Origins.OWN.allows(origins.get(0), host, request.forwardedScheme());
    }

    /** The token that was found so far and one more, which must be the same. */
    private static @Nullable String theOne(@Nullable String before, @Nullable String found) {
        if (before != null && found != null && !before.equals(found)) {
            throw new IllegalArgumentException("Two different tokens in one request (expected: one).");
        }
        return found == null ? before : found;
    }
}
