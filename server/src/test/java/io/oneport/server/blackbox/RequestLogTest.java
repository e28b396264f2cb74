package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.log.access.AccessFormat;
import io.oneport.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the access log says of requests over real sockets. */
@Timeout(60)
class RequestLogTest {
    @TempDir
    Path folder;

    private interface Use {
        void of(int port) throws Exception;
    }

    /** Has a server used, and gives the lines that it has logged when it has stopped. */
    private List<String> logged(Use use, String... flags) throws Exception {
        Path file = folder.resolve("access.log");
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--access-log=" + file);
        if (all.stream().noneMatch(flag -> flag.startsWith("--access-log-format="))) {
            all.add("--access-log-format=json");
        }
        try (TestServer server = TestServer.start(all.toArray(String[]::new))) {
            use.of(server.port());
        }
        return Files.readAllLines(file);
    }

    private static String field(String line, String name) {
        Matcher value =
                Pattern.compile("\"" + name + "\":(\"[^\"]*\"|[0-9.eE-]+)").matcher(line);
        return value.find() ? value.group(1).replace("\"", "") : null;
    }

    private static String summary(String line) {
        return field(line, "method") + " " + field(line, "target") + " " + field(line, "status") + " "
                + field(line, "bytes");
    }

    @Test
    void eachRequestHasALine() throws Exception {
        List<String> lines = logged(port -> {
            try (RawSocket socket = RawSocket.connect(port)) {
                // The same head again, as most clients send it, is logged like any other.
                for (int i = 0; i < 3; i++) {
                    assertEquals(
                            200,
                            socket.ask(Request.get("/plaintext").with("User-Agent: test/1"))
                                    .status());
                }
                assertEquals(200, socket.head(Request.of("HEAD", "/plaintext")).status());
                assertEquals(
                        404,
                        socket.ask(Request.get("/nothing?token=secret&a=b")).status());
                assertEquals(
                        201, socket.ask(Request.of("POST", "/t/a").body("hi")).status());
                assertEquals(200, socket.ask(Request.get("/t/a?since=all")).status());
                assertEquals(400, socket.ask(Request.line("GET / HTTP/1.1")).status()); // without Host
            }
            try (RawSocket socket = RawSocket.connect(port)) {
                socket.send("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals(400, socket.answer().status());
            }
        });
        assertEquals(9, lines.size(), lines::toString);
        for (int i = 0; i < 3; i++) {
            assertEquals("GET /plaintext 200 13", summary(lines.get(i)));
            assertEquals("test/1", field(lines.get(i), "user_agent"));
            assertEquals("127.0.0.1", field(lines.get(i), "client"));
            assertTrue(Double.parseDouble(field(lines.get(i), "duration_ms")) >= 0);
        }
        assertEquals(
                3,
                lines.stream()
                        .limit(3)
                        .map(line -> field(line, "request_id"))
                        .distinct()
                        .count());
        assertEquals("HEAD /plaintext 200 0", summary(lines.get(3)));
        assertTrue(summary(lines.get(4)).startsWith("GET /nothing?token=***&a=b 404 "), lines.get(4));
        assertTrue(summary(lines.get(5)).startsWith("POST /t/a 201 "), lines.get(5));
        assertTrue(summary(lines.get(6)).startsWith("GET /t/a?since=all 200 "), lines.get(6));
        assertTrue(Integer.parseInt(field(lines.get(6), "bytes")) > 20, lines.get(6));
        assertTrue(summary(lines.get(7)).startsWith("GET / 400 "), lines.get(7));
        assertNull(field(lines.get(8), "method"), lines.get(8));
        assertEquals("400", field(lines.get(8), "status"));
    }

    /** Many workers and sockets at a time: no line has a part of another, and those of one socket are in order. */
    @ParameterizedTest
    @EnumSource(AccessFormat.class)
    void linesOfManySocketsDoNotMix(AccessFormat format) throws Exception {
        int sockets = 24;
        int requests = 150;
        List<String> lines = logged(
                port -> {
                    List<RawSocket> all = new ArrayList<>();
                    for (int s = 0; s < sockets; s++) {
                        all.add(RawSocket.connect(port));
                    }
                    for (int i = 0; i < requests; i++) {
                        for (int s = 0; s < sockets; s++) {
                            all.get(s).send(request(s, i).bytes());
                        }
                    }
                    for (RawSocket socket : all) {
                        for (int i = 0; i < requests; i++) {
                            assertEquals(200, socket.answer().status());
                        }
                        socket.close();
                    }
                },
                "--worker-threads=4",
                "--access-log-format=" + format.text());
        assertEquals(sockets * requests, lines.size());
        Pattern whole = Pattern.compile(
                switch (format) {
                    case COMMON ->
                        "127\\.0\\.0\\.1 - - \\[[^]]{26}] \"GET /plaintext\\?(\\d+)-(\\d+)=x* HTTP/1.1\" 200 13";
                    case COMBINED ->
                        "127\\.0\\.0\\.1 - - \\[[^]]{26}] \"GET /plaintext\\?(\\d+)-(\\d+)=x* HTTP/1.1\" 200 13 \"-\" \"a\\1-\\2\"";
                    case JSON ->
                        "\\{\"time\":\"[-0-9T:.]{23}Z\",\"request_id\":\"[-0-9a-f]+\",\"socket\":\\d+,"
                                + "\"client\":\"127.0.0.1\",\"method\":\"GET\",\"target\":\"/plaintext\\?(\\d+)-(\\d+)=x*\","
                                + "\"version\":\"HTTP/1.1\",\"status\":200,\"bytes\":13,\"duration_ms\":[0-9.]+,"
                                + "\"user_agent\":\"a\\1-\\2\"}";
                });
        int[] next = new int[sockets];
        for (String line : lines) {
            Matcher matcher = whole.matcher(line);
            assertTrue(matcher.matches(), line);
            assertEquals(next[Integer.parseInt(matcher.group(1))]++, Integer.parseInt(matcher.group(2)), line);
        }
    }

    private static Request request(int socket, int i) {
        String name = socket + "-" + i;
        return Request.get("/plaintext?" + name + "=" + "x".repeat(i % 40)).with("User-Agent: a" + name);
    }

    @Test
    void aWebSocketAndAStreamAreLoggedWhenTheyEnd() throws Exception {
        List<String> lines = logged(port -> {
            try (RawSocket socket = RawSocket.connect(port)) {
                socket.send(Request.upgrade("/echo").bytes());
                socket.expectSwitch();
                socket.send(Frames.text("hello"));
                assertEquals("hello", socket.message().text());
            }
            try (RawSocket socket = RawSocket.connect(port)) {
                socket.stream(Request.get("/t/a/json"), "application/x-ndjson");
            }
            try (RawSocket socket = RawSocket.connect(port)) {
                assertEquals(426, socket.ask(Request.get("/echo")).status());
            }
        });
        assertEquals(3, lines.size(), lines::toString);
        String webSocket = line(lines, "GET /echo 101 ");
        assertTrue(Integer.parseInt(field(webSocket, "bytes")) >= 7, webSocket);
        assertTrue(field(webSocket, "ended").contains("peer"), webSocket);
        String stream = line(lines, "GET /t/a/json 200 ");
        assertTrue(field(stream, "ended") != null, stream);
        line(lines, "GET /echo 426 ");
    }

    private static String line(List<String> lines, String beginning) {
        return lines.stream()
                .filter(line -> summary(line).startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError(beginning + " in " + lines));
    }

    /** The secrets of every way to bring a token stay out of the log. */
    @Test
    void noTokenIsLogged() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef0123456789abcdef");
        List<String> lines = logged(
                port -> {
                    try (RawSocket socket = RawSocket.connect(port)) {
                        Request request = Request.get("/t/a?%6By=SECRET1")
                                .with("Referer: http://me:SECRET7@localhost/?ky=SECRET2&token=SECRET3")
                                .with("Cookie: session=SECRET4");
                        assertEquals(401, socket.ask(request).status());
                    }
                    try (RawSocket socket = RawSocket.connect(port)) {
                        Request request = Request.get("/t/a").with("Authorization: Bearer SECRET5");
                        assertEquals(401, socket.ask(request).status());
                    }
                    try (RawSocket socket = RawSocket.connect(port)) {
                        Request request =
                                Request.upgrade("/t/a").with("Sec-WebSocket-Protocol: oneport.bearer.SECRET6");
                        assertEquals(401, socket.ask(request).status());
                    }
                },
                "--jwt-key=" + key,
                "--jwt-query=ky");
        assertEquals(3, lines.size(), lines::toString);
        assertFalse(lines.toString().contains("SECRET"), lines::toString);
        assertEquals("http://***@localhost/?ky=***&token=***", field(lines.get(0), "referer"));
    }

