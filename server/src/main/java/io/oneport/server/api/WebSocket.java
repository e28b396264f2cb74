package io.oneport.server.api;

import io.oneport.server.connection.SocketContext;

/**
 * One open WebSocket, as a feature sees it. Confined to the event loop of its {@link #socket}.
 *
 * <p>What is written while input is being read goes out together when that read ends. Nothing is written once the socket
 * is closing.
 */
public interface WebSocket {
    /** The socket that carries it, with its event loop. */
    SocketContext socket();

    /** Sends back a message that is being received, without copying it where that is cheaper. */
    void send(IncomingMessage message);

    /**
     * Writes a message; it goes out with the next {@link #flush}.
     *
     * @param text whether it is text; then it must be UTF-8
     * @param payload not to be changed any more
     */
    void write(boolean text, byte[] payload);

    /** Sends what was written; while input is being read, when that read ends. */
    void flush();

    /** Whether more can be written without queueing it; {@link MessageListener#writableAgain} reports when it is again. */
    boolean writable();

    /** Hands over no further message until {@link #release}; the one in progress ends. */
    void hold();

    /** Hands over messages again. */
    void release();

    /** Closes with a code and a reason, and does not wait for the peer's Close. */
    void close(int code, String reason);
}
