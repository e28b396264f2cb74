package io.oneport.client.hostile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.PlainServer;
import io.oneport.client.testing.TestCertificate;
import io.oneport.client.wire.WireSettings;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind does, seen from the server's side. Times are only bounded from below, which no slow machine breaks. */
class HostileSocketsTest {
    private static final long SEED = 7;
    private static final double AT_ONCE = 1000;
    private static final String OPEN = "still open at the end";

    private static HostileSockets hostile(
            boolean secure, int port, IoTransport transport, Map<HostileKind, Integer> mix) throws IOException {
        return hostile(secure, port, transport, mix, Optional.empty());
    }

    private static HostileSockets hostile(
            boolean secure, int port, IoTransport transport, Map<HostileKind, Integer> mix, Optional<String> topic)
            throws IOException {
        HostileSockets.HostilePaths paths = new HostileSockets.HostilePaths("/echo", topic, List.of());
        WireSettings wires = new WireSettings(
                new Target(secure, "127.0.0.1", port, "/"),
                new Trust(List.of(), true),
                List.of(),
                Limits.DEFAULTS,
                List.of(),
                2048,
                transport,
                2);
        HostileSockets sockets = new HostileSockets(wires, paths, mix, SEED);
        sockets.open(AT_ONCE);
        return sockets;
    }

    private static HostileSockets one(HostileKind kind, Victim victim) throws IOException {
        return hostile(false, victim.port(), IoTransport.best(), Map.of(kind, 1));
    }

    private static void assertOutcomes(HostileSockets hostile, HostileKind kind, Map<String, Long> outcomes) {
        assertEquals(List.of(new HostileGroup(kind.text(), 1, outcomes)), hostile.finish());
    }

