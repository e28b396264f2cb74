package io.oneport.client.net;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            "ws://, wss://, http:// or https:// with a host, or host:port, and neither user:password@ nor #";

    /** Scheme, host or address in brackets, port, and the rest. */
    private static final Pattern URL = Pattern.compile(
            "(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)\\]|([^\\s/?#@:\\[\\]%\\\\]+))(?::(\\d{1,5})?)?([/?].*)?");

    /** What may stand in a path or query as it is (RFC 3986, sections 3.3 and 3.4); a percent sign is looked at apart. */
    private static final String LITERAL = "-._~!$&'()*+,;=:@/?";

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Reads a URL (RFC 6455, section 3; RFC 3986), as it may stand in an address bar: what has to be percent-encoded is. A
     * host may have an underscore, as names of services do, and letters beyond ASCII (RFC 3490). Without a scheme, host and
     * port mean {@code http}.
     *
     * @param url such as {@code ws://127.0.0.1:8080/echo}
     * @return the target; the scheme's own port if the URL names none
     * @throws IllegalArgumentException if it is anything else; the message is {@link #FORM}
     */
    public static Target parse(String url) {
        Matcher parts = URL.matcher(url.strip());
        // A fragment has no meaning for a WebSocket (RFC 6455, section 3), and user info would be dropped in silence.
        if (!parts.matches() || url.indexOf('#') >= 0 || parts.group(1) == null && parts.group(4) == null) {
            throw new IllegalArgumentException(FORM);
        }
        String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
        boolean secure = switch (scheme) {
            case "http", "ws" -> false;
            case "https", "wss" -> true;
            default -> throw new IllegalArgumentException(FORM);
        };
        int port = parts.group(4) != null ? Integer.parseInt(parts.group(4)) : defaultPort(secure);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(FORM);
        }
        // A zone begins with %25 in a URL (RFC 6874), and with a percent sign wherever else people see it.
        String host = parts.group(2) != null ? parts.group(2).replace("%25", "%") : name(parts.group(3));
        String path = parts.group(5) == null ? "" : encoded(parts.group(5));
        return new Target(secure, host, port, path.startsWith("/") ? path : "/" + path);
    }

    private static String name(String host) {
        if (host.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            return host;
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException noName) {
            throw new IllegalArgumentException(FORM, noName);
        }
    }

    /** Percent-encodes what is not allowed as it is; what is encoded already stays. */
    private static String encoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int letter = bytes[i] & 0xff;
            if (letter < ' ' || letter == 0x7f) {
                throw new IllegalArgumentException(FORM);
            }
            boolean escape = letter == '%' && isHex(bytes, i + 1) && isHex(bytes, i + 2);
            if (escape || letter < 0x7f && (Character.isLetterOrDigit(letter) || LITERAL.indexOf(letter) >= 0)) {
                encoded.append((char) letter);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(letter >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(letter & 15, 16)));
            }
        }
        return encoded.toString();
    }

    private static boolean isHex(byte[] bytes, int at) {
        return at < bytes.length && Character.digit(bytes[at], 16) >= 0;
    }

    /** The value of a Host header (RFC 9110, section 7.2): the port only where it isn't the scheme's own. */
    public String authority() {
        int zone = host.indexOf('%'); // means something on this machine only
        String named = zone < 0 ? bracketed() : "[" + host.substring(0, zone) + "]";
        return port == defaultPort(secure) ? named : named + ":" + port;
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
}
