package io.oneport.server.api;

import io.oneport.server.connection.Protocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that has no end: it lasts until one side closes the connection, on which nothing else follows.
 * Confined to the socket's event loop.
 */
public interface ResponseStream {
    /**
     * What a stream is.
     *
     * @param protocol its name in the ledger
     * @param keepAlive what keeps an idle connection alive and means nothing; null if the form has no such thing
     * @param keepAliveInterval how often that is written
     */
    record Form(Protocol protocol, byte @Nullable [] keepAlive, Duration keepAliveInterval) {}

    /** Gives a stream what it writes. Every call comes on the socket's event loop. */
    interface Source {
        /** The socket takes more again. */
        void writableAgain();

        /** Runs an action once everything that the peer is to get has been written. */
        void whenDelivered(Runnable action);

        /**
         * What tells the peer, before the stream ends, when to come back.
         *
         * @param millis how long it is to wait
         * @return null if the form has no way to say so
         */
        default byte @Nullable [] comeBackIn(long millis) {
            return null;
        }

        /** The stream has ended: nothing more is written. May come twice. */
        void closed();
    }

    /** Whether the socket takes more without queueing it. */
    boolean writable();

    /**
     * Writes a part; it leaves with the next {@link #flush}. Does nothing once the stream has ended.
     *
     * @param part not to be changed any more
     */
    void write(byte[] part);

    /** Sends what was written. */
    void flush();

    /** Ends the connection at once, since the peer reads too slowly. */
    void cutOff();

    /**
     * Ends the stream and the connection in order: what was written arrives.
     *
     * @param reason in words, for the ledger
     */
    void end(String reason);

    /** Whether the stream is over. */
    boolean ended();
}
