package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import io.oneport.server.app.TestServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
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

    @Override
    String[] flags() {
        return new String[] {"--worker-threads=1"};
    }

    static Stream<Flood> floods() {
        return Flood.all();
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

            InputStream replies = new ByteArrayInputStream(peer.finishAndReadAll(flood.ending()));
            flood.expectPreface().accept(replies, 0);
            for (int unit = 0; unit < peer.units(); unit++) {
                flood.expectReply().accept(replies, unit);
            }
            flood.expectEnding().accept(replies, 0);
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

    @Test
    void aTinyOutboundBufferLosesNothing() throws Exception {
        Flood flood = Flood.echoes();
        try (TestServer server = TestServer.start("--outbound-buffer=1KiB");
                FloodingPeer peer = flood.connect(server.port())) {
            peer.sendUntilStuck(MEBIBYTE);
            InputStream replies = new ByteArrayInputStream(peer.finishAndReadAll(flood.ending()));
            flood.expectPreface().accept(replies, 0);
            for (int unit = 0; unit < peer.units(); unit++) {
                flood.expectReply().accept(replies, unit);
            }
            flood.expectEnding().accept(replies, 0);
        }
    }
}
