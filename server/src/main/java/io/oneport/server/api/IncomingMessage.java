package io.oneport.server.api;

/** A whole message that a WebSocket has received. Valid only during the call that hands it over. */
public interface IncomingMessage {
    /** Whether it is text, which has been found to be UTF-8. */
    boolean text();

    /** A copy of its payload. */
    byte[] bytes();
}
