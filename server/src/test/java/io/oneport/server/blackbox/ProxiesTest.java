package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behind real proxies, set up as docs/security.md says: its examples are what is run here. */
@Timeout(120)
class ProxiesTest {
    /** An address of this machine that no proxy has. */
    private static final String CLIENT = "127.0.0.5";

    private static final String TRUSTED = "--trusted-proxy=127.0.0.1";

    @TempDir
    Path folder;

    private int proxyPort;
    private Process proxy;

    @BeforeEach
    void findAPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            proxyPort = free.getLocalPort();
        }
    }

    @AfterEach
    void stopTheProxy() throws InterruptedException {
        if (proxy != null) {
            proxy.descendants().forEach(ProcessHandle::destroy);
            proxy.destroy();
            assertTrue(proxy.waitFor(20, TimeUnit.SECONDS));
        }
    }

    /** An example of the chapter, for this server and this proxy's port. */
    private String example(String name, TestServer server) throws IOException {
        String all = Files.readString(Path.of("..", "docs", "security.md"));
        int begin = all.indexOf("```" + name + "\n");
        assertTrue(begin >= 0, "docs/security.md has no example " + name);
        String text = all.substring(all.indexOf('\n', begin) + 1, all.indexOf("```", begin + 3));
        return text.replace("127.0.0.1:8080", "127.0.0.1:" + server.port())
                .replace("listen 80;", "listen 127.0.0.1:" + proxyPort + ";")
                .replace("bind :80", "bind 127.0.0.1:" + proxyPort)
                .replace(":80 {", "http://:" + proxyPort + " {\n    bind 127.0.0.1");
    }

    private void run(String file, String configuration, String... command) throws IOException {
        Path config = Files.writeString(folder.resolve(file), configuration);
        Path log = folder.resolve("log");
        ProcessBuilder start = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        start.environment().put("XDG_CONFIG_HOME", folder.toString()); // Caddy writes there
        start.environment().put("XDG_DATA_HOME", folder.toString());
        proxy = start.start();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", proxyPort));
                return;
            } catch (ConnectException notYet) {
                assertTrue(proxy.isAlive(), () -> config + ": " + read(log));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void nginx(String http, String stream) throws IOException {
        Needs.program("nginx", "nginx-light");
        String temporary = "client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u;"
                + " scgi_temp_path s; access_log off;\n";
        run(
                "nginx.conf",
                "daemon off; master_process off; pid nginx.pid; error_log stderr; events {}\n" + stream + "http {"
                        + temporary + http + "}\n",
                "nginx",
                "-p",
                folder.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "stderr");
    }

    private void haproxy(String configuration) throws IOException {
        Needs.program("haproxy", "haproxy");
        run("haproxy.cfg", configuration, "haproxy", "-f", "haproxy.cfg");
    }

    /** A connection to the proxy from an address that is no proxy's. */
    private final class Visitor implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;

        Visitor() throws IOException {
            socket.bind(new InetSocketAddress(CLIENT, 0));
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress("127.0.0.1", proxyPort));
            in = new BufferedInputStream(socket.getInputStream());
        }

        HttpAnswer ask(Request request) throws IOException {
            socket.getOutputStream().write(request.bytes());
            return HttpAnswer.read(in, false);
        }

        void expectEcho(String text) throws IOException {
            socket.getOutputStream().write(Frames.text(text));
            assertEquals(text, ServerFrame.read(in).text());
        }

        void expectLine(String part) throws IOException {
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf(part) < 0) {
                int next = in.read();
                assertTrue(next >= 0, seen::toString);
                seen.append((char) next);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** HTTP, an event stream and a WebSocket come through, and the server knows who the client is. */
    private void assertPassesOn(TestServer server, boolean lies) throws IOException {
        try (Visitor http = new Visitor();
                Visitor stream = new Visitor();
                Visitor webSocket = new Visitor();
                RawSocket operator = RawSocket.connect(server.adminPort())) {
            Request upgrade = Request.upgrade("/echo");
            if (lies) {
                upgrade.with("X-Forwarded-For: 198.51.100.1, 127.0.0.1").with("Forwarded: for=198.51.100.2");
            }
            assertEquals(101, webSocket.ask(upgrade).status());
            webSocket.expectEcho("through a proxy");
            stream.socket.getOutputStream().write(Request.get("/t/news/sse").bytes());
            stream.expectLine("text/event-stream");
            HttpAnswer published = http.ask(Request.of("POST", "/t/news").body("hello"));
            assertEquals(201, published.status(), published::text);
            stream.expectLine("data: hello");
            HttpAnswer page = http.ask(Request.get("/plaintext").with("X-Forwarded-For: 198.51.100.3"));
            assertEquals("Hello, World!", page.text());
            String found =
                    operator.ask(Request.get("/admin/sockets?client=" + CLIENT)).text();
            assertTrue(found.contains("\"protocol\":\"websocket\""), found);
            assertTrue(found.contains("\"protocol\":\"sse\""), found);
            assertTrue(found.contains("\"proxiedClient\":\"" + CLIENT), found);
            String all = operator.ask(Request.get("/admin/sockets")).text();
            assertFalse(all.contains("198.51.100."), all);
        }
    }

    @Test
    void nginx() throws IOException {
        try (TestServer server = TestServer.start(TRUSTED, "--admin-port=0")) {
            nginx(example("nginx", server), "");
            assertPassesOn(server, true);
        }
    }

    /** The page is of the origin that the browser sees, and a form of another site still publishes nothing. */
    @Test
    void originsAreComparedBehindNginx() throws IOException {
        try (TestServer server = TestServer.start(TRUSTED)) {
            nginx(example("nginx", server), "");
            try (Visitor visitor = new Visitor()) {
                for (String origin : List.of("http://app.example", "https://app.example", "http://evil.example")) {
                    Request publication = Request.of("POST", "/t/origins")
                            .without("Host")
                            .with("Host: app.example")
                            .with("Origin: " + origin);
                    int status = visitor.ask(publication.body("x")).status();
                    assertEquals(origin.equals("http://app.example") ? 201 : 403, status, origin);
                }
            }
        }
    }

    @Test
    void theAdminPathsAreClosedBehindThePlainestNginx() throws IOException {
        try (TestServer server = TestServer.start()) {
            nginx(
                    "server { listen 127.0.0.1:" + proxyPort + "; location / { proxy_pass http://127.0.0.1:"
                            + server.port() + "; } }",
                    "");
            try (Visitor visitor = new Visitor()) {
                assertEquals(200, visitor.ask(Request.get("/plaintext")).status());
                for (String line : List.of("GET /admin/sockets", "DELETE /admin/sockets/0", "GET /metrics")) {
                    Request request = Request.line(line + " HTTP/1.1").with("Host: app.example");
                    assertEquals(401, visitor.ask(request).status(), line);
                }
                assertEquals(200, visitor.ask(Request.get("/admin/sockets")).status(), "with the token");
            }
        }
    }

    @Test
    void haproxyByHeader() throws IOException {
        try (TestServer server = TestServer.start(TRUSTED, "--admin-port=0")) {
            haproxy(example("haproxy-http", server));
            assertPassesOn(server, true);
        }
    }

    @Test
    void haproxyByProxyProtocol() throws IOException {
        try (TestServer server = TestServer.start(TRUSTED, "--proxy-protocol=on", "--admin-port=0")) {
            haproxy(example("haproxy-tcp", server));
            assertPassesOn(server, true);
        }
    }

    @Test
    void haproxyByTheOlderProxyProtocolAndWithAChecksum() throws IOException {
        for (String option : List.of("send-proxy", "send-proxy-v2 proxy-v2-options crc32c,unique-id")) {
            try (TestServer server = TestServer.start(TRUSTED, "--proxy-protocol=on", "--admin-port=0")) {
                String documented = example("haproxy-tcp", server);
                assertTrue(documented.contains("send-proxy-v2"), documented);
                haproxy(documented.replace("send-proxy-v2", option));
                assertPassesOn(server, true);
            } finally {
                proxy.destroy();
                proxy.onExit().join();
                proxy = null;
            }
            findAPort();
        }
    }

    @Test
    void caddy() throws IOException {
        Needs.program("caddy", "caddy");
        try (TestServer server = TestServer.start(TRUSTED, "--admin-port=0")) {
            run(
                    "Caddyfile",
                    "{\n admin off\n auto_https off\n}\n" + example("caddy", server),
                    "caddy",
                    "run",
                    "--config",
                    "Caddyfile",
                    "--adapter",
                    "caddyfile");
            assertPassesOn(server, true);
        }
    }
}
