package io.oneport.client.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls connections and plain requests, seen by the JDK's HTTP client and by bare sockets. */
class FaultyConnectionsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static HttpResponse<String> get(HttpClient client, FaultyServer server, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<Integer> statuses(FaultyServer server, int gets) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        while (statuses.size() < gets) {
            statuses.add(get(CLIENT, server, "/plaintext").statusCode());
        }
        return statuses;
    }

    /** The status of the answer to an upgrade that does not come to be. */
    private static int refusal(FaultyServer server, String path) {
        Throwable failure = assertThrows(CompletionException.class, () -> new JdkSocket(server, path))
                .getCause();
        return assertInstanceOf(WebSocketHandshakeException.class, failure)
                .getResponse()
                .statusCode();
    }

    @Test
    void withoutAFaultThereIsAPageAndNothingElse() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            assertEquals("Hello, World!", get(CLIENT, server, "/plaintext").body());
            assertEquals(404, get(CLIENT, server, "/echo").statusCode());
            assertEquals(404, refusal(server, "/plaintex"));
            assertEquals(3, server.counts().gets());
            assertEquals(0, server.counts().faults());
            assertEquals(0, server.counts().upgrades());
        }
    }

    @Test
    void everyNthGetFails() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("http-errors:3"))) {
            assertEquals(List.of(200, 200, 500, 200, 200, 500, 200), statuses(server, 7));
            assertEquals(7, server.counts().gets());
            assertEquals(2, server.counts().faults());
        }
    }

    @Test
    void everyNthGetIsTheLastOfItsConnection() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("http-close:2"));
                RawSocket raw = new RawSocket(server)) {
            raw.send("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n");
            String first = raw.head();
            assertTrue(first.startsWith("HTTP/1.1 200 OK") && !first.contains("connection"), first);
            assertEquals("Hello, World!", new String(raw.in().readNBytes(13)));
            raw.send("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n");
            String second = raw.head();
            assertTrue(second.startsWith("HTTP/1.1 200 OK") && second.contains("connection: close"), second);
            assertEquals("Hello, World!", new String(raw.in().readAllBytes()));
            assertEquals(2, server.counts().gets());
            assertEquals(1, server.counts().faults());
        }
    }

    @Test
    void anUpgradeIsRefused() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("refuse-upgrade"))) {
            assertEquals(403, refusal(server, "/echo"));
            assertEquals(List.of(200), statuses(server, 1));
            assertEquals(0, server.counts().upgrades());
            assertEquals(1, server.counts().faults());
        }
    }

    @Test
    void aServerWithoutWebSocketsAnswersAsIfNobodyHadAsked() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("not-websocket"))) {
            assertEquals(404, refusal(server, "/echo"));
            assertEquals(404, refusal(server, "/t/news"));
            assertEquals(200, refusal(server, "/plaintext"));
            assertEquals(0, server.counts().upgrades());
        }
    }

    @Test
    void eachUpgradeBlocksTheLoop() throws Exception {
        Duration pause = Duration.ofMillis(50);
        try (FaultyServer server = new FaultyServer(new Fault.BlockOnUpgrade(pause))) {
            for (int i = 1; i <= 3; i++) {
                long before = System.nanoTime();
                try (JdkSocket socket = new JdkSocket(server, "/echo")) {
                    long waited = System.nanoTime() - before;
                    assertTrue(waited >= pause.toNanos(), () -> "the upgrade took " + waited + " ns");
                    socket.send("a");
                    assertEquals("a", socket.next());
                }
                assertEquals(i, server.counts().faults());
                assertEquals(i, server.counts().upgrades());
            }
        }
    }

    /** The pause is seen from another socket, whose GET is sent once the upgrade has begun. */
    @Test
    void anUpgradeHoldsUpPlainRequests() throws Exception {
        Duration pause = Duration.ofMillis(300);
        try (FaultyServer server = new FaultyServer(new Fault.BlockOnUpgrade(pause));
                RawSocket upgrading = new RawSocket(server)) {
            assertEquals(List.of(200), statuses(server, 1));
            long before = System.nanoTime();
            upgrading.send("GET /echo HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n\r\n");
            while (server.counts().faults() == 0) {
                Thread.onSpinWait();
            }
            assertEquals(List.of(200), statuses(server, 1));
            long waited = System.nanoTime() - before;
            assertTrue(waited >= pause.toNanos(), () -> "the page came after " + waited + " ns");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rst", "fin"})
    void theWholeServerDies(String how) throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("die:3," + how));
                RawSocket talking = RawSocket.upgraded(server);
                RawSocket silent = RawSocket.upgraded(server);
                RawSocket plain = new RawSocket(server)) {
            plain.send("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n");
            plain.head();
            plain.in().readNBytes(13);
            for (String text : List.of("a", "b", "c")) {
                talking.sendText(text);
                assertEquals("81 " + text, talking.frame());
            }
            for (RawSocket socket : List.of(talking, silent, plain)) {
                assertEnded(socket, how.equals("rst"));
            }
            awaitRefusal(server);
            assertEquals(3, server.counts().received());
            assertEquals(3, server.counts().sent());
            assertEquals(1, server.counts().faults());
        }
    }

    private static void assertEnded(RawSocket raw, boolean reset) throws IOException {
        if (reset) {
            String failure =
                    assertThrows(SocketException.class, () -> raw.in().read()).getMessage();
            assertEquals("Connection reset", failure);
        } else {
            assertEquals(-1, raw.in().read());
        }
    }

    /** NIO gives the port back at the loop's next turn; who comes before that is cut off. */
    private static void awaitRefusal(FaultyServer server) throws IOException {
        while (true) {
            try (RawSocket early = new RawSocket(server)) {
                assertThrows(IOException.class, early::head);
            } catch (ConnectException refused) {
                return;
            }
        }
    }

    @Test
    void aDeadServerAnswersNothingThatWasUnderWay() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("die:2,fin"));
                RawSocket raw = RawSocket.upgraded(server)) {
            raw.send("\u0081\u0081\0\0\0\0a\u0081\u0081\0\0\0\0b\u0081\u0081\0\0\0\0c");
            assertEquals("81 a", raw.frame());
            assertEquals("81 b", raw.frame());
            assertEquals(-1, raw.in().read());
            assertEquals(2, server.counts().received());
        }
    }

    /** That nothing comes can only be seen by waiting for a while. */
    @Test
    void aSilentServerAcceptsAndSaysNothing() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("silent"));
                RawSocket raw = new RawSocket(server)) {
            raw.send("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n");
            while (server.counts().faults() == 0) {
                Thread.onSpinWait();
            }
            raw.readLimit(100);
            assertThrows(SocketTimeoutException.class, () -> raw.in().read());
            assertEquals(1, server.counts().faults());
            assertEquals(0, server.counts().gets());
        }
    }

    @Test
    void pongsAreCounted() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("pings:100ms"));
                JdkSocket socket = new JdkSocket(server, "/echo")) {
            while (server.counts().pongs() < 3) {
                Thread.onSpinWait();
            }
            socket.send("a");
            assertEquals(List.of("a"), socket.leave());
            long unanswered = server.counts().pings() - server.counts().pongs();
            assertTrue(unanswered == 0 || unanswered == 1, () -> server.counts().toString());
            assertEquals(0, server.counts().faults());
        }
    }

    @Test
    void whoDoesNotPongIsClosed() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("pings:10ms"));
                RawSocket raw = RawSocket.upgraded(server)) {
            assertEquals("89 \0\0\0\0\0\0\0\1", raw.frame());
            // A pong with another payload is no answer (RFC 6455, section 5.5.3).
            raw.send("\u008a\u0081\0\0\0\0x");
            assertEquals("88 \u0003\u00e9no pong", raw.frame());
            assertEquals(-1, raw.in().read());
            assertEquals(1, server.counts().faults());
            assertEquals(1, server.counts().pings());
            assertEquals(0, server.counts().pongs());
        }
    }

    @Test
    void tlsIsForThoseWhoTrustTheCertificate(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory);
        Path pem = directory.resolve("ca.pem");
        certificate.writePem(pem);
        try (FaultyServer server = new FaultyServer(Fault.parse("http-errors:2"), certificate.serverContext())) {
            assertTrue(server.url().startsWith("https://"), server.url());
            HttpClient trusting =
                    HttpClient.newBuilder().sslContext(trusting(pem)).build();
            assertEquals(200, get(trusting, server, "/plaintext").statusCode());
            assertEquals(500, get(trusting, server, "/plaintext").statusCode());
            assertThrows(SSLHandshakeException.class, () -> get(CLIENT, server, "/plaintext"));
            assertEquals(2, server.counts().gets());
        }
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            authorities.setCertificateEntry(
                    "test", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