    @Test
    @MostlyWaits
    void unmaskedSendsABareFrameAndComesBackASecondLater() throws IOException {
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.UNMASKED, victim)) {
            long closed;
            try (Victim.Guest guest = victim.acceptWebSocket()) {
                assertArrayEquals(new byte[] {(byte) 0x82, 4, 'b', 'a', 'r', 'e'}, guest.in.readNBytes(6));
                closed = System.nanoTime();
                guest.dismiss(1002);
                assertEquals(8, guest.in.readAllBytes().length, "its own Close, masked, and the end");
            }
            try (Victim.Guest again = victim.acceptWebSocket()) {
                assertTrue(System.nanoTime() - closed >= 1_000_000_000L, "too soon");
                again.in.readNBytes(6);
                assertOutcomes(hostile, HostileKind.UNMASKED, Map.of("closed by the server: Close 1002", 1L, OPEN, 1L));
            }
        }
    }

    @Test
    void oversizeAnnouncesAGibibyte() throws IOException {
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.OVERSIZE, victim);
                Victim.Guest guest = victim.acceptWebSocket()) {
            assertEquals(0x82, guest.in.readUnsignedByte());
            assertEquals(0xff, guest.in.readUnsignedByte());
            assertEquals(1L << 30, guest.in.readLong());
            guest.in.readInt();
            guest.dismiss(1009);
            guest.in.readAllBytes();
            awaitEnd(hostile, HostileKind.OVERSIZE);
            assertOutcomes(hostile, HostileKind.OVERSIZE, Map.of("closed by the server: Close 1009", 1L));
        }
    }

    @Test
    @MostlyWaits
    void dribbleSendsTenBytesASecond() throws IOException {
        try (Victim victim = new Victim()) {
            long before = System.nanoTime();
            try (HostileSockets hostile = one(HostileKind.DRIBBLE, victim);
                    Victim.Guest guest = victim.accept()) {
                String line = "GET /echo HTTP/1.1\r\n";
                byte[] bytes = guest.in.readNBytes(line.length());
                assertEquals(line, new String(bytes, StandardCharsets.US_ASCII));
                assertTrue(System.nanoTime() - before >= (line.length() - 1) * 100_000_000L, "too fast");
                guest.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
                awaitEnd(hostile, HostileKind.DRIBBLE);
                assertOutcomes(hostile, HostileKind.DRIBBLE, Map.of("answered 408", 1L));
            }
        }
    }

    @Test
    void silentSaysNothing() throws IOException {
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.SILENT, victim);
                Victim.Guest guest = victim.accept()) {
            guest.socket.shutdownOutput();
            assertEquals(0, guest.in.readAllBytes().length);
            awaitEnd(hostile, HostileKind.SILENT);
            assertOutcomes(hostile, HostileKind.SILENT, Map.of("closed by the server without an answer", 1L));
        }
    }

    @Test
    void garbageIsRandomAndComesFromTheSeed() throws IOException {
        byte[] expected = new byte[512];
        new SplittableRandom(SEED).nextBytes(expected);
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.GARBAGE, victim);
                Victim.Guest guest = victim.accept()) {
            assertArrayEquals(expected, guest.in.readNBytes(expected.length));
            guest.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            awaitEnd(hostile, HostileKind.GARBAGE);
            assertOutcomes(hostile, HostileKind.GARBAGE, Map.of("answered 400", 1L));
        }
    }

    @Test
    void whatIsNoHttpIsToldAsSuch() throws IOException {
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.GARBAGE, victim);
                Victim.Guest guest = victim.accept()) {
            guest.write("go away\r\n\r\n");
            awaitEnd(hostile, HostileKind.GARBAGE);
            assertOutcomes(hostile, HostileKind.GARBAGE, Map.of("answered, but not in HTTP/1.1", 1L));
        }
    }

    @Test
    @MostlyWaits
    void pingFloodSendsAThousandPingsASecond() throws IOException {
        int pings = 500;
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.PING_FLOOD, victim)) {
            long before = System.nanoTime();
            try (Victim.Guest guest = victim.acceptWebSocket()) {
                for (int i = 0; i < pings; i++) {
                    assertEquals(0x89, guest.in.readUnsignedByte());
                    assertEquals(0x80 | 125, guest.in.readUnsignedByte());
                    guest.in.readNBytes(4 + 125);
                }
                assertTrue(System.nanoTime() - before >= (pings / 10 - 1) * 10_000_000L, "too fast");
                assertOutcomes(hostile, HostileKind.PING_FLOOD, Map.of(OPEN, 1L));
            }
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @EnumSource(
            value = IoTransport.class,
            names = {"EPOLL", "NIO"})
    void slowReaderSendsButTakesNoAnswer(IoTransport transport) throws Exception {
        Needs.transport(transport.text(), transport.available());
        AtomicLong taken = new AtomicLong();
        CountDownLatch stopped = new CountDownLatch(1);
        try (Victim victim = new Victim();
                HostileSockets hostile = hostile(false, victim.port(), transport, Map.of(HostileKind.SLOW_READER, 1));
                Victim.Guest guest = victim.acceptWebSocket()) {
            byte[] answer = PlainServer.frame(2, new byte[1000]);
            Thread answers = new Thread(() -> {
                try {
                    while (true) {
                        guest.out.write(answer);
                        taken.addAndGet(answer.length);
                    }
                } catch (IOException over) {
                    stopped.countDown();
                }
            });
            answers.setDaemon(true);
            answers.start();
            // Two seconds of messages at its rate: time enough for a client that reads to take far more than this.
            for (int i = 0; i < 2000; i++) {
                assertEquals(0x82, guest.in.readUnsignedByte());
                assertEquals(0x80 | 126, guest.in.readUnsignedByte());
                guest.in.readNBytes(guest.in.readUnsignedShort() + 4);
            }
            assertTrue(taken.get() < 4 << 20, () -> taken + " bytes of answers were taken");
            assertOutcomes(hostile, HostileKind.SLOW_READER, Map.of(OPEN, 1L));
            stopped.await();
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @EnumSource(
            value = IoTransport.class,
            names = {"EPOLL", "NIO"})
    void resetResetsAndComesBackTenTimesASecond(IoTransport transport) throws IOException {
        Needs.transport(transport.text(), transport.available());
        int times = 5;
        try (Victim victim = new Victim();
                HostileSockets hostile = hostile(false, victim.port(), transport, Map.of(HostileKind.RESET, 1))) {
            long before = System.nanoTime();
            for (int i = 0; i < times; i++) {
                try (Victim.Guest guest = victim.acceptWebSocket()) {
                    assertThrows(SocketException.class, () -> guest.in.readAllBytes(), "it ended by FIN");
                }
            }
            assertTrue(System.nanoTime() - before >= (times - 1) * 100_000_000L, "too fast");
            HostileGroup group = hostile.finish().get(0);
            assertTrue(group.outcomes().getOrDefault("reset by us", 0L) >= times, group::toString);
        }
    }

    @Test
    void aServerThatResetsIsToldAsSuch() throws IOException {
        try (Victim victim = new Victim();
                HostileSockets hostile = one(HostileKind.PING_FLOOD, victim);
                Victim.Guest guest = victim.acceptWebSocket()) {
            guest.in.readUnsignedByte();
            guest.reset();
            awaitEnd(hostile, HostileKind.PING_FLOOD);
            assertOutcomes(hostile, HostileKind.PING_FLOOD, Map.of("reset by the server", 1L));
        }
    }

    @Test
    void aServerThatIsNotThereIsAnOutcomeToo() throws IOException {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        try (HostileSockets hostile = hostile(false, port, IoTransport.best(), Map.of(HostileKind.SILENT, 1))) {
            awaitEnd(hostile, HostileKind.SILENT);
            assertOutcomes(hostile, HostileKind.SILENT, Map.of("127.0.0.1:" + port + ": connection refused", 1L));
        }
    }

    @Test
    @MostlyWaits
    void allKindsWorkThroughTls(@TempDir Path directory) throws Exception {
        Map<HostileKind, Integer> mix = new EnumMap<>(HostileKind.class);
        for (HostileKind kind : HostileKind.values()) {
            mix.put(kind, 2);
        }
        try (FaultyServer server = new FaultyServer(new Fault.None(), new TestCertificate(directory).serverContext());
                HostileSockets hostile = hostile(true, server.port(), IoTransport.best(), mix)) {
            for (HostileKind kind : List.of(HostileKind.UNMASKED, HostileKind.OVERSIZE, HostileKind.RESET)) {
                awaitEnd(hostile, kind);
            }
            Map<String, Map<String, Long>> outcomes = new LinkedHashMap<>();
            hostile.finish().forEach(group -> outcomes.put(group.kind(), group.outcomes()));
            assertTrue(outcomes.get("unmasked").containsKey("closed by the server: Close 1002"), outcomes::toString);
            assertTrue(outcomes.get("oversize").containsKey("closed by the server: Close 1009"), outcomes::toString);
            assertTrue(outcomes.get("reset").containsKey("reset by us"), outcomes::toString);
            for (String kind : List.of("slow-reader", "dribble", "silent", "ping-flood")) {
                assertEquals(Map.of(OPEN, 2L), outcomes.get(kind), outcomes::toString);
            }
        }
    }

    /** Waits until a connection of that kind has ended; the test's own time-out bounds it. */
    private static void awaitEnd(HostileSockets hostile, HostileKind kind) {
        while (hostile.loop.ask(() -> hostile.counts(kind)).join().isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
