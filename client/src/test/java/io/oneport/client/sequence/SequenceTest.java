package io.oneport.client.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ErrorReport;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.PlainServer;
import io.oneport.client.testing.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SequenceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        ErrorReport errors = new ErrorReport();
        return new CommandLine(new SequenceCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
    }

    private void assertFails(PlainServer server, String verdict) throws IOException {
        try (server) {
            assertEquals(ExitCode.VERIFICATION_FAILED, run("--timeout", "1s", "http://127.0.0.1:" + server.start()));
        }
        String last = out.toString().lines().reduce((before, line) -> line).orElseThrow();
        assertTrue(last.startsWith(verdict), last);
        assertEquals("", err.toString());
    }

    private void assertPasses(String... args) {
        assertEquals(ExitCode.PASS, run(args), () -> out.toString() + err);
        assertTrue(out.toString().endsWith("PASS 9 of 9 steps" + System.lineSeparator()), out::toString);
        for (int step = 1; step <= 9; step++) {
            assertTrue(("\n" + out).contains("\n" + step + "  "), "step " + step + " is not traced");
        }
    }

    @Test
    void holdsAgainstNetty() {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            assertPasses("ws://127.0.0.1:" + server.port());
        }
    }

    @Test
    @MostlyWaits
    void holdsThroughTls(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory);
        Path pem = directory.resolve("ca.pem");
        certificate.writePem(pem);
        try (FaultyServer server = new FaultyServer(new Fault.None(), certificate.serverContext())) {
            assertPasses("--cacert", pem.toString(), "https://127.0.0.1:" + server.port());
        }
    }

    @Test
    @MostlyWaits
    void aCertificateThatNobodyTrustsMakesTheServerUnreachable(@TempDir Path directory) throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None(), new TestCertificate(directory).serverContext())) {
            assertEquals(ExitCode.UNREACHABLE, run("wss://127.0.0.1:" + server.port()));
            assertTrue(err.toString().startsWith("127.0.0.1:" + server.port() + ": TLS: "), err::toString);
        }
    }

    @Test
    void holdsAgainstBlockingSockets() throws IOException {
        try (PlainServer server = new PlainServer()) {
            assertPasses("http://127.0.0.1:" + server.start());
        }
    }

    @Test
    void aTargetThatIsNoWebSocketIsTold() {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            assertEquals(
                    ExitCode.VERIFICATION_FAILED, run("--ws-path", "/nowhere", "http://127.0.0.1:" + server.port()));
            assertTrue(
                    out.toString()
                            .contains("FAIL step 2: A: upgrade on /nowhere: the server refused to upgrade: "
                                    + "404 Not Found: nothing here"),
                    out::toString);
        }
    }

    @Test
    void aWrongAcceptFailsStep2() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected String switching(String key) {
                        return super.switching("not" + key);
                    }
                },
                "FAIL step 2: A: upgrade on /echo: the answer to the upgrade is wrong: Sec-WebSocket-Accept: ");
    }

    @Test
    void aMissingUpgradeFailsStep2() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected String switching(String key) {
                        return super.switching(key).replace("Upgrade: websocket\r\n", "");
                    }
                },
                "FAIL step 2: A: upgrade on /echo: the answer to the upgrade is wrong: Upgrade: (nothing)");
    }

    @Test
    void aSubprotocolThatNobodyOfferedFailsStep2() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected String switching(String key) {
                        return super.switching(key).replace("Upgrade: w", "Sec-WebSocket-Protocol: mqtt\r\nUpgrade: w");
                    }
                },
                "FAIL step 2: A: upgrade on /echo: the answer to the upgrade is wrong: Sec-WebSocket-Protocol: mqtt");
    }

    @Test
    void aServerThatClosesAtOnceFailsStep2() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void upgrade(Peer peer, String key) throws IOException {
                        peer.socket().close();
                    }
                },
                "FAIL step 2: A: upgrade on /echo: the server closed the connection before it answered");
    }

    @Test
    void aServerThatResetsFailsStep2() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void upgrade(Peer peer, String key) throws IOException {
                        peer.socket().setSoLinger(true, 0);
                        peer.socket().close();
                    }
                },
                "FAIL step 2: A: upgrade on /echo: Connection reset");
    }

    @Test
    @MostlyWaits
    void aServerThatNeverAnswersFailsStep2() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void upgrade(Peer peer, String key) {}
                },
                "FAIL step 2: A: upgrade on /echo: no answer to the upgrade within 1s");
    }

    @Test
    void aFrameBehindThe101ThatIsNoEchoFailsStep3() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void upgrade(Peer peer, String key) throws IOException {
                        peer.write(switching(key) + new String(text("welcome"), "ISO-8859-1"));
                    }
                },
                "FAIL step 3: A: no echo: sent text of 0 bytes '', but what came is text of 7 bytes 'welcome'"
                        + " (expected: the same message back; --ws-path names another echo)");
    }

    @Test
    void aChangedPayloadFailsStep3() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void message(Peer peer, Frame frame) throws IOException {
                        if (frame.payload().length == 126) {
                            frame.payload()[125]++;
                        }
                        super.message(peer, frame);
                    }
                },
                "FAIL step 3: A: no echo: sent text of 126 bytes 'A 0123456789 A");
    }

    @Test
    void aCloseInsteadOfAnEchoFailsStep3() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void message(Peer peer, Frame frame) throws IOException {
                        peer.out().write(frame(CLOSE, new byte[] {0x03, (byte) 0xf0}));
                        peer.socket().close();
                    }
                },
                "FAIL step 3: A: no echo: sent text of 0 bytes '', but closed by server: 1008");
    }

    @Test
    void aSiblingTakenForAWebSocketFailsStep5() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void page(Peer peer, String head) throws IOException {
                        peer.out().write(text("you are a WebSocket, are you not?\r\n"));
                    }
                },
                "FAIL step 5: B: GET /plaintext: not an HTTP/1.1 response: ");
    }

    @Test
    void aPageThatIsMissingFailsStep5() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void page(Peer peer, String head) throws IOException {
                        peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
                    }
                },
                "FAIL step 5: B: GET /plaintext: 404 Not Found: none (expected: 200; --http-path names another page)");
    }

    @Test
    @MostlyWaits
    void aSocketLeftOpenFailsStep6() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void page(Peer peer, String head) throws IOException {
                        super.page(peer, head.replace("close", "keep-alive"));
                    }
                },
                "FAIL step 6: B: the server did not close after Connection: close within 1s");
    }

    @Test
    void aSocketClosedAfterKeepAliveFailsStep7() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void page(Peer peer, String head) throws IOException {
                        super.page(peer, peer.number() == 2 ? head.replace("keep-alive", "close") : head);
                    }
                },
                "FAIL step 8: C: upgrade on /echo: ");
    }

    @Test
    @MostlyWaits
    void crossedMessagesFailStep9() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void message(Peer peer, Frame frame) throws IOException {
                        super.message(peer.number() == 2 ? peers.get(0) : peer, frame);
                    }
                },
                "FAIL step 9: crossed: A got text of 8 bytes 'C turn 6', which C sent");
    }

    @Test
    @MostlyWaits
    void messagesCrossedTheOtherWayFailStep9() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void message(Peer peer, Frame frame) throws IOException {
                        boolean crossed = Arrays.equals(frame.payload(), "A turn 5".getBytes(StandardCharsets.UTF_8));
                        super.message(crossed ? peers.get(2) : peer, frame);
                    }
                },
                "FAIL step 9: crossed: C got text of 8 bytes 'A turn 5', which A sent");
    }

    @Test
    @MostlyWaits
    void aConnectionLeftOpenAfterCloseFailsStep9() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void closing(Peer peer, Frame frame) throws IOException {
                        peer.out().write(frame(CLOSE, frame.payload()));
                    }
                },
                "FAIL step 9: A: close: the server sent its Close frame but left the connection open");
    }

    @Test
    void aCloseWithoutAnAnswerFailsStep9() throws IOException {
        assertFails(
                new PlainServer() {
                    @Override
                    protected void closing(Peer peer, Frame frame) throws IOException {
                        peer.socket().close();
                    }
                },
                "FAIL step 9: A: close: the server ended the connection without a Close frame");
    }
}
