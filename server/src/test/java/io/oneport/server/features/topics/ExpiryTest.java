package io.oneport.server.features.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.oneport.server.api.Principal;
import io.oneport.server.api.TopicPatterns;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.connection.SocketContext;
import io.oneport.server.loop.WorkQueue;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A token ends by the time of day, whatever that is set to meanwhile. */
class ExpiryTest {
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final AtomicInteger expired = new AtomicInteger();
    private final Socket socket = new Socket();

    private void begin(Duration left) {
        Principal who =
                new Principal("alice", true, TopicPatterns.NONE, TopicPatterns.NONE, clock.get() + left.toMillis());
        Expiry.of(socket, clock::get, who, expired::incrementAndGet);
    }

    @Test
    void aClockThatIsSetForwardEndsItWithinAMinute() {
        begin(Duration.ofHours(2));
        assertEquals(Expiry.LONGEST, socket.delay);
        clock.addAndGet(Duration.ofHours(2).toMillis());
        socket.run();
        assertEquals(1, expired.get());
        assertNull(socket.action, "nothing further is planned");
    }

    @Test
    void aClockThatIsSetBackPutsItOffWithoutLookingAgainAndAgain() {
        begin(Duration.ofSeconds(5));
        assertEquals(Duration.ofSeconds(5), socket.delay);
        clock.addAndGet(-Duration.ofDays(3653).toMillis());
        socket.run();
        assertEquals(0, expired.get());
        assertEquals(Expiry.LONGEST, socket.delay);
        clock.addAndGet(Duration.ofDays(3653).toMillis() + 5000);
        socket.run();
        assertEquals(1, expired.get());
    }

    /** Keeps what is planned. */
    private static final class Socket implements SocketContext {
        private @Nullable Runnable action;
        private @Nullable Duration delay;

        private void run() {
            Runnable next = Objects.requireNonNull(action);
            action = null;
            next.run();
        }

        @Override
        public Future<?> schedule(Runnable next, Duration after) {
            action = next;
            delay = after;
            return new CompletableFuture<>();
        }

        @Override
        public int worker() {
            return 0;
        }

        @Override
        public @Nullable InetSocketAddress clientAddress() {
            return null;
        }

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public WorkQueue work() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public ClientLimits.Exceeded takeMessages(int count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void countMessageOut() {}

        @Override
        public void countDropped(int messages, boolean superseded) {}

        @Override
        public void countSlowReader() {}

        @Override
        public void failed(Throwable cause) {}
    }
}
