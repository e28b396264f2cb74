package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams to who speaks HTTP/1.0, such as a proxy: no chunks, and the end of the connection ends the body. */
class Http10StreamTest extends TopicsTest {
    @Override
    String[] flags() {
        return new String[] {"--ping-interval=300ms"};
    }

    private static Request http10(String target) {
        return Request.line("GET " + target + " HTTP/1.0").with("Host: localhost");
    }

    /** The head of a stream's answer, checked. */
    private static HttpAnswer head(RawSocket wire, Request request) throws IOException {
        HttpAnswer head = wire.head(request);
        assertEquals(200, head.status(), head::head);
        assertFalse(head.has("Transfer-Encoding"), head::head);
        assertFalse(head.has("Content-Length"), head::head);
        assertTrue(head.hasToken("Connection", "close"), head::head);
        return head;
    }

    @Test
    void anEventStream() throws Exception {
        String topic = newTopic();
        String id = publish(topic, "before");
        try (RawSocket wire = connect()) {
            head(wire, http10("/t/" + topic + "/sse?since=all"));
            EventStream events = new EventStream(wire, wire.in());
            assertEquals(moved(id, -1), events.expectInitialId());
            assertEquals(id, events.expect("before").id());
            String large = "x".repeat(50_000);
            publish(topic, large);
            assertEquals(moved(id, 1), events.expect(large).id());
        }
    }

    @Test
    void anEventStreamOfSeveralTopics() throws Exception {
        String a = newTopic();
        try (RawSocket wire = connect()) {
            head(wire, http10("/t/" + a + "," + newTopic() + "/sse"));
            EventStream events = new EventStream(wire, wire.in());
            events.expectInitialId();
            String id = publish(a, "x");
            EventStream.Block block = events.block();
            assertTrue(block.id().startsWith(id + ","), block::toString);
            assertEquals("x", Json.read(block.data()).get("data"));
        }
    }

    @Test
    void jsonLinesEvenWithKeepAlive() throws Exception {
        String topic = newTopic();
        try (RawSocket wire = connect()) {
            head(wire, http10("/t/" + topic + "/json").with("Connection: keep-alive"));
            LineStream lines = new LineStream(wire, wire.in());
            lines.expect("open");
            publish(topic, "one");
            lines.expectMessage("one");
        }
    }

    @Test
    void payloadsOnly() throws Exception {
        String topic = newTopic();
        publish(topic, "one");
        try (RawSocket wire = connect()) {
            head(wire, http10("/t/" + topic + "/raw?since=all"));
            LineStream lines = new LineStream(wire, wire.in());
            assertEquals("one", lines.line());
            publish(topic, "two");
            assertEquals("two", lines.line());
        }
    }

    @Test
    @MostlyWaits
    void whatKeepsItAliveHasNoChunksEither() throws Exception {
        try (RawSocket wire = connect()) {
            head(wire, http10("/t/" + newTopic() + "/json"));
            LineStream lines = new LineStream(wire, wire.in());
            lines.expect("open");
            for (int i = 0; i < 3; i++) {
                assertEquals("", lines.line());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sse", "/json", "/raw"})
    void theHeadAlone(String suffix) throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer head = wire.head(
                    Request.line("HEAD /t/" + newTopic() + suffix + " HTTP/1.0").with("Host: localhost"));
            assertEquals(200, head.status(), head::head);
            assertFalse(head.has("Transfer-Encoding"), head::head);
            wire.expectEof();
        }
    }

    @Test
    void theEndOfTheConnectionEndsTheBody() throws Exception {
        TestServer server = TestServer.start();
        try (RawSocket wire = RawSocket.connect(server.port())) {
            head(wire, http10("/t/t/json"));
            LineStream lines = new LineStream(wire, wire.in());
            lines.expect("open");
            server.close();
            lines.expectEnd();
        } finally {
            server.close();
        }
    }

    @Test
    void whoWantsTheConnectionClosedIsToldThatItWillBe() throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer head =
                    wire.head(Request.get("/t/" + newTopic() + "/json").with("Connection: close"));
            assertTrue(head.hasToken("Connection", "close"), head::head);
            assertEquals("chunked", head.header("Transfer-Encoding"));
        }
    }

    /** A real nginx with nothing but proxy_pass, which speaks HTTP/1.0 to what is behind it. */
    @Test
    @Timeout(30)
    void throughNginxThatJustPasses(@TempDir Path folder) throws Exception {
        Path nginx =
                List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/usr/local/sbin/nginx"))
                        .stream()
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
        assumeTrue(nginx != null, "nginx is installed (Debian: apt-get install nginx-light)");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; master_process off; pid nginx.pid; error_log stderr;
                events {}
                http {
                  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f;
                  uwsgi_temp_path u; scgi_temp_path s;
                  server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }
                }
                """.formatted(port, port()));
        Process process = new ProcessBuilder(nginx.toString(), "-p", folder.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            awaitListening(process, port, folder.resolve("log"));
            String topic = newTopic();
            try (EventStream events = EventStream.open(port, "/t/" + topic)) {
                events.expectInitialId();
                publish(port, topic, "through nginx");
                events.expect("through nginx");
            }
            try (LineStream lines = LineStream.json(port, "/t/" + topic + "/json?since=all")) {
                lines.expect("open");
                lines.expectMessage("through nginx");
            }
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void awaitListening(Process process, int port, Path log) throws Exception {
        while (true) {
            try {
                RawSocket.connect(port).close();
                return;
            } catch (IOException notYet) {
                assertTrue(process.isAlive(), Files.readString(log));
                Thread.onSpinWait();
            }
        }
    }
}
