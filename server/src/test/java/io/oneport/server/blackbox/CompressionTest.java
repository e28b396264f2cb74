package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in gzip: the same content, for those who accept it, and told apart from the plain ones. */
class CompressionTest extends SharedServerTest {
    private static final String GZIP = "Accept-Encoding: gzip, deflate";

    @TempDir
    static Path site;

    @Override
    String[] flags() {
        try {
            Files.writeString(site.resolve("data.json"), "[" + "\"some text\",".repeat(20_000) + "1]");
            Files.writeString(site.resolve("short.json"), "[1]");
            byte[] noise = new byte[50_000];
            new Random(1).nextBytes(noise);
            Files.write(site.resolve("noise.png"), noise);
            Files.write(site.resolve("noise.txt"), noise);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new String[] {"--static=" + site, "--worker-threads=1"};
    }

    private HttpAnswer get(String target, String... fields) throws IOException {
        Request request = Request.get(target);
        for (String field : fields) {
            request.with(field);
        }
        try (RawSocket socket = connect()) {
            return socket.ask(request);
        }
    }

    private static byte[] unpacked(HttpAnswer answer) throws IOException {
        assertEquals(200, answer.status(), answer::head);
        assertEquals("gzip", answer.header("Content-Encoding"));
        assertTrue(answer.header("Vary").endsWith("accept-encoding"), answer::head);
        return new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    }

    private static void assertPlain(HttpAnswer answer) {
        assertEquals(200, answer.status(), answer::head);
        assertFalse(answer.has("Content-Encoding"), answer::head);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/", "/admin/admin.js"})
    void aPageComesInGzip(String target) throws IOException {
        HttpAnswer plain = get(target);
        assertPlain(plain);
        assertEquals("accept-encoding", plain.header("Vary"));
        for (int times = 0; times < 2; times++) { // made, and kept
            HttpAnswer gzip = get(target, GZIP);
            assertArrayEquals(plain.body(), unpacked(gzip));
            assertTrue(gzip.body().length < plain.body().length, "shorter");
            try (RawSocket socket = connect()) {
                HttpAnswer head = socket.head(Request.of("HEAD", target).with(GZIP));
                assertEquals(HttpAnswer.maskDates(gzip.head()), HttpAnswer.maskDates(head.head()));
                socket.expectPlaintext();
            }
        }
        assertPlain(get(target, "Accept-Encoding: gzip;q=0, *"));
        assertPlain(get(target, "Accept-Encoding: identity, gzip;q=0.5"));
        assertPlain(get(target, "Accept-Encoding: br"));
        assertPlain(get(target, GZIP, "Cookie: a=b")); // BREACH
        assertArrayEquals(plain.body(), unpacked(get(target, "Accept-Encoding: *")));
    }

    /** Scanners of TLS ask for it alone, and would report BREACH of any page. */
    @Test
    void theLandingPageIsSentAsItIs() throws IOException {
        assertPlain(get("/", GZIP));
    }

    @Test
    void operatorsGetGzip() throws IOException {
        String metrics = new String(unpacked(get("/metrics", GZIP)), StandardCharsets.UTF_8);
        assertTrue(metrics.contains("oneport_sockets_open"), metrics);
        try (RawSocket one = webSocket();
                RawSocket two = webSocket()) {
            String sockets = new String(unpacked(get("/admin/sockets?state=open", GZIP)), StandardCharsets.UTF_8);
            assertTrue(sockets.contains(one.client()) && sockets.contains(two.client()), sockets);
        }
    }

    @Test
    void whatIsShortIsSentAsItIs() throws IOException {
        HttpAnswer answer = get("/healthz", GZIP);
        assertPlain(answer);
        assertFalse(answer.has("Vary"), answer::head);
        assertPlain(get("/short.json", GZIP));
    }

    @Test
    void historyComesInGzipInOnePieceAndInParts() throws IOException {
        for (int messages : new int[] {4, 60}) {
            String topic = "/t/history" + messages;
            try (RawSocket socket = connect()) {
                for (int i = 0; i < messages; i++) {
                    HttpAnswer published = socket.ask(Request.of("POST", topic).body(("text " + i).repeat(300)));
                    assertEquals(201, published.status(), published::head);
                }
                byte[] plain = socket.ask(Request.get(topic + "?since=all")).body();
                HttpAnswer gzip = socket.ask(Request.get(topic + "?since=all").with(GZIP));
                assertArrayEquals(plain, unpacked(gzip));
                assertEquals(messages == 60, gzip.has("Transfer-Encoding"), gzip::head);
                HttpAnswer head =
                        socket.head(Request.of("HEAD", topic + "?since=all").with(GZIP));
                assertEquals(HttpAnswer.maskDates(gzip.head()), HttpAnswer.maskDates(head.head()));
                socket.send(Request.line("GET " + topic + "?since=all HTTP/1.0")
                        .with(GZIP)
                        .bytes());
                String all = new String(socket.toEof(), StandardCharsets.ISO_8859_1);
                assertEquals(messages == 4, all.contains("content-encoding: gzip"), all.substring(0, 200));
            }
        }
    }

    @Test
    void streamsAreNotCompressed() throws IOException {
        try (RawSocket socket = connect()) {
            HttpAnswer head = socket.head(Request.get("/t/a/sse").with(GZIP));
            assertPlain(head);
            assertFalse(head.has("Vary"), head::head);
        }
    }

    @Test
    void pipelinedAnswersStayInOrder() throws IOException {
        byte[] data = Files.readAllBytes(site.resolve("data.json"));
        try (RawSocket socket = connect()) {
            byte[] requests = {};
            for (int i = 0; i < 10; i++) {
                requests = Bytes.concat(
                        requests,
                        Request.get("/admin/").with(GZIP).bytes(),
                        Request.get("/plaintext").bytes(),
                        Request.get("/data.json").with(GZIP).bytes(),
                        Request.get("/metrics").with(GZIP).bytes());
            }
            socket.send(requests);
            for (int i = 0; i < 10; i++) {
                assertTrue(new String(unpacked(socket.answer()), StandardCharsets.UTF_8).contains("<html"), "a page");
                assertEquals("Hello, World!", socket.answer().text());
                assertArrayEquals(data, unpacked(socket.answer()));
                assertTrue(new String(unpacked(socket.answer()), StandardCharsets.UTF_8).contains("# TYPE"), "metrics");
            }
        }
    }

    @Test
    void filesAreCompressedWhereThatMakesThemShorter() throws IOException {
        byte[] data = Files.readAllBytes(site.resolve("data.json"));
        HttpAnswer plain = get("/data.json");
        assertArrayEquals(data, plain.body());
        HttpAnswer gzip = get("/data.json", GZIP);
        assertArrayEquals(data, unpacked(gzip));
        assertTrue(gzip.header("ETag").startsWith("W/"), gzip::head);
        assertFalse(gzip.header("ETag").contains(plain.header("ETag")), "another tag for another coding");
        assertEquals(
                304,
                get("/data.json", GZIP, "If-None-Match: " + gzip.header("ETag")).status());
        HttpAnswer part = get("/data.json", GZIP, "Range: bytes=0-1");
        assertArrayEquals(data, unpacked(part)); // other servers may make other bytes of it
        assertEquals(206, get("/data.json", "Range: bytes=0-1").status());
        try (RawSocket socket = connect()) {
            HttpAnswer head = socket.head(Request.of("HEAD", "/data.json").with(GZIP));
            assertEquals(HttpAnswer.maskDates(gzip.head()), HttpAnswer.maskDates(head.head()));
            socket.expectPlaintext();
        }
        assertFalse(get("/noise.png", GZIP).has("Vary"), "an image");
        HttpAnswer noise = get("/noise.txt", GZIP);
        assertPlain(noise);
        assertArrayEquals(Files.readAllBytes(site.resolve("noise.txt")), noise.body());
    }

    @Test
    void nothingIsCompressedWhenItIsOff() throws IOException {
        try (TestServer server = TestServer.start("--compress=off", "--static=" + site);
                RawSocket socket = RawSocket.connect(server.port())) {
            for (String target : new String[] {"/", "/data.json"}) {
                HttpAnswer answer = socket.ask(Request.get(target).with(GZIP));
                assertPlain(answer);
                assertFalse(answer.has("Vary"), answer::head);
            }
        }
    }
}
