package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.oneport.server.connection.Connection;
import io.oneport.server.front.ProxySettings;
import io.oneport.server.front.ProxySettings.ForwardedHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who has sent a request that trusted proxies have passed on. Each proxy adds the address that it was asked
 * from, at the end; so the list is read from there, for as long as the address that has added an entry is trusted. What
 * is before that, and what is no address, anybody may have written: it is ignored. Immutable: any thread.
 *
 * @param proxies the trusted ones, and the one field that they write; the other one may come from anybody
 */
public record ForwardedHeaders(ProxySettings proxies) {
    private static final String X_FORWARDED_FOR = "x-forwarded-for";
    private static final String X_FORWARDED_PROTO = "x-forwarded-proto";
    private static final String FORWARDED = "forwarded";

    /** One parameter of an element of Forwarded (RFC 7239, section 4), whose values have no comma and no semicolon. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:\"([^\"\\\\]*)\"|([^\"\\s]*))\\s*");

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern HIDDEN_PORT = Pattern.compile("_[A-Za-z0-9._-]+");
    private static final int MAX_PORT = 65535;

    /** What one proxy says: who has asked it, and over what; either may be null. */
    private record Hop(
            @Nullable InetSocketAddress client, @Nullable String scheme) {
        static final Hop UNREADABLE = new Hop(null, null);
    }

    /** Whether the peer of a connection is a trusted proxy. */
    boolean isFromProxy(Connection socket) {
        return !proxies.trusted().isEmpty()
                && socket.channel().remoteAddress() instanceof InetSocketAddress peer
                && proxies.trusted().contains(peer);
    }

    /** Notes on a connection what its next request says of its client. On the connection's event loop. */
    void note(Connection socket, HttpHeaders headers) {
        if (proxies.trusted().isEmpty() || proxies.header() == ForwardedHeader.NONE) {
            return;
        }
        boolean rfc = proxies.header() == ForwardedHeader.FORWARDED;
        Iterator<String> hops = new FromTheEnd(headers.getAll(rfc ? FORWARDED : X_FORWARDED_FOR));
        InetSocketAddress last = socket.connectedFrom();
        Hop client = new Hop(null, null);
        boolean trusted = proxies.trusted().contains(last);
        String scheme = trusted && !rfc ? scheme(headers.getAll(X_FORWARDED_PROTO)) : null;
        while (hops.hasNext() && proxies.trusted().contains(last)) {
            Hop hop = rfc ? element(hops.next()) : new Hop(address(hops.next().strip()), null);
            if (hop.client == null) {
                break;
            }
            client = hop;
            last = hop.client;
        }
        socket.forwarded(client.client, rfc ? client.scheme : scheme);
    }

    private static @Nullable String scheme(List<String> lines) {
        return lines.size() == 1 ? scheme(lines.get(0)) : null;
    }

    private static @Nullable String scheme(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> null;
        };
    }

    private static Hop element(String text) {
        InetSocketAddress client = null;
        String scheme = null;
        for (String pair : text.split(";", -1)) {
            Matcher parameter = PARAMETER.matcher(pair);
            if (!parameter.matches()) {
                return Hop.UNREADABLE;
            }
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            String name = parameter.group(1).toLowerCase(Locale.ROOT);
            if (name.equals("for") && client == null) {
                client = address(value);
            } else if (name.equals("for")) {
                return Hop.UNREADABLE;
            } else if (name.equals("proto")) {
                scheme = scheme(value);
            }
        }
        return new Hop(client, scheme);
    }

    /** An address, with or without a port; null if it is none. */
    private static @Nullable InetSocketAddress address(String text) {
        String ip = text;
        String port = "";
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        if (text.startsWith("[") && bracket > 0) {
            ip = text.substring(1, bracket);
            port = text.substring(bracket + 1);
        } else if (colon >= 0 && colon == text.lastIndexOf(':')) {
            ip = text.substring(0, colon);
            port = text.substring(colon);
        }
        int number = port(port);
        InetAddress address = ip.indexOf('%') >= 0 ? null : NetUtil.createInetAddressFromIpAddressString(ip);
        return address == null || number < 0 ? null : new InetSocketAddress(address, number);
    }

    /** The number behind a colon; 0 if there is none, or a hidden one; -1 if it is no port. */
    private static int port(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String digits = text.substring(1);
        if (text.charAt(0) != ':' || !PORT.matcher(digits).matches()) {
            return text.charAt(0) == ':' && HIDDEN_PORT.matcher(digits).matches() ? 0 : -1;
        }
        int number = Integer.parseInt(digits);
        return number <= MAX_PORT ? number : -1;
    }

    /**
     * The elements of a list, the last one first. It is cut at every comma, quotes or not: what a client has written, such
     * as half a quoted string, can't swallow the element that a proxy has added after it.
     */
    private static final class FromTheEnd implements Iterator<String> {
        private final List<String> lines;
        private int line;
        private int end;

        FromTheEnd(List<String> lines) {
            this.lines = lines;
            this.line = lines.size() - 1;
            this.end = line < 0 ? 0 : lines.get(line).length();
        }

        @Override
        public boolean hasNext() {
            return line >= 0;
        }

        @Override
        public String next() {
            if (line < 0) {
                throw new NoSuchElementException();
            }
            String text = lines.get(line);
            int comma = text.lastIndexOf(',', end - 1);
            String element = text.substring(comma + 1, end);
            end = comma;
            if (comma < 0) {
                line--;
                end = line < 0 ? 0 : lines.get(line).length();
            }
            return element;
        }
    }
}
