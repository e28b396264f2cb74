package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.PlainServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What breaks the protocol, once in a while, is no clean run: what came is not what anybody sent. */
@Timeout(60)
class ProtocolFaultsTest {
    private static final int EVERY = 10;
    /** More than --timeout after a message was sent. */
    private static final long GIVEN_UP_NANOS = 1_500_000_000;

    @TempDir
    private Path out;

    private CommandRun run;

    /** How every tenth answer is wrong. */
    private enum Wrong {
        RESERVED_BIT("a reserved bit is set"),
        MASKED("the server's frames must not be masked"),
        UNKNOWN_OPCODE("an unknown opcode 3"),
        LONG_LENGTH("a length that is not in its shortest form"),
        CONTINUATION("a continuation of nothing");

        private final String said;

        Wrong(String said) {
            this.said = said;
        }

        byte[] frame(PlainServer.Frame echo) {
            byte[] right = PlainServer.frame(echo.opcode(), echo.payload());
            int header = right.length - echo.payload().length;
            switch (this) {
                case RESERVED_BIT -> right[0] |= 0x20;
                case MASKED -> right[1] |= (byte) 0x80;
                case UNKNOWN_OPCODE -> right[0] = (byte) 0x83;
                case CONTINUATION -> right[0] = (byte) 0x80;
                case LONG_LENGTH -> {
                    byte[] longer = new byte[4 + 100];
                    longer[0] = right[0];
                    longer[1] = 126;
                    longer[3] = 100;
                    System.arraycopy(right, header, longer, 4, 100);
                    return longer;
                }
            }
            return right;
        }
    }

    private RunResult load(PlainServer server, String... options) throws IOException {
        String[] usual = {
            "http://127.0.0.1:" + server.start(),
            "--quiet",
            "--warmup=0s",
            "--duration=1s",
            "--timeout=1s",
            "--arrival=uniform",
            "--out=" + out
        };
        List<String> all = new ArrayList<>(List.of(usual));
        for (String option : options) {
            all.removeIf(one -> one.startsWith(option.substring(0, option.indexOf('=') + 1)));
            all.add(option);
        }
        run = CommandRun.of(new RunCommand(), all.toArray(String[]::new));
        return ResultJson.read(out.resolve("result.json"));
    }

