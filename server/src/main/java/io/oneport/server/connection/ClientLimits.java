package io.oneport.server.connection;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one client may do: how many sockets its address may have open, and how often it may do what costs the server
 * something. A token bucket for each client address and each principal holds one second's worth. Any thread.
 *
 * <p>An IPv6 client is the /64 network that it is in: a single machine has all of its addresses.
 */
public final class ClientLimits {
    /**
     * A rate that is exceeded.
     *
     * @param detail which one, for people
     * @param waitNanos when there will be room again
     */
    public record Exceeded(String detail, long waitNanos) {
        /** The same in whole seconds, rounded up, for {@code Retry-After}. */
        public long waitSeconds() {
            return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(waitNanos + TimeUnit.SECONDS.toNanos(1) - 1));
        }
    }

    /** No limit. */
    public static final ClientLimits NONE = new ClientLimits(ClientSettings.NONE, address -> false);

    private final Predicate<InetSocketAddress> exempt;
    private final AddressCounts sockets;
    private volatile ClientSettings settings;
    /** Null until a rate is limited. */
    private volatile TokenBuckets buckets;

    /**
     * Creates the limits.
     *
     * @param exempt the addresses that are not counted
     */
    public ClientLimits(ClientSettings settings, Predicate<InetSocketAddress> exempt) {
        this.exempt = exempt;
        this.sockets = new AddressCounts(settings.maxSocketsPerAddress());
        set(settings);
    }

    /** Sets other rates, which apply from now on. */
    public void set(ClientSettings settings) {
        if (buckets == null && settings.limitsRates()) {
            buckets = new TokenBuckets();
        }
        this.settings = settings;
    }

    /** Whether nothing of this kind is limited. */
    boolean off(ClientAction kind) {
        return !settings.limits(kind);
    }

    /** Whether anything of this kind is limited by principal. */
    boolean goesByPrincipal(ClientAction kind) {
        return settings.principalRate(kind) > 0;
    }

    /**
     * Counts a socket of an address, until it {@linkplain #leave leaves}. {@link AddressedConnection} sees to both.
     *
     * @return false if the address has as many as it may
     */
    boolean enter(@Nullable InetSocketAddress client) {
        return sockets.unlimited() || client == null || exempt.test(client) || sockets.enter(client);
    }

    /** A socket that has {@linkplain #enter entered} has closed. */
    void leave(@Nullable InetSocketAddress client) {
        if (!sockets.unlimited() && client != null && !exempt.test(client)) {
            sockets.leave(client);
        }
    }

    /**
     * Takes what one client does from what it may do; nothing is taken if a limit is exceeded.
     *
     * @param count how often it does it
     * @param client its address; null if it is not known, and then not counted
     * @param nowNanos from an arbitrary origin
     * @return null if it may
     */
    @Nullable
    Exceeded takeForAddress(ClientAction kind, int count, @Nullable InetSocketAddress client, long nowNanos) {
        int rate = settings.addressRate(kind);
        if (rate == 0 || client == null || client.isUnresolved() || exempt.test(client)) {
            return null;
        }
        return take(
                kind,
                count,
                TokenBuckets.key(kind.ordinal(), AddressCounts.key(client.getAddress())),
                rate,
                "address",
                nowNanos);
    }

    /** The same for a principal; null if there is none. */
    @Nullable
    Exceeded takeForPrincipal(ClientAction kind, int count, @Nullable String principal, long nowNanos) {
        int rate = settings.principalRate(kind);
        if (rate == 0 || principal == null) {
            return null;
        }
        long key = TokenBuckets.key(ClientAction.values().length + kind.ordinal(), TokenBuckets.hash(principal));
        return take(kind, count, key, rate, "principal", nowNanos);
    }

    private @Nullable Exceeded take(ClientAction kind, int count, long key, int rate, String whose, long nowNanos) {
        long waitNanos = buckets.take(key, count, rate, nowNanos);
        if (waitNanos == 0) {
            return null;
        }
        String detail = "Too many " + kind.text() + " from this " + whose + " (" + whose + "-" + kind.setting() + ": "
                + rate + " a second).";
        return new Exceeded(detail, waitNanos);
    }
}
