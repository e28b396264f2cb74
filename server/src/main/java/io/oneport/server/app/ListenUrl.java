package io.oneport.server.app;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** URLs of what the server listens on. */
final class ListenUrl {
    private ListenUrl() {}

    /**
     * The server's URL.
     *
     * @param host a name or an address; an IPv6 address in any form, with brackets or without
     * @return with an IPv6 address as RFC 5952 writes it, in brackets
     */
    static String of(String host, int port) throws UnknownHostException {
        String shown = host;
        if (host.contains(":") && InetAddress.getByName(host) instanceof Inet6Address address) {
            int scope = host.indexOf('%');
            String zone = scope < 0 ? "" : "%25" + host.substring(scope + 1).replace("]", ""); // RFC 6874
            shown = "[" + NetUtil.toAddressString(address) + zone + "]";
        } else if (host.contains(":")) {
            shown = InetAddress.getByName(host).getHostAddress(); // an IPv4 address in IPv6 form
        }
        return "http://" + shown + ":" + port;
    }

    /** A host and a port as people are told them; unlike {@link #of}, for any text. */
    static String hostAndPort(String host, int port) {
        boolean brackets = host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[");
        return (brackets ? "[" + host + "]" : host) + ":" + port;
    }

    /** The address to reach a listening one at: where that is all of this machine's, its own. */
    static String openable(String host) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        if (!address.isAnyLocalAddress()) {
            return host;
        }
        return address instanceof Inet6Address ? "::1" : "127.0.0.1";
    }
}
