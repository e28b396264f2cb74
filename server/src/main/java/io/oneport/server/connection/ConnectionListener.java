package io.oneport.server.connection;

/**
 * Observes the connections of one worker. Every call comes on the worker's event loop, while the connection is being
 * served: an implementation must return at once, must not throw, and must neither write to the connection nor close it.
 */
public interface ConnectionListener {
    /** Observes nothing. */
    ConnectionListener NONE = new ConnectionListener() {};

    /** A connection was accepted. */
    default void opened(Connection connection) {}

    /** A connection has switched; {@link Connection#protocol} is the new protocol already. */
    default void switched(Connection connection, Protocol from) {}

    /** A connection has closed; its figures are final. */
    default void closed(Connection connection) {}

    /** An HTTP request was read. */
    default void requestRead() {}

    /**
     * An HTTP request was answered; for an endless answer and an upgrade, its head was written.
     *
     * @param method the place of its method in {@link io.oneport.server.connection.CountedMethods#METHODS}
     * @param status the status of the answer
     */
    default void answered(int method, int status) {}

    /**
     * Answers took this long.
     *
     * @param nanos from the time at which the heads of their requests were read until they were written, in nanoseconds
     * @param answers how many: all that answer requests of one read are noted together
     */
    default void answerTime(long nanos, int answers) {}

    /**
     * A request to open a WebSocket was refused; it is counted by {@link #answered} as well.
     *
     * @param status the status of the answer
     */
    default void handshakeRefused(int status) {}

    /**
     * A WebSocket is closed by the server.
     *
     * @param code the code of the Close frame (RFC 6455, section 7.4)
     */
    default void webSocketClosed(int code) {}

    /** A socket was turned away before anything was read of its requests; most have no connection, and no other call is about them. */
    default void turnedAway(TurnedAway reason) {}

    /** A WebSocket message was read. */
    default void messageRead() {}

    /** A message was written, over a WebSocket or in a response without end. */
    default void messageWritten() {}

    /**
     * Messages were dropped because their reader is too slow.
     *
     * @param superseded by newer ones ({@code latest}); false where they were the oldest ({@code drop-oldest})
     */
    default void messagesDropped(int messages, boolean superseded) {}

    /** A reader is disconnected because it is too slow. */
    default void slowReader() {}

    /** Bytes were read; negative where bytes already reported are handed on and will be reported again. */
    default void bytesRead(long bytes) {}

    /** The operating system has taken bytes. */
    default void bytesSent(long bytes) {}

    /** A TLS handshake is complete. */
    default void handshakeCompleted() {}

    /** A TLS handshake has failed, or was cut short. */
    default void handshakeFailed() {}

    /** A TLS connection is closed because its peer has sent too many records without data. */
    default void emptyRecordsRefused() {}
}
