package io.oneport.server.connection;

/**
 * A conversation on a connection, as the connection sees it: what speaks on it at present. Every call comes on the
 * connection's event loop.
 */
public interface Stream {
    /** The deadline set with {@link Connection#deadlineIn} has passed; it is no longer set. */
    void deadlineReached();

    /** Whether it waits for its peer: nothing is being made that the peer waits for. */
    default boolean waits() {
        return true;
    }

    /** The peer has closed its side: nothing more comes from it. It may still read. */
    void peerEnded();

    /**
     * Ends the conversation in the way of its protocol: HTTP finishes the answer in progress, a WebSocket sends
     * Close 1001.
     *
     * @param reason in words, for the connection's history, and for the peer where the protocol can carry it
     */
    void goAway(String reason);
}
