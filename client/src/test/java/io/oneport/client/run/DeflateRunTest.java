package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.NettyDeflate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression over real sockets, against Netty's: it shares no code with the client's. */
class DeflateRunTest {
    private static final int SOCKETS = 10;

    @TempDir
    private Path out;

    private CommandRun run;

    private final AtomicLong compressedIn = new AtomicLong();
    private final AtomicLong compressedOut = new AtomicLong();

    private FaultyServer compressing(Supplier<List<ChannelHandler>> more) {
        return new FaultyServer(() -> NettyDeflate.counted(compressedIn, compressedOut, more.get()));
    }

    private RunResult load(FaultyServer server, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                server.url(),
                "--deflate",
                "--quiet",
                "--ws=" + SOCKETS,
                "--http=0",
                "--warmup=0s",
                "--duration=1s",
                "--out=" + out));
        arguments.addAll(List.of(more));
        run = CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
        assertEquals("", run.err(), run::out);
        RunResult result = ResultJson.read(out.resolve("result.json"));
        result.found().books().forEach(books -> assertTrue(books.closed(), books::toString));
        return result;
    }

    private void assertClean(RunResult result) {
        boolean valid = result.found().validity().verdict() != Validity.Verdict.INVALID;
        assertEquals(valid ? ExitCode.PASS : ExitCode.INVALID, run.status(), run::out);
        assertTrue(result.found().integrity().clean(), run::out);
        assertEquals(List.of(), result.found().failures(), run::out);
        for (Books books : result.found().books()) {
            assertTrue(books.scheduled() > 0 && books.done() == books.scheduled(), run::out);
        }
    }

    private void assertAgreed(RunResult result) {
        assertEquals(
                result.found().sockets().upgraded(), result.found().sockets().deflateOffered(), run::out);
        assertEquals(
                result.found().sockets().upgraded(), result.found().sockets().deflateAgreed(), run::out);
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"16B", "128B", "16B..64KiB", "64KiB"})
    void messagesOfAllSizesComeBack(String size) throws IOException {
        try (FaultyServer server = compressing(List::of)) {
            RunResult result = load(server, "--size=" + size, "--rate=20/s");
            assertClean(result);
            assertAgreed(result);
            assertEquals(SOCKETS, result.found().sockets().upgraded());
            assertEquals("offered", result.settings().get("deflate"));
            assertTrue(run.out().contains("deflate agreed on 10 of 10"), run::out);
        }
        // Few of the shortest get any shorter, and the others go as they are; Netty compresses every echo.
        assertTrue(size.equals("16B") || compressedIn.get() > 100, compressedIn::toString);
        assertTrue(compressedOut.get() > 100, compressedOut::toString);
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"--text", "--no-integrity", "--arrival=closed", "--scenario=churn", "--scenario=idle"})
    void whateverTheLoadIs(String option) throws IOException {
        try (FaultyServer server = compressing(List::of)) {
            RunResult result = load(server, option);
            assertClean(result);
            assertAgreed(result);
        }
        assertTrue(compressedIn.get() >= SOCKETS, compressedIn::toString);
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"--text", "--integrity"})
    void messagesMayComeInFragments(String option) throws IOException {
        try (FaultyServer server = compressing(() -> List.of(NettyDeflate.fragmenting()))) {
            RunResult result = load(server, option, "--size=100B..64KiB");
            assertClean(result);
            assertAgreed(result);
        }
        assertTrue(compressedOut.get() > 50, compressedOut::toString);
    }

    /** As it comes, this one takes no offer that forbids it to keep its window. */
    @Test
    @MostlyWaits
    void aServerThatDeclinesIsLoadedUncompressed() throws IOException {
        try (FaultyServer server = new FaultyServer(() -> List.of(
                NettyDeflate.counting(compressedIn, compressedOut), new WebSocketServerCompressionHandler(1 << 20)))) {
            RunResult result = load(server);
            assertClean(result);
            assertEquals(SOCKETS, result.found().sockets().deflateOffered());
            assertEquals(0, result.found().sockets().deflateAgreed());
            assertTrue(run.out().contains("deflate agreed on 0 of 10"), run::out);
            assertTrue(run.out().contains("the server declined deflate on 10 of 10 sockets"), run::out);
        }
        assertEquals(0, compressedIn.get() + compressedOut.get());
    }

    @Test
    @MostlyWaits
    void withoutTheOptionNothingIsOffered() throws IOException {
        try (FaultyServer server = compressing(List::of)) {
            run = CommandRun.of(
                    new RunCommand(),
                    server.url(),
                    "--quiet",
                    "--ws=2",
                    "--http=0",
                    "--warmup=0s",
                    "--duration=500ms",
                    "--out=" + out);
            RunResult result = ResultJson.read(out.resolve("result.json"));
            assertClean(result);
            assertEquals(
                    0,
                    result.found().sockets().deflateOffered()
                            + result.found().sockets().deflateAgreed());
            assertTrue(!run.out().contains("deflate"), run::out);
        }
        assertEquals(0, compressedIn.get() + compressedOut.get());
    }

    @Test
    @MostlyWaits
    void anAnswerThatDoesNotFitTheOfferIsAFailedUpgrade() throws IOException {
        AtomicLong asked = new AtomicLong();
        Map<String, String> takeover = Map.of("server_max_window_bits", "12");
        try (FaultyServer server = new FaultyServer(() -> List.of(NettyDeflate.answering(takeover, 2, asked)))) {
            RunResult result = load(server);
            assertTrue(result.found().integrity().clean(), run::out);
            assertTrue(result.found().sockets().failed() > 0, run::out);
            assertAgreed(result);
            assertEquals(1, result.found().failures().size(), run::out);
            assertEquals(
                    result.found().sockets().failed(),
                    result.found().failures().get(0).count());
            assertEquals(
                    "the answer to the upgrade is wrong: Sec-WebSocket-Extensions: permessage-deflate;"
                            + "server_max_window_bits=12 (expected: server_no_context_takeover, as no window is kept for a"
                            + " socket between messages)",
                    result.found().failures().get(0).what());
        }
    }

    @Test
    @MostlyWaits
    void ifNoAnswerFitsTheTargetIsUnfit() {
        Map<String, String> unasked = Map.of("client_max_window_bits", "12");
        try (FaultyServer server =
                new FaultyServer(() -> List.of(NettyDeflate.answering(unasked, 1, new AtomicLong())))) {
            run = CommandRun.of(new RunCommand(), server.url(), "--deflate", "--quiet");
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::out);
            assertTrue(
                    run.err().contains(": a WebSocket at /echo with --deflate: the answer to the upgrade is"),
                    run::err);
            assertTrue(run.err().contains("(expected: no client_max_window_bits, as it was not offered)"), run::err);
            assertEquals(1, run.err().lines().count(), run::err);
        }
    }

    /** Some of the server's messages are others than they should be: gives how the client calls what befell it. */
    private String failureBy(Supplier<ByteBuf> instead) throws IOException {
        AtomicLong messages = new AtomicLong();
        try (FaultyServer server =
                new FaultyServer(() -> List.of(NettyDeflate.replacing(instead, messages), NettyDeflate.right()))) {
            RunResult result = load(server);
            long replaced = messages.get() / 7;
            assertTrue(
                    result.found().sockets().lost() > 0
                            && result.found().sockets().lost() <= replaced,
                    run::out);
            assertTrue(
                    result.found().books().stream()
                            .anyMatch(books -> books.name().equals("ws") && books.failed() > 0),
                    run::out);
            assertEquals(1, result.found().failures().size(), run::out);
            assertEquals(
                    result.found().sockets().lost(),
                    result.found().failures().get(0).count(),
                    run::out);
            return result.found().failures().get(0).what();
        }
    }

    @Test
    @MostlyWaits
    void whatCantBeInflatedIsAFailure() throws IOException {
        assertEquals(
                "the server violated the protocol: a compressed message can't be inflated: invalid block" + " type",
                failureBy(() -> Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1})));
    }

    @Test
    @MostlyWaits
    void aBombIsAFailure() throws IOException {
        Deflater packer = new Deflater(Deflater.BEST_COMPRESSION, true);
        packer.setInput(new byte[64 << 20]);
        byte[] bomb = new byte[100_000];
        int length = packer.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH) - 4;
        packer.end();
        assertEquals(
                "a compressed message that is longer once it is inflated: this client takes at most 1MiB",
                failureBy(() -> Unpooled.copiedBuffer(bomb, 0, length)));
    }
}
