package io.oneport.server.websocket;

import java.util.List;

/** What is behind the WebSockets at a path. Any event loop may call it. */
public interface WebSocketEndpoint {
    /**
     * What a peer asked for.
     *
     * @param path the path, still percent-encoded
     * @param query behind the question mark, or the empty string
     * @param subprotocol the one that was agreed on, or null
     */
    record Opening(String path, String query, String subprotocol) {}

    /** The subprotocols that are spoken here. */
    default List<String> subprotocols() {
        return List.of();
    }

    /** Whether a peer that offers others only is refused. */
    default boolean requiresSubprotocol() {
        return false;
    }

    /**
     * The longest WebSocket message that is taken here.
     *
     * @param maxMessageBytes the longest message that may be published
     * @param subprotocol the one that was agreed on, or null
     */
    default int messageLimit(int maxMessageBytes, String subprotocol) {
        return maxMessageBytes;
    }

    /**
     * Looks at a request before it is accepted.
     *
     * @throws IllegalArgumentException if it can't be served; the message says what was expected
     */
    default void check(String path, String query) {}

    /** Gives the listener of a socket that has just been accepted. Must not write yet. */
    MessageListener open(WebSocket socket, Opening opening);
}
