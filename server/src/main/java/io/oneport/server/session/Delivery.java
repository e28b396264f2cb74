package io.oneport.server.session;

/** The result of offering a message to one reader. */
public enum Delivery {
    /** Handed to the socket. */
    SENT,
    /** It waits until the reader has taken what came before. */
    QUEUED,
    /** It waits, and older messages were dropped to make room. */
    DROPPED_OTHERS,
    /** The reader was too slow, and is disconnected. */
    CLOSED
}
