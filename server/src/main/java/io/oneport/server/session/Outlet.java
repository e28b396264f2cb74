package io.oneport.server.session;

import io.oneport.server.topic.Message;

/** A socket, as an {@link Outbox} sees it. Confined to the socket's event loop. */
public interface Outlet {
    /** Whether it takes more without piling it up. */
    boolean writable();

    /** Writes a message in the socket's own form; it leaves with the next {@link #flush}. */
    void write(Message message);

    void flush();

    /** Its reader is too slow: ends the connection in the way of its protocol. */
    void cutOff();

    /** Counts messages that were dropped because the reader is slow. */
    void countDropped(int messages);
}
