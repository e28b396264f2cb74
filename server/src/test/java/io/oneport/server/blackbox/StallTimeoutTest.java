package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that do not read what they are sent are cut after stall-timeout, and nobody else is. */
class StallTimeoutTest {
    static Stream<Flood> floods() {
        return Flood.all();
    }

    @ParameterizedTest
    @MostlyWaits
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
    @MostlyWaits
    void isCutAfterTheStallTimeoutThoughItsRepliesFitTheOutboundBuffer() throws Exception {
        byte[] pong = Frames.pong(new byte[0]);
        IntFunction<byte[]> unit = i -> i < 400 ? Frames.binary(Flood.numbered(i)) : pong;
        byte[] upgrade = Request.upgrade("/echo").bytes();
        try (TestServer server = TestServer.start("--stall-timeout=500ms", "--outbound-buffer=64MiB");
                FloodingPeer peer = new FloodingPeer(server.port(), upgrade, unit)) {
            assertTrue(peer.isCutWithin(40_000), "must be cut");
        }
    }

    @Test
    @MostlyWaits
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
    @MostlyWaits
    void aPeerThatReadsAllIsNotCutWhileItIsSilent() throws Exception {
        try (TestServer server = TestServer.start("--stall-timeout=100ms");
                RawSocket webSocket = RawSocket.webSocket(server.port());
                RawSocket http = RawSocket.connect(server.port())) {
            http.expectPlaintext();
            webSocket.expectEcho("all read");
            try (FloodingPeer peer = Flood.gets().connect(server.port())) {
                assertTrue(peer.isCutWithin(40_000), "time has passed");
            }
            assertFalse(http.hasInput() || webSocket.hasInput(), "nothing was sent");
            http.expectPlaintext();
            webSocket.expectEcho("still open");
        }
    }
}
