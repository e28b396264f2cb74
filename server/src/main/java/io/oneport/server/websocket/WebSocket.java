package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;

/** One open WebSocket, as the application sees it. Confined to the socket's event loop. */
public interface WebSocket {
    /**
     * Sends a message, in order behind what was sent before. What is sent while input is being read goes out together
     * when that read ends; at other times it goes out at once. Does nothing once the socket is closing.
     *
     * @param text whether it is text; then it must be UTF-8
     * @param payload its readable bytes are the message; still the caller's when this returns
     */
    void send(boolean text, ByteBuf payload);
}
