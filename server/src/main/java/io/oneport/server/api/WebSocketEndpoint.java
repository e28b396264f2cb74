package io.oneport.server.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is at the other end of the WebSockets of a route. Any event loop may call it. */
public interface WebSocketEndpoint {
    /**
     * A WebSocket that is being opened.
     *
     * @param request the request that asked for it, with all of its headers; not to be kept by an idle socket
     * @param subprotocol the one that was agreed on, or null
     * @param principal on whose behalf it is opened, as far as the route's filters have found out
     */
    record Opening(Request request, @Nullable String subprotocol, Principal principal) {}

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
    default int messageLimit(int maxMessageBytes, @Nullable String subprotocol) {
        return maxMessageBytes;
    }

    /**
     * Checks a request before it is accepted.
     *
     * @throws IllegalArgumentException if it can't be served; the message says what was expected
     */
    default void check(Request request) {}

    /**
     * Refuses a socket before it is accepted, once it is known on whose behalf it is opened.
     *
     * @return the answer to the request; null if it is accepted
     */
    default @Nullable Response refusal(Opening opening) {
        return null;
    }

    /** Returns the listener of a socket that has just been accepted. Must not write yet. */
    MessageListener open(WebSocket socket, Opening opening);
}
