package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;

/** What a WebSocket's messages are for. Every call comes on the socket's event loop, and must not block. */
@FunctionalInterface
public interface MessageListener {
    /**
     * A whole message has come.
     *
     * @param socket where it came
     * @param text whether it is text, which has been found to be UTF-8
     * @param payload the message; valid only during this call: copy what is kept
     */
    void message(WebSocket socket, boolean text, ByteBuf payload);

    /** The socket takes more again. */
    default void writableAgain() {}

    /** Runs an action once everything that the socket is to get has been handed to it. */
    default void whenDelivered(Runnable action) {
        action.run();
    }

    /** The socket is closing or gone. May come twice. */
    default void closed() {}
}
