package io.oneport.server.auth;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hosts in the one form in which browsers send them, so that they can be compared. Stateless: any thread. */
final class AsciiHost {
    /** What IDNA 2003, which the JDK knows, and browsers make different names of: sharp s, final sigma, two joiners. */
    private static final String DEVIATIONS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private static final int IPV6_BYTES = 16;

    private AsciiHost() {}

    /**
     * The normal form of a host: a name in lower case and in ASCII (Punycode, RFC 3492), an IPv6 address in brackets as RFC
     * 5952 writes it.
     *
     * @param host a name, an IPv4 address, or an IPv6 address in brackets and without a zone
     * @return null if it is none of these
     */
    static @Nullable String of(String host) {
        if (host.startsWith("[")) {
            return ipV6(host);
        }
        String ascii = host;
        if (!isAscii(host)) {
            try {
                ascii = host.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0) ? "" : IDN.toASCII(host);
            } catch (IllegalArgumentException noName) {
                return null;
            }
        }
        String lower = ascii.toLowerCase(Locale.ROOT);
        return !lower.isEmpty() && lower.chars().allMatch(AsciiHost::isOfName) ? lower : null;
    }

    private static @Nullable String ipV6(String host) {
        if (!host.endsWith("]") || host.indexOf('%') >= 0) {
            return null;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host.substring(1, host.length() - 1));
        if (address == null || address.length != IPV6_BYTES) {
            return null;
        }
        try {
            // Not of InetAddress, which makes an IPv4 address of one that is mapped into IPv6; browsers do not.
            return "[" + NetUtil.toAddressString(Inet6Address.getByAddress(null, address, -1)) + "]";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** No asterisk, which is a pattern to people and a letter to nobody, and no escape, which browsers undo. */
    private static boolean isOfName(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-._~!$&'()+;=".indexOf(c) >= 0;
    }
}
