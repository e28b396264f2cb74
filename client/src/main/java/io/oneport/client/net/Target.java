package io.oneport.client.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a client connects to. {@code http} and {@code ws} mean the same here, as do {@code https} and {@code wss}:
 * each socket begins as HTTP anyway.
 *
 * @param secure whether the connection goes through TLS
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port from 1 to 65535
 * @param path path and query as they go into the request line, at least {@code /}
 */
public record Target(boolean secure, String host, int port, String path) {
    public static final String FORM =
            "ws://, wss://, http:// or https:// with a host, and neither user:password@ nor #";

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Reads a URL (RFC 6455, section 3; RFC 3986).
     *
     * @param url such as {@code ws://127.0.0.1:8080/echo}
     * @return the target; the scheme's own port if the URL names none
     * @throws IllegalArgumentException if it is anything else; the message is {@link #FORM}
     */
    public static Target parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException notAUrl) {
            throw new IllegalArgumentException(FORM, notAUrl);
        }
        boolean secure = switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> false;
            case "https", "wss" -> true;
            default -> throw new IllegalArgumentException(FORM);
        };
        int port = uri.getPort() != -1 ? uri.getPort() : defaultPort(secure);
        // A fragment has no meaning for a WebSocket (RFC 6455, section 3), and user info would be dropped in silence.
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException(FORM);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(FORM);
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(secure, withoutBrackets(uri.getHost()), port, path + query);
    }

    /** The value of a Host header (RFC 9110, section 7.2): the port only where it isn't the scheme's own. */
    public String authority() {
        return port == defaultPort(secure) ? bracketed() : hostAndPort();
    }

    /** Host and port, always both, for people. */
    public String hostAndPort() {
        return bracketed() + ":" + port;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static int defaultPort(boolean secure) {
        return secure ? HTTPS_PORT : HTTP_PORT;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
