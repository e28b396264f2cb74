package io.oneport.client.blocking;

import io.oneport.protocol.Units;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one WebSocket received and one thread has not taken yet.
 *
 * <p>Assumes: (1) the event loop alone calls {@link #message} and {@link #ended}; (2) one other thread alone calls
 * {@link #next()}; (3) any thread calls {@link #quiet()}.
 *
 * <p>Guarantees: (1) messages come out once each, in order, then the end; (2) the event loop never waits; (3) while
 * {@value #HIGH_BYTES} bytes or more wait here the socket isn't read, so that besides them there is at most what had
 * been read already.
 */
public final class Inbox implements IncomingListener {
    private static final int HIGH_BYTES = 1 << 18;
    private static final int LOW_BYTES = HIGH_BYTES / 2;
    /** What a message costs beside its payload, roughly: a flood of empty ones must count too. */
    private static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final Queue<SocketMessage> messages = new ArrayDeque<>();
    private long bytes;
    /** The connection that is not read at present, or null. */
    private @Nullable WebSocketConnection paused;

    private boolean ended;
    private boolean waiting;
    private long waitingSinceNanos;

    @Override
    public synchronized void message(WebSocketConnection from, SocketMessage message) {
        messages.add(message);
        bytes += cost(message);
        if (bytes >= HIGH_BYTES && paused == null) {
            paused = from;
            from.reading(false);
        }
        notifyAll();
    }

    @Override
    public synchronized void ended(Ending ending) {
        ended = true;
        notifyAll();
    }

    /**
     * Takes the next message; waits for as long as it takes.
     *
     * @return empty once the connection has ended and all is taken
     */
    public synchronized Optional<SocketMessage> next() throws InterruptedException {
        startWaiting();
        while (messages.isEmpty() && !ended) {
            wait();
        }
        return take();
    }

    /**
     * Takes the next message; waits for at most a time.
     *
     * @return empty once the connection has ended and all is taken
     * @throws SocketTimeoutException if neither comes in that time
     */
    public synchronized Optional<SocketMessage> next(Duration atMost)
            throws InterruptedException, SocketTimeoutException {
        startWaiting();
        while (messages.isEmpty() && !ended) {
            long leftNanos = waitingSinceNanos + atMost.toNanos() - System.nanoTime();
            if (leftNanos <= 0) {
                throw new SocketTimeoutException("no message within " + Units.text(atMost));
            }
            wait(leftNanos / 1_000_000, (int) (leftNanos % 1_000_000));
        }
        return take();
    }

    /** For how long the consumer has been waiting for a message; zero while it is busy with one, or could be. */
    public synchronized Duration quiet() {
        return waiting && messages.isEmpty() ? Duration.ofNanos(System.nanoTime() - waitingSinceNanos) : Duration.ZERO;
    }

    private void startWaiting() {
        waiting = true;
        waitingSinceNanos = System.nanoTime();
    }

    private Optional<SocketMessage> take() {
        waiting = false;
        Optional<SocketMessage> taken = Optional.ofNullable(messages.poll());
        bytes -= taken.map(Inbox::cost).orElse(0);
        if (paused != null && bytes <= LOW_BYTES) {
            paused.reading(true);
            paused = null;
        }
        return taken;
    }

    private static int cost(SocketMessage message) {
        return message.length() + MESSAGE_OVERHEAD_BYTES;
    }
}