    private void assertCorrupted(RunResult result, long faults, String said) {
        Integrity found = result.found().integrity();
        // What comes after the last answer that is waited for may come too late to be seen.
        assertTrue(found.corrupted() > 0 && found.corrupted() <= faults && found.corrupted() >= faults - 2, run::out);
        assertEquals(0, found.lost() + found.duplicated() + found.crossed() + found.reordered(), run::out);
        assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::out);
        assertTrue(result.found().failures().stream().anyMatch(one -> one.what().contains(said)), run::out);
    }

    @ParameterizedTest
    @EnumSource
    @MostlyWaits
    void framesThatAreNone(Wrong wrong) throws IOException {
        AtomicInteger messages = new AtomicInteger();
        AtomicInteger faults = new AtomicInteger();
        try (PlainServer server = new PlainServer() {
            @Override
            protected void message(Peer peer, Frame frame) throws IOException {
                if (messages.incrementAndGet() % EVERY == 0) {
                    faults.incrementAndGet();
                    peer.out().write(wrong.frame(frame));
                } else {
                    super.message(peer, frame);
                }
            }
        }) {
            RunResult result = load(server, "--http=0", "--ws=2", "--rate=20/s");
            assertCorrupted(result, faults.get(), wrong.said);
        }
    }

    /** A page server of which every tenth response is another one. */
    private static final class Pages extends PlainServer {
        private final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger faults = new AtomicInteger();
        private final String wrong;
        private final boolean ends;

        Pages(String wrong, boolean ends) throws IOException {
            this.wrong = wrong;
            this.ends = ends;
        }

        @Override
        protected void page(Peer peer, String head) throws IOException {
            if (asked.incrementAndGet() % EVERY != 0) {
                super.page(peer, head);
                return;
            }
            faults.incrementAndGet();
            peer.write(wrong);
            if (ends) {
                peer.socket().close();
            }
        }
    }

    private RunResult pages(Pages server) throws IOException {
        return load(server, "--ws=0", "--http=2", "--http-rate=20/s");
    }

    @Test
    @MostlyWaits
    void aResponseThatIsCutShort() throws IOException {
        try (Pages server = new Pages("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", true)) {
            RunResult result = pages(server);
            assertCorrupted(result, server.faults.get(), "in the middle of a response");
        }
    }

    @Test
    @MostlyWaits
    void bytesThatBelongToNoResponse() throws IOException {
        try (Pages server = new Pages("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, world", false)) {
            RunResult result = pages(server);
            // To this client they are the next response, if it has asked by then.
            assertCorrupted(result, server.faults.get(), "response");
        }
    }

    @Test
    @MostlyWaits
    void bytesThatAreNoResponse() throws IOException {
        try (Pages server = new Pages("hello, world\r\n\r\n", false)) {
            RunResult result = pages(server);
            assertCorrupted(result, server.faults.get(), "not an HTTP/1.1 response");
        }
    }

    /** Some servers close an idle connection with a response that nobody asked for. */
    @Test
    @MostlyWaits
    void aServerThatClosesWith408BreaksNothing() throws IOException {
        try (PlainServer server = new PlainServer() {
            private final AtomicInteger asked = new AtomicInteger();

            @Override
            protected void page(Peer peer, String head) throws IOException {
                super.page(peer, head);
                if (asked.incrementAndGet() % EVERY == 0) {
                    peer.write("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    peer.socket().close();
                }
            }
        }) {
            RunResult result = load(server, "--ws=0", "--http=2", "--http-rate=20/s");
            assertEquals(0, result.found().integrity().wrong(), run::out);
            assertTrue(result.found().integrity().answers() > 2 * EVERY, run::out);
        }
    }

    /** It was given up before it came to another socket: it counts once. */
    @Test
    @MostlyWaits
    void aMessageThatIsLateAndCrossedCountsOnce() throws IOException {
        int held = 5;
        try (PlainServer server = new PlainServer() {
            private final AtomicIntegerArray messages = new AtomicIntegerArray(100);
            private volatile byte[] late;
            private volatile long lateNanos;

            @Override
            protected void message(Peer peer, Frame frame) throws IOException {
                // The first one is the look before the run.
                int count = messages.incrementAndGet(peer.number());
                if (peer.number() == 1 && count == held) {
                    lateNanos = System.nanoTime();
                    late = frame.payload();
                    return;
                }
                super.message(peer, frame);
                byte[] crossing = late;
                if (peer.number() == 2 && crossing != null && System.nanoTime() - lateNanos > GIVEN_UP_NANOS) {
                    late = null;
                    peer.out().write(frame(frame.opcode(), crossing));
                }
            }
        }) {
            RunResult result = load(server, "--http=0", "--ws=2", "--rate=20/s", "--duration=4s");
            assertEquals(1, result.found().integrity().crossed(), run::out);
            result.found().books().forEach(books -> assertTrue(books.closed(), books::toString));
        }
    }

    /** As with messages: sent, and not answered within --timeout. */
    @Test
    @MostlyWaits
    void aRequestWithoutAResponseIsLost() throws IOException {
        try (Pages server = new Pages("", false)) {
            RunResult result = pages(server);
            assertTrue(result.found().integrity().lost() > 0, run::out);
            assertEquals(0, result.found().integrity().corrupted(), run::out);
            assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::out);
        }
    }

    private RunResult steps(Pages server) throws IOException {
        Path file = out.resolve("scenario.yaml");
        Files.writeString(file, "users: 2\narrival: 40/s\nsteps:\n  - name: page\n    http: {url: /}\n");
        return load(server, "--scenario-file=" + file);
    }

    @Test
    @MostlyWaits
    void aStepWithoutAResponseIsLost() throws IOException {
        try (Pages server = new Pages("", false)) {
            RunResult result = steps(server);
            assertTrue(result.found().integrity().lost() > 0, run::out);
            assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::out);
        }
    }

    @Test
    @MostlyWaits
    void aStepWhoseConnectionEndsIsSaidWithItsSource() throws IOException {
        try (Pages server = new Pages("", true)) {
            FailureGroup failure = steps(server).found().failures().get(0);
            assertEquals("step page: the server closed the connection before it answered", failure.what());
            assertEquals("127.0.0.1", failure.source());
        }
    }

    /** What is too long for this client breaks no rule. */
    @Test
    @MostlyWaits
    void aMessageThatIsTooLongForThisClientIsNoFault() throws IOException {
        AtomicInteger messages = new AtomicInteger();
        try (PlainServer server = new PlainServer() {
            @Override
            protected void message(Peer peer, Frame frame) throws IOException {
                super.message(peer, frame);
                if (messages.incrementAndGet() % EVERY == 0) {
                    peer.out().write(frame(2, new byte[2 << 20]));
                }
            }
        }) {
            RunResult result = load(server, "--http=0", "--ws=2", "--rate=20/s");
            assertEquals(0, result.found().integrity().corrupted(), run::out);
            assertEquals(
                    "a frame of 2097152 bytes: this client takes at most 1MiB",
                    result.found().failures().get(0).what());
        }
    }

    /** A server may choose a coding where none was asked for (RFC 9110, section 12.5.3). */
    @Test
    @MostlyWaits
    void aRefusalThatIsEncodedIsRead() throws IOException {
        byte[] body = gzip("the database is away");
        try (PlainServer server = new PlainServer() {
            @Override
            protected void page(Peer peer, String head) throws IOException {
                peer.write("HTTP/1.1 503 Service Unavailable\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + body.length + "\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1));
            }
        }) {
            String url = "http://127.0.0.1:" + server.start();
            run = CommandRun.of(new RunCommand(), url, "--quiet", "--ws=0", "--http=1", "--duration=1s");
            assertEquals(ExitCode.UNREACHABLE, run.status());
            assertTrue(run.err().contains("503 Service Unavailable: the database is away"), run::err);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
