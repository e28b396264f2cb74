package io.oneport.client.wire;

import io.oneport.client.net.Failures;
import io.oneport.client.net.Target;
import io.oneport.client.net.UnreachableException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All addresses of a server's name, in the order in which they are tried: IPv6 and IPv4 by turns, beginning with the kind
 * that the system prefers (RFC 8305, section 4). The first that answers is the one for all sockets, until it fails. Any
 * thread.
 */
final class HostAddresses {
    private final List<InetSocketAddress> all;
    /** {@code null} until one has answered. */
    private volatile @Nullable InetSocketAddress answered;

    HostAddresses(List<InetSocketAddress> all) {
        this.all = byTurns(all);
    }

    /**
     * Looks a server's name up. Blocks.
     *
     * @throws UnreachableException if the name is unknown, or has no address of the kind of the source addresses
     */
    static HostAddresses of(WireSettings settings) throws UnreachableException {
        Target server = settings.server();
        List<InetSocketAddress> usable = new ArrayList<>();
        try {
            for (InetAddress address : addresses(server.host())) {
                if (settings.sources().stream().allMatch(source -> source.getClass() == address.getClass())) {
                    usable.add(new InetSocketAddress(address, server.port()));
                }
            }
        } catch (UnknownHostException unknown) {
            throw Failures.unreachable(server, settings.limits(), unknown);
        }
        if (usable.isEmpty()) {
            // The system has no route from IPv4 to IPv6, nor back, and says no more than that.
            InetAddress source = settings.sources().get(0);
            throw new UnreachableException(
                    server.hostAndPort() + ": not reachable from " + source.getHostAddress()
                            + " (expected: source addresses of the server's kind, "
                            + (source instanceof Inet4Address ? "IPv6" : "IPv4") + ")",
                    null);
        }
        return new HostAddresses(usable);
    }

    /** A dot at the end says that the name is complete, which files of hosts and addresses know nothing of. */
    private static InetAddress[] addresses(String host) throws UnknownHostException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            if (host.endsWith(".")) {
                return InetAddress.getAllByName(host.substring(0, host.length() - 1));
            }
            throw unknown;
        }
    }

    private static List<InetSocketAddress> byTurns(List<InetSocketAddress> all) {
        List<InetSocketAddress> first = new ArrayList<>();
        List<InetSocketAddress> other = new ArrayList<>();
        Class<?> preferred = all.get(0).getAddress().getClass();
        for (InetSocketAddress address : all) {
            (address.getAddress().getClass() == preferred ? first : other).add(address);
        }
        List<InetSocketAddress> sorted = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i < first.size()) {
                sorted.add(first.get(i));
            }
            if (i < other.size()) {
                sorted.add(other.get(i));
            }
        }
        return sorted;
    }

    /** Whether there is nothing to choose. */
    boolean single() {
        return answered != null || all.size() == 1;
    }

    /** The one that answered, or the first. */
    InetSocketAddress best() {
        InetSocketAddress known = answered;
        return known != null ? known : all.get(0);
    }

    List<InetSocketAddress> all() {
        return all;
    }

    void answered(InetSocketAddress address) {
        answered = address;
    }

    /** The one that answered does not any more: the next socket tries all again. */
    void failed() {
        answered = null;
    }
}
