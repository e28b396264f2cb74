package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on every transport: what {@code TlsTest} has in detail, on the one that the system prefers. */
@Timeout(60)
class TlsTransportsTest {
    @TempDir
    private static Path folder;

    private static String[] flags;
    private static SSLContext client;

    @BeforeAll
    static void create() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("one", "127.0.0.1");
        flags = certificates.flags("one");
        client = certificates.client();
    }

    private static TestServer start(String transport, String... more) {
        Needs.transport(
                transport, Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        return TestServer.start(Stream.of(flags, new String[] {"--worker-threads=1", "--transport=" + transport}, more)
                .flatMap(Stream::of)
                .toArray(String[]::new));
    }

    private static TlsSocket webSocket(TestServer server) throws IOException {
        TlsSocket socket = TlsSocket.connect(server.port(), client);
        assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void servesHttpAndWebSocketsAndEndsInOrder(String transport) throws Exception {
        try (TestServer server = start(transport);
                TlsSocket http = TlsSocket.connect(server.port(), client);
                TlsSocket webSocket = webSocket(server)) {
            byte[] large = Bytes.letters(1 << 16);
            for (int i = 0; i < 20; i++) {
                assertEquals(
                        "Hello, World!", http.ask(Request.get("/plaintext")).text());
                webSocket.send(Frames.text("over TLS " + i), Frames.binary(large));
                webSocket.expectText("over TLS " + i);
                assertEquals(large.length, ServerFrame.read(webSocket.in()).payload().length);
            }
            http.tls().shutdownOutput(); // close_notify
            String row = Ledger.closedRow(server.port(), http.client());
            assertTrue(row.contains("\"closedBy\":\"client\",\"reason\":\"closed by the peer\""), row);
            assertEquals(-1, http.in().read(), "the server's own close_notify");
            webSocket.send(Frames.close(1000, ""));
            assertEquals(8, ServerFrame.read(webSocket.in()).opcode());
            assertEquals(-1, webSocket.in().read());
        }
    }

    /** It is held back long before 640 MB have come, and cut off after {@code stall-timeout}. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aPeerThatReadsNothingIsHeldBackAndCutOff(String transport) throws Exception {
        try (TestServer server = start(transport, "--stall-timeout=500ms");
                TlsSocket other = webSocket(server)) {
            TlsSocket socket = webSocket(server);
            byte[] message = Frames.binary(new byte[60_000]);
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    socket.send(message);
                }
            });
            String row = Ledger.closedRow(server.port(), socket.client());
            assertTrue(row.contains("\"reason\":\"read nothing for 500ms\""), row);
            other.send(Frames.text("still here"));
            other.expectText("still here");
        }
    }
}