    @Test
    void aRequestsOwnIdIsLoggedAndGivenBack() throws Exception {
        List<String> lines = logged(port -> {
            try (RawSocket socket = RawSocket.connect(port)) {
                Request request = Request.get("/plaintext").with("X-Request-Id: abc/1.2-3");
                assertEquals("abc/1.2-3", socket.ask(request).header("X-Request-Id"));
                assertEquals("abc/1.2-3", socket.ask(request).header("X-Request-Id"));
                assertFalse(socket.ask(Request.get("/plaintext")).has("X-Request-Id"));
                Request bad = Request.get("/plaintext").with("X-Request-Id: a\"b");
                assertFalse(socket.ask(bad).has("X-Request-Id"));
            }
        });
        assertEquals("abc/1.2-3", field(lines.get(0), "request_id"));
        assertEquals("abc/1.2-3", field(lines.get(1), "request_id"));
        assertTrue(field(lines.get(3), "request_id").matches("[0-9a-f]{8}-\\d+-4"), lines.get(3));
    }

    /** A peer that leaves in the middle of a long answer: what it got is logged, and that it was cut. */
    @Test
    void anAnswerThatIsCutShortSaysSo() throws Exception {
        List<String> lines = logged(
                port -> {
                    try (RawSocket socket = RawSocket.connect(port)) {
                        for (int i = 0; i < 200; i++) {
                            Request post = Request.of("POST", "/t/big").body("x".repeat(60_000));
                            assertEquals(201, socket.ask(post).status());
                        }
                    }
                    try (RawSocket socket = RawSocket.connect(port, 4_096)) {
                        HttpAnswer head = socket.head(Request.get("/t/big?since=all&limit=1000"));
                        assertEquals(200, head.status());
                        socket.in().readNBytes(10_000);
                    }
                },
                "--history-messages=1000",
                "--history-bytes=32MiB",
                "--max-body=64KiB");
        String cut = line(lines, "GET /t/big?since=all&limit=1000 200 ");
        assertTrue(field(cut, "ended") != null, cut);
    }

