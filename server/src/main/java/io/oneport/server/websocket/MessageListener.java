package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;

/** What a WebSocket's messages are for. One listener serves every socket at its path. */
@FunctionalInterface
public interface MessageListener {
    /**
     * A whole message has come. Called on the socket's event loop: must not block.
     *
     * @param socket where it came
     * @param text whether it is text, which has been found to be UTF-8
     * @param payload the message; valid only during this call: copy what is kept
     */
    void message(WebSocket socket, boolean text, ByteBuf payload);
}
