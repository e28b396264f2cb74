package io.oneport.server.api;

/** Receives what happens on a WebSocket. Every call comes on the socket's event loop, and must not block. */
@FunctionalInterface
public interface MessageListener {
    /**
     * A whole message has come.
     *
     * @param socket where it came
     * @param message valid only during this call: copy what is kept
     */
    void message(WebSocket socket, IncomingMessage message);

    /** The socket takes more again. */
    default void writableAgain() {}

    /** Runs an action once everything that the socket is to get has been handed to it. */
    default void whenDelivered(Runnable action) {
        action.run();
    }

    /** The socket is closing or gone. May come twice. */
    default void closed() {}
}
