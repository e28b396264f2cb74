package io.oneport.client.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls messages, seen by the JDK's WebSocket. {@link FaultyConnectionsTest} has what befalls connections. */
class FaultyServerTest {
    private static final String[] SENT = {"a", "b", "c", "d", "e", "f", "g"};

    private static void assertCounts(FaultyServer server, long received, long sent, long held, long faults) {
        assertEquals(
                List.of(received, sent, held, faults),
                List.of(
                        server.counts().received(),
                        server.counts().sent(),
                        server.counts().held(),
                        server.counts().faults()),
                "received, sent, held, faults");
    }

    /** What another socket sends behind this is counted behind it: each socket may have a loop of its own there. */
    private static void awaitReceived(FaultyServer server, long messages) {
        while (server.counts().received() < messages) {
            Thread.onSpinWait();
        }
    }

    /** Seven texts are sent; {@code echoes} is all that comes back until both sides have said Close. */
    @ParameterizedTest
    @CsvSource({
        "none,        a b c d e f g,         7, 0, 0",
        "drop:3,      a b d e g,             5, 0, 2",
        "drop:1,      '',                    0, 0, 7",
        "duplicate:3, a b c c d e f f g,     9, 0, 2",
        "reorder:3,   a b d c e g f,         7, 0, 2",
        "reorder:2,   a c b e d g f,         7, 0, 3",
        "reorder:7,   a b c d e f,           6, 1, 0",
        "corrupt:3,   a b b d e g g,         7, 0, 2",
        "cross:3,     a b d e g,             5, 2, 0",
        "truncate:3,  a b '' d e '' g,       7, 0, 2",
        "http-errors:1, a b c d e f g,       7, 0, 0",
    })
    void echoesComeToHarm(String fault, String echoes, long sent, long held, long faults) throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse(fault));
                JdkSocket socket = new JdkSocket(server, "/echo")) {
            socket.send(SENT);
            assertEquals(echoes.replace("''", ""), String.join(" ", socket.leave()));
            assertCounts(server, 7, sent, held, faults);
            assertEquals(1, server.counts().upgrades());
        }
    }

    /** Whatever comes to harm, what the clients get is what the server says that it sent. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "drop:7", "duplicate:7", "reorder:7", "corrupt:7", "cross:7", "truncate:7"})
    void theBooksCloseWhenManyAreInFlight(String fault) throws Exception {
        int each = 1000;
        try (FaultyServer server = new FaultyServer(Fault.parse(fault));
                JdkSocket one = new JdkSocket(server, "/echo");
                JdkSocket other = new JdkSocket(server, "/t/mine")) {
            for (int i = 0; i < each; i++) {
                one.send("one" + i);
                other.send("other" + i);
            }
            int arrived = one.leave().size() + other.leave().size();
            FaultCounts counts = server.counts();
            assertEquals(counts.sent(), arrived);
            assertEquals(2 * each, counts.received());
            long more = fault.startsWith("duplicate") ? counts.faults() : 0;
            long less = counts.held() + (fault.startsWith("drop") ? counts.faults() : 0);
            assertEquals(2 * each + more - less, arrived, counts::toString);
            // One whose turn comes while another waits for it is spared, so the reordered are not always as many.
            if (!fault.equals("none") && !fault.startsWith("reorder")) {
                assertEquals(2 * each / 7, counts.faults() + counts.held(), counts::toString);
            }
        }
    }

    @Test
    void everyNthIsCountedOverTheWholeServer() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("drop:2"));
                JdkSocket one = new JdkSocket(server, "/echo");
                JdkSocket other = new JdkSocket(server, "/echo")) {
            one.send("a");
            assertEquals("a", one.next());
            other.send("b", "c");
            assertEquals("c", other.next());
            one.send("d", "e");
            assertEquals("e", one.next());
            assertCounts(server, 5, 3, 0, 2);
        }
    }

    @Test
    void aHeldMessageWaitsForTheNextOfItsOwnSocket() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("reorder:2"));
                JdkSocket one = new JdkSocket(server, "/echo");
                JdkSocket other = new JdkSocket(server, "/echo")) {
            one.send("a", "b");
            assertEquals("a", one.next());
            awaitReceived(server, 2);
            other.send("c");
            assertEquals("c", other.next());
            assertCounts(server, 3, 2, 1, 0);
            one.send("d");
            assertEquals(List.of("d", "b"), one.next(2));
            assertCounts(server, 4, 4, 0, 1);
        }
    }

    @Test
    void aCrossedMessageGoesToTheOtherSocket() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("cross:2"));
                JdkSocket one = new JdkSocket(server, "/echo");
                JdkSocket other = new JdkSocket(server, "/echo")) {
            one.send("a", "b", "c");
            assertEquals("b", other.next());
            awaitReceived(server, 3);
            other.send("d");
            assertEquals(List.of("a", "c", "d"), one.next(3));
            assertEquals(List.of(), one.leave());
            assertEquals(List.of(), other.leave());
            assertCounts(server, 4, 4, 0, 2);
        }
    }

    @Test
    void aCrossedMessageWaitsForAnotherSocket() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("cross:2"));
                JdkSocket one = new JdkSocket(server, "/echo")) {
            one.send("a", "b", "c");
            assertEquals(List.of("a", "c"), one.next(2));
            assertCounts(server, 3, 2, 1, 0);
            try (JdkSocket other = new JdkSocket(server, "/echo")) {
                assertEquals("b", other.next());
                assertCounts(server, 3, 3, 0, 1);
            }
        }
    }

    /** 8 bits of one byte: in steps of 61, each is flipped once in 8 faults. */
    @Test
    void corruptionWalksOverABinaryPayload() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("corrupt:1"));
                JdkSocket socket = new JdkSocket(server, "/echo")) {
            for (int i = 0; i < 8; i++) {
                socket.sendBinary("00");
            }
            assertEquals(
                    List.of("0x01", "0x02", "0x04", "0x08", "0x10", "0x20", "0x40", "0x80"),
                    socket.next(8).stream().sorted().toList());
            assertCounts(server, 8, 8, 0, 8);
        }
    }

    @Test
    void corruptionIsOneBitAndTextStaysUtf8() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("corrupt:1"));
                JdkSocket socket = new JdkSocket(server, "/echo")) {
            socket.send("Zürich liegt an der Limmat €");
            assertEquals("Zürich liegt an der Limmat \u20ad", socket.next());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"corrupt:1", "truncate:1"})
    void anEmptyMessageHasNothingToHarm(String fault) throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse(fault));
                JdkSocket socket = new JdkSocket(server, "/echo")) {
            socket.send("");
            assertEquals("", socket.next());
            assertCounts(server, 1, 1, 0, 0);
        }
    }

    @Test
    void aStallHoldsUpEverybodyOnce() throws Exception {
        Duration pause = Duration.ofMillis(300);
        try (FaultyServer server = new FaultyServer(new Fault.Stall(3, pause));
                JdkSocket one = new JdkSocket(server, "/echo");
                JdkSocket other = new JdkSocket(server, "/echo")) {
            one.send("a", "b");
            assertEquals(List.of("a", "b"), one.next(2));
            long before = System.nanoTime();
            one.send("c");
            assertEquals("c", one.next());
            other.send("d");
            assertEquals("d", other.next());
            long waited = System.nanoTime() - before;
            assertTrue(waited >= pause.toNanos(), () -> "the echo came after " + waited + " ns");
            one.send("e", "f");
            assertEquals(List.of("e", "f"), one.next(2));
            assertCounts(server, 6, 6, 0, 1);
        }
    }

    @Test
    void aSocketIsClosedBehindItsNthMessage() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("close-after:2"));
                JdkSocket one = new JdkSocket(server, "/echo");
                JdkSocket other = new JdkSocket(server, "/echo")) {
            one.send("a");
            other.send("b");
            one.send("c");
            assertEquals(List.of("a", "c", "close 1011"), one.next(3));
            assertEquals(List.of("b"), other.leave());
            assertCounts(server, 3, 3, 0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "drop",
                "drop:0",
                "drop:x",
                "drop:1:2",
                "none:1",
                "stall:5",
                "stall:5,2",
                "die:5",
                "die:5,abort",
                "pings:0s",
                "crash:5,rst",
                "unknown:5"
            })
    void whatIsNoFaultIsToldInOneLine(String text) {
        String line = assertThrows(IllegalArgumentException.class, () -> Fault.parse(text))
                .getMessage();
        assertTrue(line.startsWith("fault: " + text + " (expected: none, drop:N, "), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void formsAreRead() {
        assertEquals(new Fault.Messages(Fault.Harm.CROSS, 10), Fault.parse("cross:10"));
        assertEquals(new Fault.Stall(1000, Duration.ofSeconds(2)), Fault.parse("stall:1000,2s"));
        assertEquals(new Fault.Die(5, true), Fault.parse("die:5,rst"));
        assertEquals(new Fault.Die(5, false), Fault.parse("die:5,fin"));
        assertEquals(new Fault.BlockOnUpgrade(Duration.ofMillis(20)), Fault.parse("block-on-upgrade:20ms"));
        assertEquals(new Fault.HttpErrors(2), Fault.parse("http-errors:2"));
        assertEquals(new Fault.HttpClose(2), Fault.parse("http-close:2"));
        assertEquals(new Fault.Pings(Duration.ofSeconds(1)), Fault.parse("pings:1s"));
    }
}
