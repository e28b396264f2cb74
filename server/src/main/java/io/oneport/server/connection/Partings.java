package io.oneport.server.connection;

import io.netty.channel.EventLoop;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.WorkQueue;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends the open connections of one event loop: all of them, in order or at once, or some, where memory is short. Works in parts
 * that leave the loop time for its sockets. Confined to the loop.
 */
final class Partings {
    /** Why a connection is closed so that others can be served. */
    static final String SHORT_OF_MEMORY = "the server is short of memory";

    /** Time between two steps of a drain. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Sockets that are closed at a time, at least, while memory is short. */
    private static final int LEAST_CLOSED = 32;

    private final OpenConnections open;
    private final EventLoop loop;
    private final WorkQueue work;

    Partings(OpenConnections open, EventLoop loop, WorkQueue work) {
        this.open = open;
        this.loop = loop;
        this.work = work;
    }

    /** Asks every open connection to end its conversation; see {@link Connections#goAway(String, Duration)}. */
    void goAway(String reason, Duration over) {
        if (over.isZero()) {
            forEach(connection -> connection.goAway(reason));
            return;
        }
        OpenConnections.Cursor cursor = open.cursor();
        PacedGoAway<Connection> pace = new PacedGoAway<>(
                work,
                cursor,
                open.size(),
                over.toNanos(),
                System::nanoTime,
                each -> FailureIsolation.run(each, connection -> connection.goAway(reason)));
        Future<?>[] ticks = new Future<?>[1];
        ticks[0] = loop.scheduleAtFixedRate(
                () -> {
                    pace.tick();
                    if (pace.over()) {
                        ticks[0].cancel(false);
                        cursor.close();
                    }
                },
                0,
                PACE_NANOS,
                TimeUnit.NANOSECONDS);
    }

    /**
     * Closes sockets that wait for their peers, since memory is short: those for whose peers bytes are pending, and an eighth
     * of the others, the newest, since what has lasted is seldom what fills the memory now.
     */
    void closeWaiting() {
        int kept = open.size() - Math.max(LEAST_CLOSED, open.size() / 8);
        int[] visited = {0};
        open.walk(work, TurnBudget.DELIVERY, connection -> {
            visited[0]++;
            if ((visited[0] > kept || connection.sending()) && connection.waits()) {
                FailureIsolation.run(connection, each -> each.closeNow(SHORT_OF_MEMORY));
            }
            return true;
        });
    }

    /** Closes every open connection. */
    void closeNow(String reason) {
        forEach(connection -> connection.closeNow(reason));
    }

    private void forEach(Consumer<Connection> action) {
        open.walk(work, TurnBudget.WRITE, connection -> {
            FailureIsolation.run(connection, action);
            return true;
        });
    }
}
