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
    public static final String FORM = "ws://, wss://, http:// or https:// with a host, or host:port";

    private static final String NO_FRAGMENT =
            "no # in it: what follows one is never sent to a server; %23 is the character";

    /** Scheme, authority, and the rest. To browsers a backslash is a slash there (WHATWG URL, section 4.4). */
    private static final Pattern URL =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):[/\\\\]{2})?([^/?#\\\\]*)(.*)", Pattern.DOTALL);
    /** Host or address in brackets, and port. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)\\]|([^:\\[\\]]+))(?::(\\d*))?");
    /** What no host has (WHATWG URL, section 3.5). */
    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x20\"#%/:<>?@\\[\\\\\\]^`{|}\\x7f]");

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
     * @throws IllegalArgumentException if it is anything else; the message says what was expected
     */
    public static Target parse(String url) {
        // As browsers do: line breaks and tabs mean nothing, wherever they are.
        Matcher parts = URL.matcher(url.strip().replaceAll("[\\t\\r\\n]", ""));
        require(parts.matches(), FORM);
        require(parts.group(2).indexOf('@') < 0, "no user:password@ in it; -H 'Authorization: Basic ...' sends one");
        require(url.indexOf('#') < 0, NO_FRAGMENT);
        String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https") || scheme.equals("wss");
        require(secure || scheme.equals("http") || scheme.equals("ws"), FORM);
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        require(authority.matches(), FORM);
        String digits = authority.group(3) == null ? "" : authority.group(3);
        require(parts.group(1) != null || !digits.isEmpty(), FORM);
        int port = digits.isEmpty() ? defaultPort(secure) : port(digits);
        // A zone begins with %25 in a URL (RFC 6874), and with a percent sign wherever else people see it.
        String host = authority.group(1) != null ? authority.group(1).replace("%25", "%") : name(authority.group(2));
        String path = encoded(slashes(parts.group(3)));
        return new Target(secure, host, port, path.startsWith("/") ? path : "/" + path);
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(expected);
        }
    }

    private static int port(String digits) {
        int port = digits.length() > 9 ? 0 : Integer.parseInt(digits);
        require(port >= 1 && port <= 65535, "a port from 1 to 65535");
        return port;
    }

    /** Backslashes as slashes, up to the query. */
    private static String slashes(String path) {
        int query = path.indexOf('?');
        int end = query < 0 ? path.length() : query;
        return path.substring(0, end).replace('\\', '/') + path.substring(end);
    }

    private static String name(String host) {
        String name = host;
        if (!host.chars().allMatch(letter -> letter < 0x7f)) {
            try {
                name = IDN.toASCII(host);
            } catch (IllegalArgumentException noName) {
                throw new IllegalArgumentException(FORM, noName);
            }
        }
        // After that: letters such as \u2100 are made of several.
        Matcher forbidden = FORBIDDEN.matcher(name);
        if (forbidden.find()) {
            String letter = forbidden.group();
            boolean visible = letter.charAt(0) > ' ' && letter.charAt(0) < 0x7f;
            String said = letter.equals(" ") ? "a space" : "a control character";
            throw new IllegalArgumentException("a host without " + (visible ? letter : said));
        }
        return name;
    }

    /** A path and query as they go into the request line; what is not allowed there as it is, is percent-encoded. */
    public static String path(String text) {
        require(text.startsWith("/"), "a path that begins with /, such as /echo");
        require(text.indexOf('#') < 0, NO_FRAGMENT);
        return encoded(text);
    }

    /** Percent-encodes what is not allowed as it is; what is encoded already stays. */
    private static String encoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int letter = bytes[i] & 0xff;
            require(letter >= ' ' && letter != 0x7f, "no control characters in it");
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

    /** The host as certificates have it: without a zone, and without the dot that ends a name that is complete. */
    public String named() {
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
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
