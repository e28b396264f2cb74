package io.oneport.client.blocking;

/** Hears what one WebSocket receives. Called on the socket's event loop, so it must not block. */
public interface IncomingListener {
    /**
     * One whole message.
     *
     * @param from the socket; a listener that falls behind calls {@link WebSocketConnection#reading(boolean)}
     * @param message what came
     */
    void message(WebSocketConnection from, SocketMessage message);

    /** The socket is closed and no message follows; called once, {@link WebSocketConnection#ended()} being kept. */
    void ended(Ending ending);
}
