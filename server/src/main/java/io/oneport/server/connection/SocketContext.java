package io.oneport.server.connection;

import io.oneport.server.loop.WorkQueue;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The socket that carries a conversation, as a feature sees it: its event loop and its accounting. Confined to the event
 * loop, but for {@link #executor}.
 */
public interface SocketContext {
    /** The number of the event loop that it lives on. */
    int worker();

    /**
     * The address that counts as the client's: the one that a trusted proxy reports, of the connection or of its current
     * request, else the peer's. Its port is 0 where a proxy does not say it. Null where the socket has no address (tests).
     */
    @Nullable
    InetSocketAddress clientAddress();

    /** The event loop, to come back to it from another thread. Any thread. */
    Executor executor();

    /** Runs an action on the event loop after a delay, unless it is cancelled before. */
    Future<?> schedule(Runnable action, Duration delay);

    /** The work that its event loop does in parts. */
    WorkQueue work();

    /** A clock that moves once per sweep: cheap enough to read on every byte. Nanoseconds, from an arbitrary origin. */
    long nowNanos();

    /**
     * Takes publications from what the client may do.
     *
     * @param count how many
     * @return null if it may, or which limit is exceeded
     */
    ClientLimits.Exceeded takeMessages(int count);

    /** Counts a message of a topic that was written. */
    void countMessageOut();

    /**
     * Counts messages that were dropped because the peer reads too slowly.
     *
     * @param superseded by newer ones of their topics; false where they were the oldest
     */
    void countDropped(int messages, boolean superseded);

    /** Notes that the peer reads topics too slowly and is cut off for it. */
    void countSlowReader();

    /** Closes the connection after something was thrown while it was served. */
    void failed(Throwable cause);
}
