package io.oneport.client.blocking;

import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.RefusedException;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.wire.StreamWire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import io.oneport.client.wire.WireLoop;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event stream (WHATWG HTML, section 9.2): the data of its events, for a thread that waits for them. Any thread. */
public final class EventStream implements AutoCloseable {
    /** Events that wait to be taken; the oldest are dropped. */
    private static final int MOST_WAITING = 2000;

    private final WireLoop loop;
    private final Queue<String> waiting = new ArrayDeque<>();
    private final CompletableFuture<EventStream> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final StreamWire wire;
    private @Nullable String ending;

    EventStream(WireLoop loop, Function<WireListener, StreamWire> wires) {
        this.loop = loop;
        this.wire = wires.apply(new StreamListener());
    }

    StreamWire wire() {
        return wire;
    }

    /** Kept once the stream has begun. */
    CompletableFuture<EventStream> opened() {
        return opened;
    }

    /**
     * Takes the data of the next event; waits for at most a time.
     *
     * @return empty once the stream has ended and all is taken; {@link #ending()} says how
     * @throws SocketTimeoutException if neither comes in that time
     */
    public synchronized Optional<String> next(Duration atMost) throws InterruptedException, SocketTimeoutException {
        long untilNanos = System.nanoTime() + atMost.toNanos();
        while (waiting.isEmpty() && ending == null) {
            long leftMillis = (untilNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new SocketTimeoutException("no event within " + Units.text(atMost));
            }
            wait(leftMillis);
        }
        return Optional.ofNullable(waiting.poll());
    }

    /** How it has ended; null while it has not. */
    public synchronized @Nullable String ending() {
        return ending;
    }

    /** Closes the socket; what has come can still be taken. */
    @Override
    public void close() {
        ClientConnection.run(loop, closed, () -> wire.cut(false));
    }

    /** What the socket tells, on its loop. */
    private final class StreamListener implements WireListener {
        @Override
        public void ready() {
            opened.complete(EventStream.this);
        }

        @Override
        public void message(byte[] payload, int length, boolean text) {
            synchronized (EventStream.this) {
                if (waiting.size() == MOST_WAITING) {
                    waiting.remove();
                }
                waiting.add(new String(payload, 0, length, StandardCharsets.UTF_8));
                EventStream.this.notifyAll();
            }
        }

        @Override
        public void closed(WireEnd end) {
            synchronized (EventStream.this) {
                ending = end.what();
                EventStream.this.notifyAll();
            }
            opened.completeExceptionally(failure(end));
            closed.complete(null);
        }

        private IOException failure(WireEnd end) {
            Optional<HttpAnswer> refusal = wire.refusal();
            if (refusal.isPresent()) {
                return new RefusedException(end.what(), refusal.get());
            }
            return end.kind() == WireEnd.Cause.UNREACHABLE
                    ? new UnreachableException(end.what(), null)
                    : new IOException(end.what());
        }
    }
}
