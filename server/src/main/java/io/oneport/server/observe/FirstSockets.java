package io.oneport.server.observe;

import io.oneport.server.connection.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first sockets of a query's order among all that are offered: never more than its limit are held. */
final class FirstSockets {
    private final LedgerQuery query;
    private final Comparator<Found> order;
    private final PriorityQueue<Found> lastFirst;

    /**
     * One of them.
     *
     * @param connection null if it has closed
     */
    record Found(SocketView view, @Nullable Connection connection) {}

    FirstSockets(LedgerQuery query) {
        this.query = query;
        this.order = Comparator.comparing(Found::view, query.order());
        this.lastFirst = new PriorityQueue<>(order.reversed());
    }

    /** Takes a closed socket; see {@link #offer(SocketView, Connection)}. */
    boolean offer(SocketView socket) {
        return offer(socket, null);
    }

    /**
     * Takes a socket if the query wants it and it is among the first.
     *
     * @return whether a later one may be as well, if sockets come in the natural order
     */
    boolean offer(SocketView socket, @Nullable Connection connection) {
        if (query.wants(socket)) {
            lastFirst.add(new Found(socket, connection));
            if (lastFirst.size() > query.limit()) {
                lastFirst.remove();
            }
        }
        return !query.inNaturalOrder() || lastFirst.size() < query.limit();
    }

    /** In the query's order. */
    List<SocketView> list() {
        return found().stream().map(Found::view).toList();
    }

    /** In the query's order, with their connections. */
    List<Found> found() {
        List<Found> all = new ArrayList<>(lastFirst);
        all.sort(order);
        return all;
    }
}
