package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.NettyDeflate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Subscribers to whom the server sends compressed messages, and event streams beside them, to whom it does not. */
class TopicDeflateTest extends FaultyRuns {
    private static final int WEB_SOCKETS = 6;
    private static final int STREAMS = 2;

    private final AtomicLong compressedIn = new AtomicLong();
    private final AtomicLong compressedOut = new AtomicLong();

    @Override
    Map<String, String> usual() {
        return Map.of(
                "--scenario", "topic",
                "--deflate", "true",
                "--ws", "" + WEB_SOCKETS,
                "--sse", "" + STREAMS,
                "--size", "100B..20KiB",
                "--rate", "50/s",
                "--duration", "1s",
                "--drain", "20s");
    }

    private void assertAllDelivered(RunResult result) {
        assertTrue(result.found().integrity().clean(), run::out);
        assertEquals(List.of(), result.found().failures(), run::out);
        assertEquals(50, books(result, "publish").done(), run::out);
        assertEquals(50 * WEB_SOCKETS, books(result, "deliver.ws").done(), run::out);
        assertEquals(50 * STREAMS, books(result, "deliver.sse").done(), run::out);
        assertEquals(WEB_SOCKETS, result.found().sockets().deflateOffered(), run::out);
        assertEquals(WEB_SOCKETS, result.found().sockets().deflateAgreed(), run::out);
        assertTrue(run.out().contains("deflate agreed on 6 of 6"), run::out);
        assertEquals("offered", result.settings().get("deflate"));
    }

    private List<ChannelHandler> compressing(ChannelHandler... more) {
        return NettyDeflate.counted(compressedIn, compressedOut, List.of(more));
    }

    @Test
    @MostlyWaits
    void whatIsPublishedComesCompressed() throws IOException {
        try (FaultyServer server = new FaultyServer(this::compressing)) {
            assertAllDelivered(load(server));
        }
        assertEquals(50 * WEB_SOCKETS, compressedOut.get());
        assertEquals(0, compressedIn.get(), "subscribers send nothing");
    }

    @Test
    @MostlyWaits
    void orInFragments() throws IOException {
        try (FaultyServer server = new FaultyServer(() -> compressing(NettyDeflate.fragmenting()))) {
            assertAllDelivered(load(server));
        }
    }

    /** A message that can't be inflated ends its socket, which comes back; the event streams miss nothing. */
    @Test
    @MostlyWaits
    void whatCantBeInflatedIsLost() throws IOException {
        AtomicLong messages = new AtomicLong();
        Supplier<ByteBuf> noBlock = () -> Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1});
        try (FaultyServer server =
                new FaultyServer(() -> List.of(NettyDeflate.replacing(noBlock, messages), NettyDeflate.right()))) {
            RunResult result = load(server);
            assertTrue(
                    result.found().sockets().lost() > 0
                            && result.found().sockets().lost() <= messages.get() / 7,
                    run::out);
            assertEquals(1, result.found().failures().size(), run::out);
            assertEquals(
                    "the server violated the protocol: a compressed message can't be inflated: invalid block type",
                    result.found().failures().get(0).what());
            assertTrue(books(result, "deliver.ws").failed() > 0, run::out);
            assertEquals(50 * STREAMS, books(result, "deliver.sse").done(), run::out);
        }
    }
}
