package io.oneport.client.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.net.Limits;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final SocketMessage MESSAGE = new SocketMessage.Binary(new byte[60_000]);

    private final Inbox inbox = new Inbox();

    @Test
    void messagesComeInOrderAndThenTheEnd() throws InterruptedException {
        inbox.message(null, new SocketMessage.Text("one"));
        inbox.message(null, new SocketMessage.Text("two"));
        inbox.ended(new Ending.Lost("gone"));
        assertEquals(Optional.of(new SocketMessage.Text("one")), inbox.next());
        assertEquals(Optional.of(new SocketMessage.Text("two")), inbox.next());
        assertEquals(Optional.empty(), inbox.next());
    }

    @Test
    void waitingHasAnEnd() {
        var late = assertThrows(SocketTimeoutException.class, () -> inbox.next(Duration.ofMillis(1)));
        assertEquals("no message within 1ms", late.getMessage());
    }

    @Test
    void aConsumerThatIsBehindStopsTheSocket() throws InterruptedException {
        try (Embedded socket = new Embedded(Limits.DEFAULTS)) {
            WebSocketConnection connection = socket.upgraded();
            int received = 0;
            while (socket.channel.config().isAutoRead()) {
                inbox.message(connection, MESSAGE);
                received++;
            }
            assertEquals(5, received, "5 x 60,000 bytes are more than 256 KiB");
            inbox.next();
            inbox.next();
            assertFalse(socket.channel.config().isAutoRead(), "only at half of it does reading resume");
            inbox.next();
            assertTrue(socket.channel.config().isAutoRead());
        }
    }

    @Test
    void aFloodOfEmptyMessagesCountsToo() {
        try (Embedded socket = new Embedded(Limits.DEFAULTS)) {
            WebSocketConnection connection = socket.upgraded();
            for (int i = 0; i < 5000; i++) {
                inbox.message(connection, new SocketMessage.Text(""));
            }
            assertFalse(socket.channel.config().isAutoRead());
        }
    }

    @Test
    void itIsNotQuietWhileMessagesWait() {
        inbox.message(null, MESSAGE);
        assertEquals(Duration.ZERO, inbox.quiet());
    }
}
