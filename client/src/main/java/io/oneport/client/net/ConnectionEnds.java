package io.oneport.client.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * What a connection is: client address and port, server address and port, TCP.
 *
 * @param client the end that connected, resolved
 * @param server the end that accepted, resolved
 */
public record ConnectionEnds(InetSocketAddress client, InetSocketAddress server) {
    /** Such as {@code 127.0.0.1:54012 -> 127.0.0.1:8080 tcp}. */
    @Override
    public String toString() {
        return text(client) + " -> " + text(server) + " tcp";
    }

    private static String text(InetSocketAddress end) {
        String address = end.getAddress().getHostAddress();
        return (end.getAddress() instanceof Inet6Address ? "[" + address + "]" : address) + ":" + end.getPort();
    }
}
