package io.oneport.server.connection;

import io.oneport.server.loop.Walk;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one event loop by ascending id, linked to each other. Connections may open and close during an
 * iteration. Confined to the loop.
 */
final class OpenConnections {
    private @Nullable Connection first;
    private @Nullable Connection last;
    private int size;
    /** The iterations under way; none, most of the time. */
    private final List<Cursor> cursors = new ArrayList<>(0);

    void add(Connection socket) {
        socket.previous = last;
        if (last == null) {
            first = socket;
        } else {
            last.next = socket;
        }
        last = socket;
        size++;
    }

    void remove(Connection socket) {
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).leave(socket);
        }
        if (socket.previous == null) {
            first = socket.next;
        } else {
            socket.previous.next = socket.next;
        }
        if (socket.next == null) {
            last = socket.previous;
        } else {
            socket.next.previous = socket.previous;
        }
        size--;
    }

    /** How many there are. */
    int size() {
        return size;
    }

    /** A cursor at the beginning; the caller closes it. */
    Cursor cursor() {
        Cursor cursor = new Cursor();
        cursors.add(cursor);
        return cursor;
    }

    /**
     * Visits them by ascending id, in parts of the loop's work; see {@link WorkerConnections#walk}.
     *
     * @param cost units of a turn's budget that each visit takes
     * @param visitor returns whether to go on
     */
    CompletableFuture<Void> walk(WorkQueue work, int cost, Predicate<Connection> visitor) {
        Cursor cursor = cursor();
        return Walk.start(work, cursor, cost, visitor).whenComplete((done, failure) -> cursor.close());
    }

    /** Returns each connection that is open all the while once; of those that open or close meanwhile, some. */
    final class Cursor implements Iterator<Connection>, AutoCloseable {
        private @Nullable Connection next = first;

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Connection next() {
            Connection socket = next;
            if (socket == null) {
                throw new NoSuchElementException();
            }
            next = socket.next;
            return socket;
        }

        private void leave(Connection socket) {
            if (next == socket) {
                next = socket.next;
            }
        }

        @Override
        public void close() {
            cursors.remove(this);
        }
    }
}
