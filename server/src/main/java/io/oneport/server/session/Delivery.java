package io.oneport.server.session;

/** What became of a message that was offered to one reader. */
public enum Delivery {
    /** Handed to the socket. */
    SENT,
    /** It waits until the reader has taken what came before. */
    QUEUED,
    /** It waits, and others had to give way to it. */
    DROPPED_OTHERS,
    /** The reader was too slow, and is cut off. */
    CLOSED
}
