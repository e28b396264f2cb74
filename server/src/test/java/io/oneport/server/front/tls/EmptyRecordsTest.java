package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Ledger;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import io.oneport.server.blackbox.TestCertificates;
import io.oneport.server.front.Transport;
import io.oneport.server.front.tls.TlsSettings.ClientCertificates;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS records that cost the server much and their sender little: how many may come, and that others are served meanwhile. */
@Timeout(120)
class EmptyRecordsTest {
    private static final int MOST = 64;
    private static final int APPLICATION_DATA = 23;
    private static final String REASON = "more than 64 TLS records without data within 1m (tls-empty-records)";

    @TempDir
    private static Path folder;

    private static TlsSettings.Pair pair;
    private static SSLContext client;
    private TlsServer server;

    @BeforeAll
    static void create() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("one", "127.0.0.1");
        pair = new TlsSettings.Pair(certificates.certificateFile("one"), certificates.keyFile("one"));
        client = certificates.client();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private void start(SslProvider provider, int maxEmptyRecords) throws IOException {
        start(provider, maxEmptyRecords, Transport.AUTO);
    }

    private void start(SslProvider provider, int maxEmptyRecords, Transport transport) throws IOException {
        Needs.met(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        Needs.transport(transport.text(), transport.available());
        TlsSettings settings = new TlsSettings(List.of(pair), false, null, ClientCertificates.NONE, maxEmptyRecords);
        server = new TlsServer(settings, provider, Duration.ofHours(1), transport);
    }

    private RecordClient connect() throws IOException {
        return RecordClient.connect(server.port(), client);
    }

    private RecordClient webSocket() throws IOException {
        return opened(connect());
    }

    private RecordClient webSocket(String version) throws Exception {
        Needs.met(OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        return opened(RecordClient.connectWithOwnRecords(server.port(), version));
    }

    private static RecordClient opened(RecordClient socket) throws IOException {
        assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
        return socket;
    }

    private static void expectEcho(RecordClient socket, String text) throws IOException {
        socket.send(socket.record(Frames.text(text)));
        assertEquals(text, ServerFrame.read(socket).text());
    }

    private String closedRow(RecordClient socket) throws IOException {
        return Ledger.closedRow(server.port(), socket.client());
    }

    private void assertRefused(int times) throws IOException {
        try (RawSocket plain = RawSocket.connect(server.port())) {
            String line = "oneport_refusals_total{reason=\"tls-empty-records\",what=\"tls\"} " + times + ".0";
            String metrics = plain.ask(Request.get("/metrics")).text();
            assertTrue(metrics.lines().anyMatch(line::equals), metrics);
        }
    }

    /** That one connection ends because of what it has sent, and that it does not matter to others. */
    private void expectEndOfOne(RecordClient flood, RecordClient sibling, RawSocket plain) throws Exception {
        assertThrows(IOException.class, () -> {
            while (flood.read() >= 0) {
                // Its messages come back until the connection is closed.
            }
        });
        String row = closedRow(flood);
        assertTrue(row.contains("\"closedBy\":\"server\",\"reason\":\"" + REASON + '"'), row);
        expectEcho(sibling, "after");
        assertEquals("Hello, World!", plain.ask(Request.get("/plaintext")).text());
        assertRefused(1);
    }

    /** BoringSSL itself ends a connection with 33 in a row: with data now and then, they are ours to count. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aFloodOfKeyUpdatesEndsTheConnectionAndNoOther(SslProvider provider) throws Exception {
        start(provider, MOST);
        try (RecordClient flood = webSocket();
                RecordClient sibling = webSocket();
                RawSocket plain = RawSocket.connect(server.port())) {
            expectEcho(sibling, "before");
            byte[] updates = new byte[0];
            for (int i = 0; i < 20; i++) {
                updates = Bytes.concat(updates, flood.keyUpdates(20), flood.record(Frames.text("not empty")));
            }
            flood.send(updates);
            expectEndOfOne(flood, sibling, plain);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aFloodOfNothingButKeyUpdatesEndsTheConnection(SslProvider provider) throws Exception {
        start(provider, 0);
        try (RecordClient some = webSocket()) {
            some.send(some.keyUpdates(30));
            expectEcho(some, "30 in a row are no flood");
            some.send(some.keyUpdates(30));
            expectEcho(some, "and without a limit, nor are 60");
            assertRefused(0);
        }
        stop();
        start(provider, MOST);
        try (RecordClient flood = connect()) {
            flood.send(flood.keyUpdates(2000));
            assertThrows(IOException.class, flood::read);
            String row = closedRow(flood);
            assertTrue(row.contains(REASON) || row.contains("TLS failed: TOO_MANY_KEY_UPDATES"), row);
        }
    }

    /** Records of the application's kind, with no byte of data in them (RFC 8446, section 5.4; RFC 5246, section 6.2.1). */
    @ParameterizedTest
    @CsvSource({"OPENSSL_REFCNT, TLSv1.3", "OPENSSL_REFCNT, TLSv1.2", "JDK, TLSv1.2"})
    void aFloodOfEmptyApplicationRecordsEndsTheConnectionAndNoOther(SslProvider provider, String version)
            throws Exception {
        start(provider, MOST);
        try (RecordClient flood = webSocket(version);
                RecordClient sibling = webSocket(version);
                RawSocket plain = RawSocket.connect(server.port())) {
            byte[] records = new byte[0];
            for (int i = 0; i < 20; i++) { // of 33 in a row BoringSSL itself makes an end
                records = Bytes.concat(records, flood.emptyRecords(20), flood.record(Frames.text("not empty")));
            }
            assertEquals(APPLICATION_DATA, records[0]);
            flood.send(records);
            expectEndOfOne(flood, sibling, plain);
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL_REFCNT, TLSv1.3", "OPENSSL_REFCNT, TLSv1.2", "JDK, TLSv1.2"})
    void someEmptyRecordsAreNoFlood(SslProvider provider, String version) throws Exception {
        start(provider, MOST);
        try (RecordClient socket = webSocket(version)) {
            for (int i = 0; i < 40; i++) {
                socket.send(socket.emptyRecords(1), socket.record(Frames.text("after one")));
                assertEquals("after one", ServerFrame.read(socket).text());
            }
            assertRefused(0);
        }
    }

    /** JDK 17 takes a record of TLS 1.3 without data for one without a type, and ends the connection at the first. */
    @Test
    void aFloodOfThemEndsTheConnectionWithTheJdksEngineAndTls13AsWell() throws Exception {
        start(SslProvider.JDK, MOST);
        try (RecordClient flood = webSocket("TLSv1.3");
                RawSocket plain = RawSocket.connect(server.port())) {
            flood.send(flood.emptyRecords(MOST + 1));
            assertThrows(IOException.class, flood::read);
            String row = closedRow(flood);
            assertTrue(row.contains(REASON) || row.contains("TLS failed: "), row);
            assertEquals("Hello, World!", plain.ask(Request.get("/plaintext")).text());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aPeerThatChangesItsKeyNowAndThenIsServed(SslProvider provider) throws Exception {
        start(provider, MOST);
        try (RecordClient socket = webSocket()) {
            for (int i = 0; i < 40; i++) {
                socket.send(socket.keyUpdate());
                expectEcho(socket, "with key " + i);
            }
            assertRefused(0);
        }
    }

    /** Records with data are not counted, however little there is in each, and whatever reads it. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void manyRecordsWithDataAreServedInOrder(SslProvider provider) throws Exception {
        start(provider, MOST);
        try (RecordClient socket = webSocket()) {
            byte[] records = new byte[0];
            for (int i = 0; i < 300; i++) {
                records = Bytes.concat(records, socket.record(Frames.text("message " + i)));
            }
            for (byte each :
                    Frames.text("byte by byte, and much longer than the number of records that may be empty")) {
                records = Bytes.concat(records, socket.record(new byte[] {each}));
            }
            socket.send(records);
            for (int i = 0; i < 300; i++) {
                assertEquals("message " + i, ServerFrame.read(socket).text());
            }
            assertTrue(ServerFrame.read(socket).text().startsWith("byte by byte"));
        }
        try (RecordClient socket = connect()) {
            byte[] records = new byte[0];
            for (byte each :
                    Request.get("/plaintext").with("X-Long: " + "x".repeat(300)).bytes()) {
                records = Bytes.concat(records, socket.record(new byte[] {each}));
            }
            socket.send(records, socket.record(Request.get("/healthz").bytes()));
            assertEquals("Hello, World!", HttpAnswer.read(socket, false).text());
            assertEquals(200, HttpAnswer.read(socket, false).status());
        }
    }

    /** What waits for its turn is answered before the end of the input, which came with it, counts. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatCameBeforeTheEndOfTheInputIsAnswered(Transport transport) throws Exception {
        for (SslProvider provider : List.of(SslProvider.OPENSSL_REFCNT, SslProvider.JDK)) {
            start(provider, MOST, transport);
            try (RecordClient socket = connect()) {
                byte[][] records = new byte[400][];
                for (int i = 0; i < records.length; i++) {
                    records[i] = socket.record(Request.get("/plaintext").bytes());
                }
                socket.send(records);
                socket.finish();
                for (int i = 0; i < records.length; i++) {
                    assertEquals("Hello, World!", HttpAnswer.read(socket, false).text(), "answer " + i);
                }
                assertThrows(IOException.class, socket::read);
            }
            stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void recordsThatCarryNextToNothingOfAHandshakeEndIt(SslProvider provider) throws Exception {
        start(provider, MOST);
        try (RawSocket raw = RawSocket.connect(server.port())) {
            byte[] records = {22, 3, 1, 0, 4, 1, 0, 1, 0};
            for (int i = 0; i < 200; i++) {
                records = Bytes.concat(records, new byte[] {22, 3, 1, 0, 1, 3});
            }
            raw.send(records);
            assertThrows(IOException.class, () -> {
                if (raw.in().read() < 0) {
                    throw new IOException("closed");
                }
            });
            String row = Ledger.closedRow(server.port(), raw.client());
            assertTrue(row.contains(REASON), row);
            assertRefused(1);
        }
    }
}
