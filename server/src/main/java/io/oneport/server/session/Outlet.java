package io.oneport.server.session;

import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.loop.WorkQueue;

/** A socket, as an {@link Outbox} sees it. Confined to the socket's event loop. */
public interface Outlet {
    /** Whether the socket takes more without buffering it. */
    boolean writable();

    /** Writes a message in the socket's own form; it leaves with the next {@link #flush}. */
    void write(Message message);

    /**
     * Tells the reader, before the next message of a topic, that messages of it were dropped because it is slow. Does
     * nothing where the form has no way to say so.
     *
     * @param count how many
     */
    void missed(TopicName topic, long count);

    /**
     * Tells the reader that something was lost, in its place between two messages; ends the connection where the form has
     * no way to say so.
     */
    void reset(Reset reset);

    void flush();

    /** Ends the connection of a reader that is too slow, as its protocol has it. */
    void cutOff();

    /** Ends the connection, as its protocol has it, because the broker is away: the reader is to reconnect. */
    void unavailable(Refusal refusal);

    /** Closes the connection after an exception. */
    void failed(Throwable cause);

    /**
     * Counts messages that were dropped because the reader is slow.
     *
     * @param superseded by newer ones of their topics; false where they were the oldest
     */
    void countDropped(int messages, boolean superseded);

    /** The time, in nanoseconds from an arbitrary origin; may stand still for some milliseconds. */
    long nowNanos();

    /** The work that its event loop does in parts. */
    WorkQueue work();
}
