package io.oneport.server.connection;

import java.util.function.Consumer;

/** Isolates failures, including Errors, to the connection that caused them. */
final class FailureIsolation {
    private FailureIsolation() {}

    /** Does something with a connection, which is closed if that throws. On its event loop. */
    static void run(Connection connection, Consumer<Connection> action) {
        try {
            action.accept(connection);
        } catch (Throwable e) {
            giveUp(connection, e);
        }
    }

    private static void giveUp(Connection connection, Throwable cause) {
        try {
            connection.failed(cause);
        } catch (Throwable again) {
            // Out of memory, most likely: the next sweep finds it again.
            connection.deadlineIn(0);
        }
    }
}
