package io.oneport.server.observe;

import io.oneport.server.connection.FiveTuple;
import io.oneport.server.connection.Protocol;
import java.net.InetAddress;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets to list, in which order.
 *
 * @param closed those that have closed and are remembered, instead of the open ones
 * @param filter what they must have in common
 * @param sort their order; null for the natural one: open sockets by ascending id, closed ones the last first
 * @param after only ids above this one, for the next page; -1 to begin
 * @param limit the most sockets to list
 */
public record LedgerQuery(
        boolean closed, Filter filter, @Nullable Sort sort, long after, int limit) {
    private static final Comparator<SocketView> BY_ID = Comparator.comparingLong(SocketView::id);
    private static final Comparator<SocketView> LAST_CLOSED_FIRST =
            Comparator.comparingLong(SocketView::closedMillis).reversed().thenComparing(BY_ID.reversed());

    /**
     * What listed sockets have in common.
     *
     * @param protocol what they speak, or null
     * @param worker the event loop that they live on, or -1
     * @param client the IP address of the peer, or of the client that a proxy has named, or null
     * @param openedUntilMillis the latest time that they may have been accepted at, in milliseconds since 1970
     * @param minUnsentBytes bytes that wait for the peer, at least
     */
    public record Filter(
            @Nullable Protocol protocol,
            int worker,
            @Nullable InetAddress client,
            long openedUntilMillis,
            long minUnsentBytes) {
        /** All sockets. */
        public static final Filter ALL = new Filter(null, -1, null, Long.MAX_VALUE, 0);

        /** The sockets that speak this. */
        public static Filter of(Protocol protocol) {
            return new Filter(protocol, -1, null, Long.MAX_VALUE, 0);
        }

        private boolean accepts(SocketView socket) {
            return (client == null || isClient(client, socket.fiveTuple()) || isClient(client, socket.proxied()))
                    && socket.openedMillis() <= openedUntilMillis
                    && socket.unsentBytes() >= minUnsentBytes;
        }

        private static boolean isClient(InetAddress client, @Nullable FiveTuple tuple) {
            return tuple != null
                    && tuple.client() != null
                    && client.equals(tuple.client().getAddress());
        }
    }

    /**
     * An order of sockets; equal ones go by ascending id.
     *
     * @param key what to compare
     * @param descending the largest first
     */
    public record Sort(SortKey key, boolean descending) {
        private Comparator<SocketView> order() {
            Comparator<SocketView> byKey = Comparator.comparingLong(key::of);
            return (descending ? byKey.reversed() : byKey).thenComparing(BY_ID);
        }
    }

    /** The order of the answer. */
    Comparator<SocketView> order() {
        if (sort != null) {
            return sort.order();
        }
        return closed ? LAST_CLOSED_FIRST : BY_ID;
    }

    /** Whether the ledger is kept in this order, so that a walk may end at the limit. */
    boolean inNaturalOrder() {
        return sort == null;
    }

    /** Whether a socket may be wanted, as far as can be said without its view. */
    boolean mayWant(long id, Protocol speaks) {
        return id > after && (filter.protocol == null || filter.protocol == speaks);
    }

    /** Whether this worker's sockets may be wanted. */
    boolean asks(int worker) {
        return filter.worker < 0 || filter.worker == worker;
    }

    boolean wants(SocketView socket) {
        return mayWant(socket.id(), socket.protocol()) && filter.accepts(socket);
    }
}
