package io.oneport.client.cat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.Ending;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.cli.LocalFailure;
import io.oneport.client.cli.TextForm;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.PlainServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final Duration WAIT = Duration.ofMillis(300);
    private static final int MAX_MESSAGE = 1 << 20;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Ending run(int port, Console console) throws IOException, InterruptedException {
        Target target = new Target(false, "127.0.0.1", port, "/echo");
        try (Connector connector = new Connector(target, Trust.PLATFORM, Limits.DEFAULTS)) {
            Inbox inbox = new Inbox();
            ClientHandshake handshake = new ClientHandshake(target, List.of(), List.of(), new Random());
            WebSocketConnection connection = Await.of(connector.open().upgrade(handshake, inbox));
            return new Conversation(connection, inbox, console, WAIT).run();
        }
    }

    private Console lines(InputStream in) {
        return new PipeConsole(in, out, false, MAX_MESSAGE);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesAreSentAndWhatComesIsPrinted() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            Ending ending = run(server.port(), lines(bytes("hi\n\nhéllo\nno newline")));
            assertEquals("closed: 1000", ending.sentence());
        }
        assertEquals("hi\n\nhéllo\nno newline\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void bytesPassRaw() throws Exception {
        byte[] raw = new byte[100_000];
        new Random(7).nextBytes(raw);
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            run(server.port(), new PipeConsole(new ByteArrayInputStream(raw), out, true, MAX_MESSAGE));
        }
        assertEquals(
                List.of(raw.length, Arrays.hashCode(raw)), List.of(out.size(), Arrays.hashCode(out.toByteArray())));
    }

    @Test
    void nothingIsLostBehindASlowOutput() throws Exception {
        String input = ("x".repeat(1000) + "\n").repeat(5000);
        OutputStream slow = new OutputStream() {
            private int written;

            @Override
            public void write(int next) {
                out.write(next);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                if (++written % 50 == 0) {
                    Thread.yield();
                }
            }
        };
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            run(server.port(), new PipeConsole(bytes(input), slow, false, MAX_MESSAGE));
        }
        assertEquals(input.length(), out.size());
    }

    @Test
    void theServersCloseEndsItWhileInputIsOpen() throws Exception {
        PlainServer server = new PlainServer() {
            @Override
            protected void upgrade(Peer peer, String key) throws IOException {
                peer.write(switching(key));
                peer.out().write(text("bye"));
                peer.out().write(frame(CLOSE, new byte[] {0x03, (byte) 0xe9, 'g', 'o', 'i', 'n', 'g'}));
            }

            @Override
            protected void closing(Peer peer, Frame frame) throws IOException {
                peer.socket().close();
            }
        };
        try (server;
                PipedOutputStream neverWritten = new PipedOutputStream()) {
            Ending ending = run(server.start(), lines(new PipedInputStream(neverWritten)));
            assertEquals("closed by server: 1001 going", ending.sentence());
        }
        assertEquals("bye\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aReaderThatHasHadEnoughIsNoFailure() throws Exception {
        Console console = lines(bytes("one\ntwo\nthree\n"), new IOException("Broken pipe"));
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            assertInstanceOf(Ending.Closed.class, run(server.port(), console));
        }
    }

    @Test
    void anOutputThatFailsIsTold() throws Exception {
        Console console = lines(bytes("one\n"), new IOException("No space left on device"));
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            var failure = assertThrows(LocalFailure.class, () -> run(server.port(), console));
            assertEquals("standard output: No space left on device", failure.getMessage());
        }
    }

    private static Console lines(InputStream in, IOException failure) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int next) throws IOException {
                throw failure;
            }
        };
        return new PipeConsole(in, broken, false, MAX_MESSAGE);
    }

    @Test
    void aLineThatIsTooLongIsTold() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            Console console = new PipeConsole(bytes("12345678\n123456789\n"), out, false, 8);
            var failure = assertThrows(LocalFailure.class, () -> run(server.port(), console));
            assertEquals(
                    "standard input: a line is longer than 8B (expected: at most --max-message)", failure.getMessage());
        }
    }

    @Test
    void bytesAreShownAsHexAmongLines() {
        assertEquals(
                "[binary, 3 bytes] 00ff10", TextForm.of(new SocketMessage.Binary(new byte[] {0, (byte) 0xff, 0x10})));
        assertEquals(
                "[binary, 33 bytes] " + "00".repeat(32) + "…", TextForm.of(new SocketMessage.Binary(new byte[33])));
    }
}
