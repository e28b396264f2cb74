package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.durability.ServerProcess;
import io.oneport.testing.Needs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with TLS as a person starts it, and the clients that people have. */
@Timeout(120)
class TlsFlagsTest {
    @TempDir
    private Path folder;

    private TestCertificates certificates;

    @BeforeEach
    void create() throws Exception {
        certificates = new TestCertificates(folder);
        certificates.create("server", "localhost", "127.0.0.1");
    }

    private TestServer start(String... flags) {
        return TestServer.start(Stream.concat(Stream.of(certificates.flags("server")), Stream.of(flags))
                .toArray(String[]::new));
    }

    @Test
    void theJdksClientsSpeakHttpAndWebSocket() throws Exception {
        try (TestServer server = start()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(certificates.client())
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();
            String authority = "localhost:" + server.port();
            assertEquals(
                    "Hello, World!",
                    client.send(
                                    HttpRequest.newBuilder(URI.create("https://" + authority + "/plaintext"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body());
            CompletableFuture<String> echo = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("wss://" + authority + "/echo"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                            echo.complete(data.toString());
                            return null;
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
            socket.sendText("over wss", true).get(30, TimeUnit.SECONDS);
            assertEquals("over wss", echo.get(30, TimeUnit.SECONDS));
            socket.sendClose(1000, "").get(30, TimeUnit.SECONDS);
        }
    }

    /** A page that was loaded without TLS may have been changed on its way. */
    @Test
    void theServersOwnOriginIsHttps() throws Exception {
        try (TestServer server = start();
                TlsSocket own = TlsSocket.connect(server.port(), certificates.client());
                TlsSocket other = TlsSocket.connect(server.port(), certificates.client())) {
            assertEquals(403, other.ask(upgradeFrom("http", server)).status());
            assertEquals(101, own.ask(upgradeFrom("https", server)).status());
        }
    }

    private static Request upgradeFrom(String scheme, TestServer server) {
        String authority = "localhost:" + server.port();
        return Request.upgrade("/echo")
                .without("Host")
                .with("Host: " + authority)
                .with("Origin: " + scheme + "://" + authority);
    }

    @Test
    void whenTheServerStopsAWebSocketIsToldSoAndThenTlsEnds() throws Exception {
        TestServer server = start();
        try (TlsSocket socket = TlsSocket.connect(server.port(), certificates.client())) {
            assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            assertEquals(1001, ServerFrame.read(socket.in()).closeCode());
            socket.send(Frames.close(1001, ""));
            assertEquals(-1, socket.in().read(), "a close_notify, else the JDK would throw");
            socket.finishTcp();
            stopped.get(30, TimeUnit.SECONDS);
        } finally {
            server.close();
        }
    }

    @Test
    void withTlsOnlyCleartextIsRedirectedOrRefused() throws Exception {
        try (TestServer server = start("--tls-only")) {
            String host = "localhost:" + server.port();
            HttpAnswer moved = cleartext(server, request("GET", "/t/a?limit=1", host));
            assertEquals(308, moved.status());
            assertEquals("https://" + host + "/t/a?limit=1", moved.header("Location"));
            assertTrue(moved.closes());
            assertFalse(moved.text().contains("limit"), "a query may have a token: " + moved.text());
            assertEquals(
                    308,
                    cleartext(server, request("GET", "http://" + host + "/x", host))
                            .status());
            HttpAnswer rooted = cleartext(server, request("GET", "/x", "LocalHost.:" + server.port()));
            assertEquals("https://LocalHost.:" + server.port() + "/x", rooted.header("Location"), rooted::head);
            for (String other : List.of("evil.example", "evil.example:443", "localhost.evil.example", "[::1]")) {
                HttpAnswer refused = cleartext(server, request("GET", "//evil.example/", other));
                assertTrue(refused.status() == 421 || refused.status() == 403, refused::head);
                assertFalse(refused.has("Location"), refused::head);
            }
            HttpAnswer slashes = cleartext(server, request("GET", "//evil.example/", host));
            assertEquals("https://" + host + "//evil.example/", slashes.header("Location"));
            assertRefused(cleartext(server, request("POST", "/t/a", host).body("secret")), "https");
            assertRefused(cleartext(server, request("DELETE", "/admin/sockets/1", host)), "https");
            assertRefused(cleartext(server, Request.upgrade("/echo")), "wss");
            try (TlsSocket socket = TlsSocket.connect(server.port(), certificates.client())) {
                assertEquals(
                        "Hello, World!", socket.ask(Request.get("/plaintext")).text());
            }
        }
    }

    /** What came over TLS to a proxy that is trusted is not redirected to where it came from. */
    @Test
    void withTlsOnlyATrustedProxyMayEndTls() throws Exception {
        try (TestServer server = start("--tls-only", "--trusted-proxy=127.0.0.1");
                RawSocket socket = RawSocket.connect(server.port());
                RawSocket webSocket = RawSocket.connect(server.port())) {
            String https = "X-Forwarded-Proto: https";
            assertEquals(
                    "Hello, World!",
                    socket.ask(Request.get("/plaintext").with(https)).text());
            assertEquals(
                    201,
                    socket.ask(Request.of("POST", "/t/a").with(https).body("x")).status());
            webSocket.send(Request.upgrade("/echo").with(https).bytes());
            webSocket.expectSwitch();
            webSocket.expectEcho("over TLS, to the proxy");
            assertEquals(
                    308,
                    socket.ask(Request.get("/plaintext").with("X-Forwarded-Proto: http"))
                            .status());
            socket.expectEof();
        }
        try (TestServer server = start("--tls-only")) {
            assertEquals(
                    308,
                    cleartext(server, Request.get("/plaintext").with("X-Forwarded-Proto: https"))
                            .status());
        }
    }

    @Test
    void theAdminPortServesTlsAndOnANetworkOnlyThat() throws Exception {
        for (String host : List.of("127.0.0.1", "0.0.0.0")) {
            try (TestServer server = start("--tls-only", "--admin-port=0", "--admin-host=" + host)) {
                try (TlsSocket socket = TlsSocket.connect(server.adminPort(), certificates.client())) {
                    assertEquals(200, socket.ask(Request.get("/admin/sockets")).status());
                }
                try (RawSocket socket = RawSocket.connect(server.adminPort())) {
                    int status = socket.ask(Request.get("/admin/sockets")).status();
                    assertEquals(host.equals("0.0.0.0") ? 308 : 200, status);
                }
            }
        }
    }

    private static Request request(String method, String target, String host) {
        return Request.of(method, target).without("Host").with("Host: " + host);
    }

    private static HttpAnswer cleartext(TestServer server, Request request) throws Exception {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer answer = socket.ask(request);
            socket.expectEof();
            return answer;
        }
    }

    private static void assertRefused(HttpAnswer answer, String expected) {
        assertEquals(403, answer.status(), answer::head);
        assertTrue(answer.text().contains("(expected: " + expected + ", since tls-only is set)"), answer::text);
    }

    @Test
    void curlGetsAPageAndIsRedirected() throws Exception {
        Needs.program("curl", "curl");
        try (TestServer server = start("--tls-only")) {
            String ca = certificates.authorityFile().toString();
            assertEquals(
                    "Hello, World! 200 1",
                    run(
                            "",
                            "curl",
                            "-sS",
                            "--max-time",
                            "20",
                            "--noproxy",
                            "*",
                            "--cacert",
                            ca,
                            "-L",
                            "-w",
                            " %{http_code} %{num_redirects}",
                            "http://localhost:" + server.port() + "/plaintext"));
        }
    }

    /** The JDK's engine would let it: each renegotiation costs the server a signature, and the client nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openSslMayNotRenegotiate(boolean withTheJdksEngine) throws Exception {
        Needs.program("openssl", "openssl");
        int port = ServerProcess.freePort();
        List<String> engine = List.of("env", "JAVA_TOOL_OPTIONS=-Dio.netty.handler.ssl.noOpenSsl=" + withTheJdksEngine);
        try (ServerProcess server = new ServerProcess(
                        engine,
                        folder,
                        "--port=" + port,
                        certificates.flags("server")[0],
                        certificates.flags("server")[1]);
                TlsSocket sibling = TlsSocket.connect(port, certificates.client())) {
            assertTrue(
                    server.errors().contains("TLS by " + (withTheJdksEngine ? "the JDK" : "BoringSSL")),
                    server.errors());
            String said = run(
                    "R\n",
                    "openssl",
                    "s_client",
                    "-tls1_2",
                    "-connect",
                    "127.0.0.1:" + port,
                    "-CAfile",
                    certificates.authorityFile().toString());
            int asked = said.indexOf("RENEGOTIATING");
            assertTrue(asked > 0, said);
            String answer = said.substring(asked);
            assertTrue(answer.contains("no renegotiation") || answer.contains("handshake failure"), said);
            assertFalse(answer.contains("verify return"), said);
            assertEquals("Hello, World!", sibling.ask(Request.get("/plaintext")).text());
        }
    }

    private static String run(String input, String... command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
            in.flush();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void badFlagsAreRefused() {
        assertRefused(
                "tls-key: none (expected: one for each tls-cert, in the same order: 1)",
                "--tls-cert=" + certificates.certificateFile("server"));
        assertRefused("tls-only: true (expected: tls-cert and tls-key with it)", "--tls-only");
        assertRefused(
                "tls-client-auth: maybe (expected: none, want or require)",
                "--tls-client-auth=maybe",
                certificates.flags("server")[0],
                certificates.flags("server")[1]);
        assertRefused(
                "tls-client-auth: require (expected: tls-client-ca with it, or none)",
                "--tls-client-auth=require",
                certificates.flags("server")[0],
                certificates.flags("server")[1]);
    }

    private static void assertRefused(String message, String... flags) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TestServer.start(flags).close())
                        .getMessage());
    }
}
