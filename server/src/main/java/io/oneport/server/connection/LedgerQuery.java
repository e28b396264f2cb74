package io.oneport.server.connection;

import java.util.Comparator;

/**
 * Which sockets somebody asks for.
 *
 * @param closed those that have closed and are remembered, instead of the open ones
 * @param protocol only those that speak this, or null for all
 * @param after only ids above this one, to page on; -1 to begin
 * @param limit the most sockets to give
 */
public record LedgerQuery(boolean closed, Protocol protocol, long after, int limit) {
    private static final Comparator<SocketView> BY_ID = Comparator.comparingLong(SocketView::id);
    private static final Comparator<SocketView> LAST_CLOSED_FIRST =
            Comparator.comparingLong(SocketView::closedMillis).reversed().thenComparing(BY_ID.reversed());

    /** Open sockets go by id, so that they can be paged; of the closed ones the last is what people ask for. */
    Comparator<SocketView> order() {
        return closed ? LAST_CLOSED_FIRST : BY_ID;
    }

    boolean wants(long id, Protocol speaks) {
        return id > after && (protocol == null || protocol == speaks);
    }
}
