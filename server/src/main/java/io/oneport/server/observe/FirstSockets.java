package io.oneport.server.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The first sockets of a query's order among all that are offered: never more than its limit are held. */
final class FirstSockets {
    private final LedgerQuery query;
    private final PriorityQueue<SocketView> lastFirst;

    FirstSockets(LedgerQuery query) {
        this.query = query;
        this.lastFirst = new PriorityQueue<>(query.order().reversed());
    }

    /**
     * Takes a socket if the query wants it and it is among the first.
     *
     * @return whether a later one may be as well, if sockets come in the natural order
     */
    boolean offer(SocketView socket) {
        if (query.wants(socket)) {
            lastFirst.add(socket);
            if (lastFirst.size() > query.limit()) {
                lastFirst.remove();
            }
        }
        return !query.inNaturalOrder() || lastFirst.size() < query.limit();
    }

    /** In the query's order. */
    List<SocketView> list() {
        List<SocketView> all = new ArrayList<>(lastFirst);
        all.sort(query.order());
        return all;
    }
}
