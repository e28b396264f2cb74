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
import io.oneport.server.blackbox.TlsSocket;
import io.oneport.server.front.tls.TlsSettings.ClientCertificates;
import io.oneport.testing.Needs;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS beside cleartext on one port, with either library. */
@Timeout(120)
class TlsTest {
    private static final int MAX_EMPTY_RECORDS = 64;

    @TempDir
    private static Path shared;

    private static TestCertificates sharedCertificates;

    @TempDir
    private Path folder;

    private TestCertificates certificates = sharedCertificates;
    private SSLContext client;
    private TlsServer server;

    @BeforeAll
    static void create() throws Exception {
        sharedCertificates = created(shared);
    }

    private static TestCertificates created(Path folder) throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("one", "one.test", "*.one.test", "127.0.0.1");
        certificates.create("two", "two.test");
        return certificates;
    }

    @BeforeEach
    void trust() throws Exception {
        client = certificates.client();
    }

    /** For tests that replace them. */
    private void ownCertificates() throws Exception {
        certificates = created(folder);
        client = certificates.client();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(SslProvider provider) throws IOException {
        start(provider, ClientCertificates.NONE, Duration.ofHours(1));
    }

    private void start(SslProvider provider, ClientCertificates clients, Duration headTimeout) throws IOException {
        Needs.met(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        Path ca = clients == ClientCertificates.NONE ? null : certificates.authorityFile();
        List<TlsSettings.Pair> pairs = List.of(pair("one"), pair("two"));
        server = new TlsServer(new TlsSettings(pairs, false, ca, clients, MAX_EMPTY_RECORDS), provider, headTimeout);
    }

    private TlsSettings.Pair pair(String file) {
        return new TlsSettings.Pair(certificates.certificateFile(file), certificates.keyFile(file));
    }

    private TlsSocket connect() throws IOException {
        return TlsSocket.connect(server.port(), client);
    }

    private TlsSocket connect(Consumer<SSLParameters> parameters) throws IOException {
        return TlsSocket.connect(server.port(), client, 0, parameters);
    }

    private TlsSocket webSocket() throws IOException {
        TlsSocket socket = connect();
        assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
        return socket;
    }

    /** The ledger's rows of closed or open sockets, as JSON. */
    private String ledger(String query) throws IOException {
        try (RawSocket plain = RawSocket.connect(server.port())) {
            return plain.ask(Request.get("/admin/sockets" + query)).text();
        }
    }

    private long metric(String name) throws IOException {
        try (RawSocket plain = RawSocket.connect(server.port())) {
            return plain.ask(Request.get("/metrics"))
                    .text()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void bothKindsOfSocketsAreServedOnOnePort(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket http = connect();
                TlsSocket webSocket = webSocket();
                RawSocket plain = RawSocket.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        "Hello, World!", http.ask(Request.get("/plaintext")).text());
                webSocket.send(Frames.text("over TLS " + i));
                webSocket.expectText("over TLS " + i);
                assertEquals(
                        "Hello, World!", plain.ask(Request.get("/plaintext")).text());
            }
            String row = ledger("?protocol=websocket");
            assertTrue(row.contains("\"tls\":{\"version\":\"TLSv1.3\",\"cipher\":\"TLS_AES_"), row);
            assertTrue(row.contains("\"switches\":[{\"from\":\"http\",\"to\":\"websocket\""), row);
            assertEquals(2, metric("oneport_tls_handshakes_total"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void theNameChoosesTheCertificateAndTheLedgerHasIt(SslProvider provider) throws Exception {
        start(provider);
        assertEquals("CN=one", subject("one.test"));
        assertEquals("CN=two", subject("two.test"));
        assertEquals("CN=two", subject("TWO.test"));
        assertEquals("CN=one", subject("a.one.test"));
        assertEquals("CN=one", subject("unknown.test"));
        assertEquals("CN=one", subject(null));
        assertTrue(ledger("?state=closed").contains("\"serverName\":\"a.one.test\""));
    }

    /** Whose certificate is shown to a client that has no session yet: one that has would ask for that session's name. */
    private String subject(String name) throws Exception {
        SSLContext fresh = certificates.client();
        try (TlsSocket socket = name == null
                ? TlsSocket.connect(server.port(), fresh)
                : TlsSocket.connect(server.port(), fresh, name)) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            X509Certificate certificate =
                    (X509Certificate) socket.tls().getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    /** The first segment ends at every byte of the ClientHello, and at some behind it. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void theHandshakeMayBeCutAnywhere(SslProvider provider) throws Exception {
        start(provider);
        for (int cut = 1; cut < 700; cut += cut < 8 ? 1 : 29) {
            try (TlsSocket socket = TlsSocket.connect(server.port(), client, cut, parameters -> {})) {
                assertEquals(200, socket.ask(Request.get("/healthz")).status(), "cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void framesGluedToTheUpgradeAreAnswered(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket socket = connect()) {
            socket.send(
                    Request.get("/plaintext").bytes(),
                    Request.upgrade("/echo").bytes(),
                    Frames.text("glued"),
                    Frames.close(1000, ""));
            assertEquals(200, HttpAnswer.read(socket.in(), false).status());
            assertEquals(101, HttpAnswer.read(socket.in(), false).status());
            socket.expectText("glued");
            assertEquals(1000, ServerFrame.read(socket.in()).closeCode());
            assertEquals(-1, socket.in().read(), "a close_notify, else the JDK would throw");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void manyMessagesAndLargeOnesComeBack(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket socket = webSocket()) {
            byte[] large = Bytes.letters(1 << 20);
            socket.send(Frames.binary(large));
            assertEquals(large.length, ServerFrame.read(socket.in()).payload().length);
            List<byte[]> many = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                many.add(Frames.text("message " + i));
            }
            socket.send(many.toArray(byte[][]::new));
            for (int i = 0; i < 500; i++) {
                socket.expectText("message " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void version11IsRefusedAnd12Served(SslProvider provider) throws Exception {
        start(provider);
        for (String old : List.of("TLSv1", "TLSv1.1")) {
            byte minor = (byte) (old.equals("TLSv1") ? 1 : 2);
            try (RawSocket raw = RawSocket.connect(server.port())) {
                raw.send(oldHello(minor));
                assertEquals(21, raw.in().read(), "an alert");
                raw.in().readNBytes(5);
                assertEquals(70, raw.in().read(), "protocol_version");
                assertEquals(-1, raw.in().read());
                String row = Ledger.closedRow(server.port(), raw.client());
                assertTrue(row.contains("TLS handshake failed: "), row);
            }
        }
        try (TlsSocket socket = connect(parameters -> parameters.setProtocols(new String[] {"TLSv1.2"}))) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            String cipher = socket.tls().getSession().getCipherSuite();
            assertTrue(cipher.startsWith("TLS_ECDHE_ECDSA_WITH_AES_") && cipher.contains("GCM"), cipher);
        }
        assertEquals(2, metric("oneport_tls_handshakes_failed_total"));
    }

    /** A ClientHello that knows no version after 3.minor. */
    private static byte[] oldHello(byte minor) {
        byte[] body = Bytes.concat(
                new byte[] {3, minor},
                new byte[32],
                new byte[] {0}, // session
                new byte[] {0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13},
                new byte[] {1, 0});
        byte[] message = Bytes.concat(new byte[] {1, 0, 0, (byte) body.length}, body);
        return Bytes.concat(new byte[] {22, 3, 1, 0, (byte) message.length}, message);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void cipherSuitesWithoutForwardSecrecyOrWithCbcAreRefused(SslProvider provider) throws Exception {
        start(provider);
        for (String cipher : List.of("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256")) {
            assertThrows(
                    SSLException.class,
                    () -> connect(parameters -> {
                                parameters.setProtocols(new String[] {"TLSv1.2"});
                                parameters.setCipherSuites(new String[] {cipher});
                            })
                            .close());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void applicationProtocolIsHttp11OrNone(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket socket =
                connect(parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"}))) {
            assertEquals("http/1.1", socket.tls().getApplicationProtocol());
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            assertTrue(ledger("").contains("\"alpn\":\"http/1.1\""));
        }
        SSLException refused = assertThrows(
                SSLException.class,
                () -> connect(parameters -> parameters.setApplicationProtocols(new String[] {"h2"}))
                        .close());
        assertTrue(refused.getMessage().contains("no_application_protocol"), refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void bytesThatAreNotTlsEndTheConnectionWithAnAlert(SslProvider provider) throws Exception {
        start(provider);
        TlsSocket socket = webSocket();
        socket.sendRaw(Bytes.latin1("GET /plaintext HTTP/1.1\r\nHost: secret.test\r\n\r\n"));
        assertThrows(IOException.class, () -> ServerFrame.read(socket.in()));
        String row = Ledger.closedRow(server.port(), socket.client());
        assertTrue(row.contains("\"closedBy\":\"client\",\"reason\":\"TLS failed: "), row);
        assertTrue(!row.contains("secret") && !row.contains("474554"), row);
        try (RawSocket raw = RawSocket.connect(server.port())) {
            raw.send(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0});
            raw.send(Bytes.latin1("plain text in the middle of a handshake\r\n\r\n"));
            assertEquals(21, raw.in().read(), "an alert");
            raw.in().readNBytes(6);
            assertEquals(-1, raw.in().read());
            row = Ledger.closedRow(server.port(), raw.client());
            assertTrue(row.contains("TLS handshake failed: "), row);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aHelloThatIsTooLongIsRefused(SslProvider provider) throws Exception {
        start(provider);
        try (RawSocket raw = RawSocket.connect(server.port())) {
            raw.send(new byte[] {22, 3, 1, 64, 0, 1, 0, 64, 1});
            raw.send(new byte[(64 << 8) - 4]);
            assertEquals(21, raw.in().read(), "an alert");
            raw.in().readNBytes(5);
            assertEquals(50, raw.in().read(), "decode_error");
            assertEquals(-1, raw.in().read());
            String row = Ledger.closedRow(server.port(), raw.client());
            assertTrue(row.contains("TLS handshake failed: ClientHello length exceeds 16384: 16385"), row);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aHandshakeThatTricklesIsCutByTotalTime(SslProvider provider) throws Exception {
        start(provider, ClientCertificates.NONE, Duration.ofMillis(300));
        try (RawSocket raw = RawSocket.connect(server.port())) {
            byte[] hello = {22, 3, 1, 1, 0};
            assertThrows(IOException.class, () -> {
                raw.send(hello);
                for (int i = 0; i < 250; i++) {
                    raw.send(new byte[] {1});
                    raw.readLimit(20);
                    try {
                        if (raw.in().read() < 0) {
                            throw new EOFException();
                        }
                    } catch (SocketTimeoutException e) {
                        continue;
                    }
                }
            });
            String row = Ledger.closedRow(server.port(), raw.client());
            assertTrue(row.contains("\"reason\":\"TLS handshake failed: not complete within 300ms\""), row);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aClientThatLeavesInTheHandshakeIsNoticed(SslProvider provider) throws Exception {
        start(provider);
        try (RawSocket raw = RawSocket.connect(server.port())) {
            raw.send(new byte[] {22, 3, 1, 1, 0, 1});
            raw.finish();
            assertEquals(-1, raw.in().read());
            String row = Ledger.closedRow(server.port(), raw.client());
            assertTrue(row.contains("\"reason\":\"TLS handshake failed: closed by the peer\""), row);
        }
        assertEquals(1, metric("oneport_tls_handshakes_failed_total"));
    }

    /** What was asked before the end of the input is answered: by TCP's end alone, the answer still arrives. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aClientThatEndsItsSideOfTheTcpConnectionGetsItsAnswer(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket socket = connect()) {
            socket.send(Request.get("/plaintext").bytes());
            socket.finishTcp();
            assertEquals("Hello, World!", HttpAnswer.read(socket.in(), false).text());
            assertEquals(-1, socket.in().read(), "a close_notify, else the JDK would throw");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aCloseNotifyEndsTheConnection(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket socket = webSocket()) {
            socket.tls().shutdownOutput();
            String row = Ledger.closedRow(server.port(), socket.client());
            assertTrue(row.contains("\"reason\":\"closed by the peer without a Close frame\""), row);
        }
        try (TlsSocket socket = connect()) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            socket.tls().shutdownOutput();
            String row = Ledger.closedRow(server.port(), socket.client());
            assertTrue(row.contains("\"closedBy\":\"client\",\"reason\":\"closed by the peer\""), row);
        }
    }

    /** What is written before one flush shares records of up to 16 KiB. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void smallAnswersOfOneFlushShareARecord(SslProvider provider) throws Exception {
        start(provider);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TlsSocket socket = connect(parameters -> parameters.setProtocols(new String[] {version}))) {
                assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
                socket.send(Frames.text("one"));
                socket.expectText("one");
                assertEquals(1, recordsOf(socket, 64, 30), version);
            }
        }
    }

    /** Sends as many messages in one write, and counts the records that the echoes come in. */
    private static int recordsOf(TlsSocket socket, int messages, int bytes) throws IOException {
        int before = socket.recordsIn();
        String text = "x".repeat(bytes);
        byte[][] frames = new byte[messages][];
        Arrays.setAll(frames, i -> Frames.text(text));
        socket.send(frames);
        for (int i = 0; i < messages; i++) {
            socket.expectText(text);
        }
        return socket.recordsIn() - before;
    }

    /** Bytes are counted as they are on the wire, and never go below zero. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aPeerThatReadsNothingIsHeldBackAndCutOff(SslProvider provider) throws Exception {
        start(provider);
        TlsSocket socket = webSocket();
        byte[] message = Frames.binary(new byte[1 << 16]);
        int sent = 0;
        socket.tls().setSoTimeout(1);
        try {
            while (sent < 10_000) { // until the server reads no more; then it closes within stall-timeout
                socket.send(message);
                sent++;
            }
        } catch (IOException closed) {
            // That is what is expected.
        }
        assertTrue(sent < 10_000);
        String row = Ledger.closedRow(server.port(), socket.client());
        assertTrue(row.contains("\"reason\":\"read nothing for 2s\""), row);
        assertTrue(row.matches("(?s).*\"bytesIn\":[0-9]+,\"bytesOut\":[0-9]+,\"unsentBytes\":[1-9][0-9]*.*"), row);
        assertTrue(number(row, "bytesIn") > number(row, "bytesOut"), row);
        assertTrue(number(row, "unsentBytes") < 2 << 20, row);
    }

    private static long number(String row, String name) {
        String rest = row.substring(row.indexOf('"' + name + "\":") + name.length() + 3);
        return Long.parseLong(rest.substring(0, rest.indexOf(',')));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void clientCertificatesAreAskedFor(SslProvider provider) throws Exception {
        start(provider, ClientCertificates.REQUIRE, Duration.ofHours(1));
        try (TlsSocket socket = TlsSocket.connect(
                server.port(), certificates.client(certificates.issue("machine-7", "machine-7.test")))) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            assertTrue(ledger("").contains("\"clientSubject\":\"CN=machine-7\""));
        }
        assertThrows(IOException.class, () -> {
            try (TlsSocket without = connect()) { // in TLS 1.3 the client is done before the server has seen it
                without.ask(Request.get("/healthz"));
            }
        });
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        SSLContext stranger = certificates.client(new TestCertificates(elsewhere).issue("stranger", "stranger.test"));
        assertRefused(stranger, provider == SslProvider.JDK ? "certificate_unknown" : "bad_certificate");
        assertEquals(2, metric("oneport_tls_handshakes_failed_total"));
    }

    private void assertRefused(SSLContext client, String alert) {
        IOException refused = assertThrows(IOException.class, () -> {
            try (TlsSocket socket = TlsSocket.connect(server.port(), client)) {
                socket.ask(Request.get("/healthz"));
            }
        });
        assertTrue(String.valueOf(refused.getMessage()).contains(alert), refused::toString);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void clientsThatAreWantedMayComeWithout(SslProvider provider) throws Exception {
        start(provider, ClientCertificates.WANT, Duration.ofHours(1));
        try (TlsSocket socket = connect()) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            assertTrue(!ledger("").contains("clientSubject"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aClientThatComesAgainIsServed(SslProvider provider) throws Exception {
        start(provider);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            for (int i = 0; i < 3; i++) {
                try (TlsSocket socket = connect(parameters -> parameters.setProtocols(new String[] {version}))) {
                    assertEquals(200, socket.ask(Request.get("/healthz")).status());
                }
            }
        }
        assertEquals(0, metric("oneport_tls_handshakes_failed_total"));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void newCertificatesServeNewConnectionsAndABadFileChangesNothing(SslProvider provider) throws Exception {
        ownCertificates();
        start(provider);
        int reloads = 5;
        try (TlsSocket stays = webSocket()) {
            for (int i = 0; i < reloads; i++) {
                certificates.write("one", certificates.issue("one" + i, "one.test", "127.0.0.1"));
                String done = server.certificates().reload();
                assertTrue(done.startsWith("one.test 127.0.0.1 until 20"), done);
                assertEquals("CN=one" + i, subject(null));
                stays.send(Frames.text("still here " + i));
                stays.expectText("still here " + i);
            }
        }
        Files.writeString(certificates.keyFile("one"), "no key");
        IllegalArgumentException bad = assertThrows(
                IllegalArgumentException.class, () -> server.certificates().reload());
        assertEquals(
                "tls-key: " + certificates.keyFile("one")
                        + " (expected: a private key in PEM, RSA or EC, without a password)",
                bad.getMessage());
        assertEquals("CN=one" + (reloads - 1), subject(null));
        assertEquals(0, metric("oneport_tls_handshakes_failed_total"));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aChangedFileIsNoticed(SslProvider provider) throws Exception {
        ownCertificates();
        start(provider);
        certificates.write("one", certificates.issue("early", "one.test", "127.0.0.1"));
        server.certificates().watch(Duration.ofMillis(20)); // what changed before its first look counts, too
        awaitSubject("CN=early");
        certificates.write("one", certificates.issue("changed", "one.test", "127.0.0.1"));
        awaitSubject("CN=changed");
        assertEquals("CN=two", subject("two.test"));
    }

    private void awaitSubject(String subject) throws Exception {
        while (!subject(null).equals(subject)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void whatIsServedWithoutANameIsInNoRow(SslProvider provider) throws Exception {
        start(provider);
        try (TlsSocket socket = connect()) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            String row = ledger("");
            assertTrue(row.contains("\"tls\":{"), row);
            assertTrue(!row.contains("serverName") && !row.contains("alpn"), row);
        }
    }
}
