package io.oneport.server.http1;

/** A body that is being written, as the connection sees it. Confined to the socket's event loop. */
interface PendingBody {
    /** The socket takes more again. Must not write from within this call. */
    void writableAgain();

    /** What was written of it, without what chunks add. */
    long bytes();

    /** The socket has closed; nothing more is written. */
    void closed();
}
