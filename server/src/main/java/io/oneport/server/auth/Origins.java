package io.oneport.server.auth;

import io.oneport.protocol.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may use this server: open a WebSocket (RFC 6455, section 10.2), publish, and read answers. Compares
 * origins as RFC 6454 does: by scheme, host and port, where a default port is no difference. Immutable: any thread.
 */
public final class Origins {
    /** None is listed: only the server's own pages may use it. */
    public static final Origins OWN = new Origins(List.of());

    private static final String EXPECTED =
            "http://HOST, https://HOST or either with :PORT and without a path; *; null; or what an app or an extension"
                    + " sends, such as file:// or chrome-extension://ID";

    /** Schemes of which no page has an origin: most likely another one was meant. */
    private static final Set<String> NO_PAGES = Set.of("ftp", "ws", "wss", "data", "blob", "javascript", "about");

    /** What follows the scheme in the origin of a page that is not of the web, if anything does. */
    private static final Pattern APP = Pattern.compile("[a-z0-9._~-]*(:[0-9]{1,5})?");

    private static final int MAX_PORT = 65535;

    private final Set<String> allowed;

    /**
     * Makes the list.
     *
     * @param allowed origins such as {@code https://example.com}, in any case; {@code *} for every one; {@code null} for
     *     pages whose origin the browser hides
     * @throws IllegalArgumentException if one is no origin; the message names it
     */
    public Origins(Iterable<String> allowed) {
        Set<String> list = new HashSet<>();
        for (String origin : allowed) {
            String normal = origin.equals("*") ? origin : normalize(origin);
            Setting.require(normal != null, "origin", origin, EXPECTED);
            list.add(normal);
        }
        this.allowed = Set.copyOf(list);
    }

    /**
     * Why the page that a request came from may not do what it asks for.
     *
     * @param askers every Origin header of the request, most often none or one
     * @param host the Host header
     * @param scheme the scheme that the request was made with, or null if that is not known
     * @return the reason, for a person; null if it may
     */
    public @Nullable String refusal(List<String> askers, String host, @Nullable String scheme) {
        String origin = askers.isEmpty() ? null : String.join(", ", askers);
        return allows(origin, host, scheme)
                ? null
                : Setting.refusal("Origin", origin, "the server's own origin, or one listed with --origin") + ".";
    }

    /**
     * Whether a page of this origin may connect.
     *
     * @param origin the Origin header, or null if there is none: then it does not come from a web page, and may
     * @param host the Host header: a page that this very address served may
     * @param scheme the scheme that the request was made with; null if that is not known, since a proxy may have ended
     *     TLS: then both are tried
     */
    public boolean allows(@Nullable String origin, String host, @Nullable String scheme) {
        if (origin == null || lists(origin)) {
            return true;
        }
        String asked = normalize(origin);
        return asked != null
                && (!"https".equals(scheme) && asked.equals(normalize("http://" + host))
                        || !"http".equals(scheme) && asked.equals(normalize("https://" + host)));
    }

    /** Whether any origin is listed. */
    public boolean any() {
        return !allowed.isEmpty();
    }

    /** Whether an Origin header is listed, by itself or by {@code *}. */
    public boolean lists(String origin) {
        if (allowed.isEmpty()) {
            return false;
        }
        return allowed.contains("*") || origin.equals("null") && allowed.contains(origin) || listsUrl(origin);
    }

    /** Whether an Origin header is listed by itself: {@code *} does not count, nor does {@code null}, which is anybody. */
    public boolean listsExactly(String origin) {
        return !origin.equals("null") && listsUrl(origin);
    }

    private boolean listsUrl(String origin) {
        String asked = normalize(origin);
        return asked != null && allowed.contains(asked);
    }

    /** The hosts of the origins that are listed, in lower case and without ports. */
    public Set<String> hosts() {
        return allowed.stream()
                .filter(Origins::isOfWeb)
                .map(origin -> HostNames.name(origin.substring(origin.indexOf("://") + 3)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOfWeb(String origin) {
        return origin.startsWith("http://") || origin.startsWith("https://");
    }

    /** As browsers write it, and without a default port; null if the text is no origin of a page. */
    private static @Nullable String normalize(String text) {
        if (text.equals("null")) {
            return text;
        }
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return ofApp(scheme, text.substring(schemeEnd < 0 ? 0 : schemeEnd + 3));
        }
        String authority = text.substring(schemeEnd + 3);
        String name = HostNames.name(authority);
        String host = AsciiHost.of(name);
        int port = port(authority.substring(name.length()), scheme.equals("http") ? 80 : 443);
        if (host == null || port < 0) {
            return null;
        }
        return scheme + "://" + host + (port == 0 ? "" : ":" + port);
    }

    /** Pages of apps and extensions have schemes of their own, and so have programs that send any Origin they like. */
    private static @Nullable String ofApp(String scheme, String rest) {
        String lower = rest.toLowerCase(Locale.ROOT);
        boolean known = scheme.matches("[a-z][a-z0-9+.-]*") && !NO_PAGES.contains(scheme);
        return known && APP.matcher(lower).matches() ? scheme + "://" + lower : null;
    }

    /** The port behind a host, with its colon; 0 if it is the default one, -1 if it is none. */
    private static int port(String text, int byDefault) {
        if (!text.matches("(:[0-9]{0,5})?")) {
            return -1;
        }
        int port = text.length() <= 1 ? byDefault : Integer.parseInt(text.substring(1));
        return port > MAX_PORT || port == 0 ? -1 : port == byDefault ? 0 : port;
    }

    @Override
    public String toString() {
        return allowed.stream().sorted().collect(Collectors.joining(","));
    }
}