    /** A named pipe that nobody reads is like a disk that hangs. */
    @Test
    void aDiskThatHangsCostsLinesAndNeitherAnswersNorTheStop() throws Exception {
        Needs.program("mkfifo", "coreutils");
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        int answered = 0;
        try (TestServer server = TestServer.start(
                        "--access-log=" + pipe, "--access-log-buffer=64KiB", "--access-log-format=common");
                RawSocket socket = RawSocket.connect(server.port())) {
            Request request = Request.get("/plaintext?" + "x".repeat(2_000));
            while (dropped(socket) < 100) {
                for (int i = 0; i < 100; i++) {
                    assertEquals(200, socket.ask(request).status());
                }
                answered += 100;
            }
        }
        List<String> lines = Files.readAllLines(pipe); // which lets the thread that writes them end
        assertTrue(lines.size() < answered, lines.size() + " of " + answered);
        lines.forEach(line -> assertTrue(
                line.matches("127\\.0\\.0\\.1 - - \\[.*] \"GET /(plaintext\\?x{2000}|metrics) HTTP/1.1\" 200 \\d+"),
                line));
    }

    private static long dropped(RawSocket socket) throws Exception {
        String text = socket.ask(Request.get("/metrics")).text();
        Matcher value = Pattern.compile("(?m)^oneport_access_log_dropped_total ([0-9.]+)$")
                .matcher(text);
        assertTrue(value.find(), text);
        return (long) Double.parseDouble(value.group(1));
    }

    @Test
    void operatorsSetTheLevelWhileItRuns() throws Exception {
        try (TestServer server = TestServer.start();
                RawSocket socket = RawSocket.connect(server.port())) {
            String before = socket.ask(Request.get("/admin/log-level")).text();
            assertEquals(
                    200,
                    socket.ask(Request.of("PUT", "/admin/log-level?level=error"))
                            .status());
            try {
                assertEquals(
                        "{\"level\":\"error\"}\n",
                        socket.ask(Request.get("/admin/log-level")).text());
                HttpAnswer bad = socket.ask(Request.of("PUT", "/admin/log-level?level=loud"));
                assertEquals(400, bad.status());
                assertTrue(bad.text().contains("level: loud (expected: error, warn, info or debug)"), bad::text);
            } finally {
                String level = before.replaceAll(".*:\"(.*)\".*\\s", "$1");
                socket.ask(Request.of("PUT", "/admin/log-level?level=" + level));
            }
        }
    }
}
