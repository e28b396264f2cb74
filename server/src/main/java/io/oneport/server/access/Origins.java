package io.oneport.server.access;

import io.oneport.protocol.Setting;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may open a WebSocket here (RFC 6455, section 10.2). Browsers put no same-origin wall around
 * WebSockets; this is it. Immutable: any thread.
 */
public final class Origins {
    private final Set<String> allowed;

    /**
     * Makes the list.
     *
     * @param allowed origins such as {@code https://example.com}, in any case, or {@code *} for every one
     * @throws IllegalArgumentException if one is no origin; the message names it
     */
    public Origins(Iterable<String> allowed) {
        Set<String> list = new HashSet<>();
        for (String origin : allowed) {
            Setting.require(isOrigin(origin), "origin", origin, "scheme://host or scheme://host:port, or *");
            list.add(origin.toLowerCase(Locale.ROOT));
        }
        this.allowed = Set.copyOf(list);
    }

    /**
     * Whether the page that a request came from may not do what it asks for.
     *
     * @param askers every Origin header of the request, most often none or one
     * @param host the Host header
     * @return what to tell it, or null if it may
     */
    public String refusal(List<String> askers, String host) {
        String origin = askers.isEmpty() ? null : String.join(", ", askers);
        return allows(origin, host)
                ? null
                : Setting.refusal("Origin", origin, "the page's own server, or one listed with --origin") + ".";
    }

    /**
     * Whether a page of this origin may connect.
     *
     * @param origin the Origin header, or null where there is none: then it is not a browser, and is let in
     * @param host the Host header: a page that this very address served is let in
     */
    public boolean allows(String origin, String host) {
        if (origin == null || allowed.contains("*")) {
            return true;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        int schemeEnd = asked.indexOf("://");
        return allowed.contains(asked)
                || schemeEnd > 0 && asked.substring(schemeEnd + 3).equals(host.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return allowed.stream().sorted().collect(Collectors.joining(","));
    }

    private static boolean isOrigin(String text) {
        if (text.equals("*") || text.equals("null")) {
            return true;
        }
        try {
            URI uri = URI.create(text);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getRawAuthority())
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
