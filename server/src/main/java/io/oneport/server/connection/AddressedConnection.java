package io.oneport.server.connection;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who the client at the other end of a connection is, by its address and by the word of trusted proxies, and what it may do.
 * Part of {@link Connection}, and no object of its own, since each idle socket would have to keep it. On the connection's event
 * loop.
 */
abstract class AddressedConnection extends CountedConnection {
    AddressedConnection(WorkerConnections connections, Channel channel) {
        super(connections, channel);
    }

    /** Both ends of the connection as the operating system has them. */
    public final FiveTuple fiveTuple() {
        return FiveTuple.of(channel);
    }

    /**
     * Both ends as a trusted proxy in front of us reports them; either is null where it does not say. Where requests name
     * their client, it is the client of the last one. Null if there is no proxy.
     */
    public final @Nullable FiveTuple proxied() {
        if (extras == null) {
            return null;
        }
        return extras.forwardedFor == null ? extras.proxied : new FiveTuple(extras.forwardedFor, null);
    }

    /**
     * The address that counts as the client's: the one that a trusted proxy reports, of the connection or of its current
     * request (requests come one at a time), else the peer's. Its port is 0 where a proxy does not say it. Null where the
     * channel has no address (tests).
     */
    public final @Nullable InetSocketAddress clientAddress() {
        return extras != null && extras.forwardedFor != null ? extras.forwardedFor : connectedFrom();
    }

    /** The same without what the current request says: the peer's address, or the one in its PROXY header. */
    public final @Nullable InetSocketAddress connectedFrom() {
        if (extras != null && extras.proxied != null) {
            return extras.proxied.client();
        }
        return peerOf(channel);
    }

    /** The address at the other end of a channel; null where the channel has none (tests). */
    public static @Nullable InetSocketAddress peerOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress peer ? peer : null;
    }

    /**
     * Sets both ends as a trusted proxy in front of us reports them for the whole connection, and counts it as one of that
     * client's sockets, beside those of the peer. At most once.
     *
     * @return false, and nothing is set, if that client has as many sockets as it may
     */
    public final boolean proxied(InetSocketAddress client, @Nullable InetSocketAddress server) {
        boolean room = connections.limits().enter(client);
        if (room) {
            extras().proxied = new FiveTuple(client, server);
        }
        return room;
    }

    /** Counts it out, now that it has closed, wherever it was counted in. */
    final void leaveLimits() {
        connections.limits().leave(peerOf(channel));
        if (extras != null && extras.proxied != null) {
            connections.limits().leave(extras.proxied.client());
        }
    }

    /**
     * Sets who has sent the current request, and how, by the word of a trusted proxy.
     *
     * @param client null if the request does not say
     * @param scheme {@code http} or {@code https}, or null if the request does not say
     */
    public final void forwarded(@Nullable InetSocketAddress client, @Nullable String scheme) {
        if (client != null || scheme != null || extras != null) {
            ConnectionExtras extras = extras();
            extras.forwardedFor = client;
            extras.forwardedScheme = scheme;
        }
    }

    /**
     * The scheme that the client has used for the current request, {@code http} or {@code https}: the one that a trusted
     * proxy reports; https if none does and the connection is encrypted; null if it is neither.
     */
    public final @Nullable String forwardedScheme() {
        if (extras == null || extras.forwardedScheme != null) {
            return extras == null ? null : extras.forwardedScheme;
        }
        return extras.encryption == null ? null : "https";
    }

    /** Whether what a client does of a kind is limited at all. */
    public final boolean limited(ClientAction kind) {
        return !connections.limits().off(kind);
    }

    /**
     * Takes what the client does from what it may do.
     *
     * @param count how often
     * @return null if it may
     */
    public final ClientLimits.@Nullable Exceeded take(ClientAction kind, int count) {
        ClientLimits limits = connections.limits();
        if (limits.off(kind)) {
            return null;
        }
        long now = System.nanoTime();
        ClientLimits.Exceeded exceeded = limits.takeForAddress(kind, count, clientAddress(), now);
        return exceeded != null || extras == null
                ? exceeded
                : limits.takeForPrincipal(kind, count, extras.principal, now);
    }

    /**
     * Sets on whose behalf the current request is made, or the WebSocket opened, and takes that from what the principal may
     * do.
     *
     * @param name null for nobody in particular
     * @return null if it may
     */
    public final ClientLimits.@Nullable Exceeded takeFor(@Nullable String name, ClientAction kind) {
        ClientLimits limits = connections.limits();
        if (extras != null || limits.goesByPrincipal(kind) || limits.goesByPrincipal(ClientAction.MESSAGE)) {
            extras().principal = name;
        }
        return limits.takeForPrincipal(kind, 1, name, System.nanoTime());
    }

    /** Takes publications from what the client may do; see {@link SocketContext#takeMessages}. */
    public final ClientLimits.@Nullable Exceeded takeMessages(int count) {
        return take(ClientAction.MESSAGE, count);
    }
}
