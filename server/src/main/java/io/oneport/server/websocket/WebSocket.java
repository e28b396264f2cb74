package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.oneport.server.connection.Connection;
import io.oneport.server.session.PublishWindow;

/** One open WebSocket, as the application sees it. Confined to the socket's event loop. */
public interface WebSocket extends PublishWindow.Publisher {
    /**
     * Sends a message, in order behind what was sent before. What is sent while input is being read goes out together
     * when that read ends; at other times it goes out at once. Does nothing once the socket is closing.
     *
     * @param text whether it is text; then it must be UTF-8
     * @param payload its readable bytes are the message; still the caller's when this returns
     */
    void send(boolean text, ByteBuf payload);

    /**
     * Writes a message that is encoded already; it goes out with the next {@link #flush}. Does nothing once the socket
     * is closing.
     *
     * @param frame a whole frame, not to be changed any more
     */
    void write(byte[] frame);

    /** Sends what was written; while input is being read, when that read ends. */
    void flush();

    /** Whether more can be written without piling it up; {@link MessageListener#writableAgain} tells when that is so again. */
    boolean writable();

    /** Closes with a code and a reason, and does not wait for the peer's Close. */
    void close(int code, String reason);

    /** The socket's record in the ledger. */
    Connection socket();
}
