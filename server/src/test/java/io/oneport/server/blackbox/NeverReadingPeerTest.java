package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import io.oneport.server.app.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that ask and ask and never read: they cost the server a bounded amount, delay nobody, and lose nothing. */
class NeverReadingPeerTest extends SharedServerTest {
    private static final long MEBIBYTE = 1 << 20;
    /** Of this the kernel's buffers on both sides may hold the most. */
    private static final long MOST_ACCEPTED = 32 * MEBIBYTE;

    private static final long MOST_MEMORY = 16 * MEBIBYTE;

    /** Checks the reply to one unit. */
    private interface ReplyCheck {
        void accept(InputStream in, int unit) throws IOException;
    }

    /** What is sent again and again, how it ends, and what must come back. */
    private record Flood(
            String name,
            byte[] preface,
            IntFunction<byte[]> unit,
            byte[] ending,
            ReplyCheck expectPreface,
            ReplyCheck expectReply,
            ReplyCheck expectEnding) {
        FloodingPeer connect(int port) throws IOException {
            return new FloodingPeer(port, preface, unit);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    String[] flags() {
        return new String[] {"--worker-threads=1"};
    }

    static Stream<Flood> floods() {
        return Stream.of(gets(), pings(), echoes());
    }

    private static Flood gets() {
        byte[] get = Request.get("/plaintext").bytes();
        byte[] notFound = Request.get("/nope").bytes();
        return new Flood(
                "GETs",
                new byte[0],
                i -> i % 10 == 0 ? notFound : get,
                Request.get("/healthz").with("Connection: close").bytes(),
                (in, unit) -> {},
                (in, unit) -> assertEquals(
                        unit % 10 == 0 ? 404 : 200, HttpAnswer.read(in, false).status(), "request " + unit),
                (in, unit) -> assertTrue(HttpAnswer.read(in, false).closes()));
    }

    private static Flood pings() {
        return webSocketFlood("pings", i -> Frames.ping(Bytes.utf8("ping " + i)), (in, unit) -> {
            ServerFrame frame = ServerFrame.read(in);
            assertEquals(Frames.PONG, frame.opcode(), frame::toString);
            assertEquals("ping " + unit, frame.text());
        });
    }

    private static Flood echoes() {
        return webSocketFlood("echoes of 32 KiB", i -> Frames.binary(numbered(i)), (in, unit) -> {
            ServerFrame frame = ServerFrame.read(in);
            assertEquals(Frames.BINARY, frame.opcode(), frame::toString);
            assertArrayEquals(numbered(unit), frame.payload());
        });
    }

    private static byte[] numbered(int number) {
        byte[] payload = Bytes.letters(32 * 1024);
        byte[] digits = Bytes.utf8(number + " ");
        System.arraycopy(digits, 0, payload, 0, digits.length);
        return payload;
    }

    private static Flood webSocketFlood(String name, IntFunction<byte[]> unit, ReplyCheck expectReply) {
        return new Flood(
                name,
                Request.upgrade("/echo").bytes(),
                unit,
                Frames.close(1000, ""),
                (in, none) -> assertEquals(101, HttpAnswer.read(in, false).status()),
                expectReply,
                (in, none) -> assertEquals(1000, ServerFrame.read(in).closeCode()));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void isHeldBackAndThenServedCompletely(Flood flood) throws Exception {
        try (FloodingPeer peer = flood.connect(port());
                RawSocket webSocket = webSocket();
                RawSocket http = connect()) {
            long before = memory();
            long accepted = peer.sendUntilStuck(2 * MOST_ACCEPTED);
            long grown = memory() - before;
            System.out.printf("%s: stuck after %d KiB, memory %+d KiB%n", flood, accepted >> 10, grown >> 10);
            assertTrue(accepted < MOST_ACCEPTED, "accepted " + accepted);
            assertTrue(grown < MOST_MEMORY, "memory grew by " + grown);

            webSocket.expectEcho("a sibling's echo");
            http.expectPlaintext();

            InputStream replies = new ByteArrayInputStream(peer.finishAndReadAll(flood.ending));
            flood.expectPreface.accept(replies, 0);
            for (int unit = 0; unit < peer.units(); unit++) {
                flood.expectReply.accept(replies, unit);
            }
            flood.expectEnding.accept(replies, 0);
            assertEquals(-1, replies.read(), "nothing behind the end");
        }
    }

    /** What Netty holds outside the heap and what is left on it after a collection. */
    private static long memory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long direct = Math.max(0, PlatformDependent.usedDirectMemory());
        return direct + runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void twentyPeersThatNeverReadDelayNobody() throws Exception {
        FloodingPeer[] peers = new FloodingPeer[20];
        try (RawSocket webSocket = webSocket();
                RawSocket http = connect()) {
            for (int i = 0; i < peers.length; i++) {
                peers[i] = floods().skip(i % 3).findFirst().orElseThrow().connect(port());
                peers[i].sendUntilStuck(MEBIBYTE);
                webSocket.expectEcho("beside " + (i + 1) + " peers");
                http.expectPlaintext();
            }
        } finally {
            for (FloodingPeer peer : peers) {
                if (peer != null) {
                    peer.close();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("floods")
    void isCutAfterTheStallTimeout(Flood flood) throws Exception {
        try (TestServer server = TestServer.start("--stall-timeout=500ms");
                FloodingPeer peer = flood.connect(server.port());
                RawSocket webSocket = RawSocket.webSocket(server.port())) {
            long start = System.nanoTime();
            assertTrue(peer.isCutWithin(40_000), "must be cut");
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 450, "cut already after " + millis + " ms");
            webSocket.expectEcho("siblings stay");
        }
    }

    /** Its pongs show that it lives; its replies, fewer than the outbound buffer takes, it never accepts. */
    @Test
    void isCutAfterTheStallTimeoutThoughItsRepliesFitTheOutboundBuffer() throws Exception {
        byte[] pong = Frames.pong(new byte[0]);
        IntFunction<byte[]> unit = i -> i < 400 ? Frames.binary(numbered(i)) : pong;
        byte[] upgrade = Request.upgrade("/echo").bytes();
        try (TestServer server = TestServer.start("--stall-timeout=500ms", "--outbound-buffer=64MiB");
                FloodingPeer peer = new FloodingPeer(server.port(), upgrade, unit)) {
            assertTrue(peer.isCutWithin(40_000), "must be cut");
        }
    }

    @Test
    void aTinyOutboundBufferLosesNothing() throws Exception {
        Flood flood = echoes();
        try (TestServer server = TestServer.start("--outbound-buffer=1KiB");
                FloodingPeer peer = flood.connect(server.port())) {
            peer.sendUntilStuck(MEBIBYTE);
            InputStream replies = new ByteArrayInputStream(peer.finishAndReadAll(flood.ending));
            flood.expectPreface.accept(replies, 0);
            for (int unit = 0; unit < peer.units(); unit++) {
                flood.expectReply.accept(replies, unit);
            }
            flood.expectEnding.accept(replies, 0);
        }
    }

    @Test
    void aPeerThatIsOnlySlowIsNotCut() throws Exception {
        int messages = 60;
        byte[] payload = Bytes.letters(32 * 1024);
        // It takes longer than that in all, and never comes near it between two reads, unless the machine stands still.
        try (TestServer server = TestServer.start("--stall-timeout=3s");
                SlowReader reader = new SlowReader(server.port(), messages, payload)) {
            assertEquals(messages, reader.readAllInSteps(40, 100), "echoes");
        }
    }

    @Test
    void aPeerThatReadsAllIsNotCutWhileItIsSilent() throws Exception {
        try (TestServer server = TestServer.start("--stall-timeout=100ms");
                RawSocket webSocket = RawSocket.webSocket(server.port());
                RawSocket http = RawSocket.connect(server.port())) {
            http.expectPlaintext();
            webSocket.expectEcho("all read");
            try (FloodingPeer peer = gets().connect(server.port())) {
                assertTrue(peer.isCutWithin(40_000), "time has passed");
            }
            assertFalse(http.hasInput() || webSocket.hasInput(), "nothing was sent");
            http.expectPlaintext();
            webSocket.expectEcho("still open");
        }
    }
}
