package io.oneport.server.auth;

import io.oneport.protocol.Setting;
import java.util.Locale;
import java.util.Set;

/**
 * The names that requests may call this server by. A server that is bound to a loopback address is reached by web pages,
 * too, if their own name is made to resolve to 127.0.0.1 (DNS rebinding): to the browser they are then of the same origin.
 * So such a server refuses names that somebody else may own, which are those with a dot. It accepts loopback names, IP
 * addresses and names of one label, since none of them can be made to resolve by a stranger; the configured host; and the
 * hosts of listed origins.
 *
 * <p>Another name is still accepted from a trusted proxy, which is to know the names that it serves, and from a page of that
 * name where the request shows that a proxy has passed it on ({@link #isOfProxy}).
 *
 * <p>Immutable: any thread.
 */
public final class HostNames {
    private final boolean onlyOwn;
    private final Set<String> listed;
    private final String configured;

    /**
     * Makes the rules.
     *
     * @param onlyOwn whether other names are refused; else every name is accepted
     * @param configured the host that it was told to listen on
     * @param listed further names, in lower case
     */
    public HostNames(boolean onlyOwn, String configured, Set<String> listed) {
        this.onlyOwn = onlyOwn;
        this.configured = withoutRootDot(configured.toLowerCase(Locale.ROOT));
        this.listed = Set.copyOf(listed);
    }

    /**
     * A name as it is compared with what requests have in Host: in lower case and in ASCII, without the root's dot.
     *
     * @throws IllegalArgumentException if it is none; the message is the line for the person
     */
    public static String listed(String name) {
        String ascii = AsciiHost.of(name);
        if (ascii == null || !ascii.matches("[a-z0-9_.-]+")) {
            throw Setting.refused("server-name", name, "a host name, without a port");
        }
        return withoutRootDot(ascii);
    }

    /** Accepts every name. */
    public static HostNames any() {
        return new HostNames(false, "", Set.of());
    }

    /**
     * Whether a request may have this Host.
     *
     * @param host a valid Host header
     * @param fromProxy whether a trusted proxy passes the request on
     */
    public boolean accepts(String host, boolean fromProxy) {
        if (!onlyOwn || fromProxy) {
            return true;
        }
        String name = withoutRootDot(name(host).toLowerCase(Locale.ROOT));
        return name.indexOf('.') < 0
                || name.startsWith("[")
                || endsInNumber(name)
                || name.endsWith(".localhost")
                || name.equals(configured)
                || listed.contains(name);
    }

    /**
     * Whether a browser reaches this server by this Host through a proxy only: it says in Host which port it connects to, so a
     * default port can't come straight from one if this server has another. Never if names are listed: then only these count.
     *
     * @param host a valid Host header
     * @param port the port of this server that the request came in on
     */
    public boolean isOfProxy(String host, int port) {
        return listed.isEmpty() && hasDefaultPort(host) && port != 80 && port != 443;
    }

    private static boolean hasDefaultPort(String host) {
        String port = host.substring(name(host).length());
        return port.length() <= 1 || port.equals(":80") || port.equals(":443");
    }

    /** Whether a Host header is a name that always means this machine. */
    public static boolean isLoopback(String host) {
        String name = withoutRootDot(name(host).toLowerCase(Locale.ROOT));
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || isIpV4(name) && name.startsWith("127.");
    }

    /** A Host header without its port. */
    static String name(String host) {
        int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static String withoutRootDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Whether the last label is a number: browsers take that for an IPv4 address, and look nothing up (WHATWG URL). */
    private static boolean endsInNumber(String name) {
        int at = name.length() - 1;
        while (at >= 0 && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
            at--;
        }
        return at >= 0 && at < name.length() - 1 && name.charAt(at) == '.';
    }

    private static boolean isIpV4(String name) {
        return name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }
}
