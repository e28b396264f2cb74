package io.oneport.server.app;

import io.oneport.protocol.Units;
import io.oneport.server.broker.Topics;
import io.oneport.server.connection.Connections;
import io.oneport.server.front.Listener;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a server goes: it accepts no more, answers with {@code Connection: close}, tells its open sockets to go at an even
 * pace, and cuts off what is left at the deadline. Any thread but an event loop.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final String REASON = "the server is shutting down";
    private static final long POLL_MILLIS = 10;
    /** With the time for the event loops to end, less than {@link ProcessEnd#MARGIN}. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private static final long ORIGIN = System.nanoTime();

    private final Listener listener;
    private final Connections connections;
    private final Topics topics;
    private volatile long end = Long.MAX_VALUE;

    Drain(Listener listener, Connections connections, Topics topics) {
        this.listener = listener;
        this.connections = connections;
        this.topics = topics;
    }

    /** Brings the deadline of a drain that is under way nearer, if it is further away. */
    synchronized void endWithin(Duration timeout) {
        end = Math.min(end, elapsedNanos() + timeout.toNanos());
    }

    /**
     * Drains. Returns once no socket is open, or a second after the deadline at the latest.
     *
     * @param over the time over which open sockets are told to go
     * @param timeout how long they may take altogether
     */
    void run(Duration over, Duration timeout) {
        endWithin(timeout);
        long begun = elapsedNanos();
        // 1. Unbind: nobody new comes.
        listener.close();
        int open = connections.open();
        log.info(
                "Stopping; open sockets: {}, to be closed over {}, at the latest after {}",
                open,
                Units.text(over),
                Units.text(timeout));
        // 2. Whoever is connected is told to go, at an even pace. Publishers go on till then, since another server may
        // have no room for all of them at once.
        if (!over.isZero()) {
            connections.goAway(REASON, over);
            awaitSockets(begun + over.toNanos());
        }
        // 3. What was acknowledged is delivered to those who are still connected, before they are told to go.
        awaitDelivery();
        connections.goAway(REASON, Duration.ZERO);
        awaitSockets(Long.MAX_VALUE);
        int left = connections.open();
        if (left > 0) {
            connections.closeNow("did not end before the server did");
            // A loop that stops may leave a socket open to its peer (io_uring).
            end = elapsedNanos() + CLOSING.toNanos();
            awaitSockets(Long.MAX_VALUE);
            log.warn("drain-timeout ({}) exceeded; open sockets closed: {}", Units.text(timeout), left);
        }
        log.info(
                "Stopped; sockets that ended in order: {}, cut off: {}, after {} s",
                Math.max(0, open - left),
                left,
                String.format(Locale.ROOT, "%.1f", (elapsedNanos() - begun) / 1e9));
    }

    private void awaitDelivery() {
        try {
            while (!topics.stopPublishing().get(Math.max(1, end - elapsedNanos()), TimeUnit.NANOSECONDS)
                    && elapsedNanos() < end) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.warn("Stopping without knowing whether all messages were delivered: {}", e.toString());
        }
    }

    /** Waits until no socket is open, this time has come, or the deadline. */
    private void awaitSockets(long until) {
        try {
            while (connections.open() > 0 && elapsedNanos() < Math.min(until, end)) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody is in a hurry: cut off what is left
        }
    }

    /** From an origin of this process, so that times can be compared. */
    private static long elapsedNanos() {
        return System.nanoTime() - ORIGIN;
    }
}
