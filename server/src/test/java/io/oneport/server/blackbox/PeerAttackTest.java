package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Peers that mean harm: floods, resets at the worst moment, requests that cost much to read, and what has brought down other
 * servers. Each may be answered in any way that is documented; the two witnesses must be served as before.
 */
@Timeout(60)
class PeerAttackTest extends SharedServerTest {
    private interface Script {
        void run(PeerAttackTest test) throws Exception;
    }

    /** What the peer does. */
    private record Attack(String name, Script script) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    String[] flags() {
        return new String[] {
            "--worker-threads=1", "--head-timeout=500ms", "--body-timeout=500ms", "--message-timeout=500ms",
            "--linger-timeout=200ms", "--close-timeout=300ms", "--unfinished-total=4MiB", "--max-topics=2000"
        };
    }

    static Stream<Attack> connections() {
        return Stream.of(
                new Attack("500 connect and reset", test -> test.each(500, socket -> {})),
                new Attack("200 reset after one byte", test -> test.each(200, socket -> socket.send("G"))),
                new Attack("200 reset after half a request", test -> test.each(200, socket -> socket.send("GET / HT"))),
                new Attack(
                        "200 reset behind a request",
                        test -> test.each(
                                200,
                                socket -> socket.send(Request.get("/plaintext").bytes()))),
                new Attack(
                        "200 reset within a body",
                        test -> test.each(200, socket -> socket.send(post("/t/a", "Content-Length: 9") + "half"))),
                new Attack(
                        "200 reset within a chunk",
                        test -> test.each(
                                200, socket -> socket.send(post("/t/a", "Transfer-Encoding: chunked") + "ff\r\nhalf"))),
                new Attack(
                        "100 reset behind an upgrade",
                        test -> test.each(
                                100,
                                socket -> socket.send(Request.upgrade("/echo").bytes()))),
                new Attack(
                        "100 reset within a frame",
                        test -> test.each(
                                100,
                                socket -> socket.send(
                                        Request.upgrade("/echo").bytes(),
                                        Frames.frame(Frames.TEXT, "")
                                                .declaring(900)
                                                .head()))),
                new Attack(
                        "100 end within a frame",
                        test -> test.each(100, socket -> {
                            socket.send(
                                    Request.upgrade("/echo").bytes(),
                                    Frames.frame(Frames.TEXT, "").declaring(900).head());
                            socket.finish();
                        })),
                new Attack(
                        "100 reset within an event stream",
                        test -> test.each(
                                100,
                                socket -> socket.send(Request.get("/t/a/sse").bytes()))),
                new Attack(
                        "100 reset within a long poll",
                        test -> test.each(
                                100,
                                socket ->
                                        socket.send(Request.get("/t/a?wait=60s").bytes()))),
                new Attack(
                        "a ClientHello's beginning, 200 times",
                        test -> test.each(200, socket -> socket.send("\u0016\u0003\u0001\u0002\0\u0001"))),
                new Attack("300 slow heads at once", PeerAttackTest::slowHeads),
                new Attack(
                        "the first bytes of SSH, SMTP, SMB, RDP, MQTT, Redis",
                        test -> test.strangers(
                                "SSH-2.0-OpenSSH_9.9\r\n",
                                "EHLO here\r\n",
                                "\0\0\0\u0085\u00ffSMBr",
                                "\u0003\0\0\u0013\u000e\u00e0",
                                "\u0010\f\0\u0004MQTT\u0004\u0002\0<\0\0",
                                "*1\r\n$4\r\nPING\r\n")));
    }

    static Stream<Attack> floods() {
        byte[] upgrade = Request.upgrade("/echo").bytes();
        return Stream.of(
                new Attack(
                        "2,000 pipelined requests, none of the answers read",
                        test -> test.flood(
                                new byte[0], Request.get("/plaintext").bytes(), 2000)),
                new Attack(
                        "2,000 pipelined requests that are errors",
                        test -> test.flood(new byte[0], Request.get("/nothing").bytes(), 2000)),
                new Attack("20,000 pings", test -> test.flood(upgrade, Frames.ping(new byte[125]), 20_000)),
                new Attack("20,000 pongs", test -> test.flood(upgrade, Frames.pong(new byte[125]), 20_000)),
                new Attack("50,000 empty messages", test -> test.flood(upgrade, Frames.text(""), 50_000)),
                new Attack(
                        "50,000 empty fragments",
                        test -> test.flood(
                                Bytes.concat(
                                        upgrade,
                                        Frames.frame(Frames.TEXT, "").notFinal().bytes()),
                                Frames.frame(Frames.CONTINUATION, "").notFinal().bytes(),
                                50_000)),
                new Attack(
                        "fragments of one byte up to the limit",
                        test -> test.flood(
                                Bytes.concat(
                                        upgrade,
                                        Frames.frame(Frames.BINARY, "")
                                                .notFinal()
                                                .bytes()),
                                Frames.frame(Frames.CONTINUATION, "x")
                                        .notFinal()
                                        .bytes(),
                                70_000)),
                new Attack(
                        "5,000 publications",
                        test -> test.flood(
                                new byte[0],
                                Bytes.latin1(post("/t/flood", "Content-Length: 100") + "x".repeat(100)),
                                5000)),
                new Attack("300 messages that are begun and not ended", PeerAttackTest::unfinishedMessages),
                new Attack("300 bodies that are begun and not ended", PeerAttackTest::unfinishedBodies),
                new Attack("5,000 topics", PeerAttackTest::manyTopics),
                new Attack("2,000 commands that are no JSON", test -> test.commands("{", 2000)),
                new Attack("a subscription and its end, 2,000 times", PeerAttackTest::subscriptions));
    }

    static Stream<Attack> costlyRequests() {
        return Stream.of(
                costly("60,000 nested arrays", "[".repeat(60_000)),
                costly("60,000 nested objects", "{\"a\":".repeat(12_000)),
                costly("a number of 60,000 digits", "{\"type\":\"ping\",\"id\":" + "9".repeat(60_000) + "}"),
                costly("an exponent that is huge", "{\"type\":\"ping\",\"id\":1e999999999}"),
                costly("a member name of 60,000 characters", "{\"" + "a".repeat(60_000) + "\":1}"),
                costly(
                        "names with the same hash",
                        "{"
                                + IntStream.range(0, 1 << 12)
                                        .mapToObj(i -> "\"" + sameHash(i) + "\":1")
                                        .collect(Collectors.joining(","))
                                + "}"),
                costly("escapes only", "{\"type\":\"" + "\\u0041".repeat(10_000) + "\"}"),
                new Attack("a gzip bomb", PeerAttackTest::gzipBomb),
                new Attack(
                        "a batch of 60,000 bad lines",
                        test -> test.ask(Request.of("POST", "/t")
                                .with("Content-Type: application/x-ndjson")
                                .body("{}\n".repeat(60_000)))),
                header("Range of a thousand parts", "Range: bytes=" + "0-,".repeat(1000) + "5-9"),
                header("Accept of a thousand weights", "Accept: " + "a/b;q=0.1,".repeat(1000) + "*/*"),
                header("If-None-Match of a thousand tags", "If-None-Match: " + "\"a\",".repeat(1000) + "\"b\""),
                header("a Cookie of 15,000 bytes", "Cookie: a=" + "b".repeat(15_000)),
                header("a thousand blanks in a value", "X-A: a" + " ".repeat(15_000) + "b"),
                header("a date from nowhere", "If-Modified-Since: Thu, 99 Foo 9999999999 99:99:99 GMT"),
                header("Upgrade with a thousand protocols", "Upgrade: " + "a/1,".repeat(3000) + "b"),
                header("Connection with a thousand names", "Connection: " + "a,".repeat(3000) + "b"),
                header("Last-Event-ID that is long", "Last-Event-ID: " + "x".repeat(15_000)),
                upgrade("subprotocols: a thousand", "Sec-WebSocket-Protocol: " + "a,".repeat(3000) + "b"),
                upgrade("subprotocols: blanks (ReDoS)", "Sec-WebSocket-Protocol: b" + " ".repeat(15_000) + "x"),
                upgrade("subprotocols: none between commas", "Sec-WebSocket-Protocol: " + ",".repeat(15_000)),
                upgrade("extensions: a backslash (ReDoS)", "Sec-WebSocket-Extensions: a;b=\"" + "\\c".repeat(7000)),
                upgrade(
                        "extensions: deflate a thousand times",
                        "Sec-WebSocket-Extensions: " + "permessage-deflate,".repeat(700) + "x"),
                upgrade("a key of 15,000 bytes", "Sec-WebSocket-Key: " + "A".repeat(15_000)),
                upgrade("a version of 15,000 digits", "Sec-WebSocket-Version: " + "1".repeat(15_000)),
                target("a query of 2,000 parameters", "/t/a?" + "a=b&".repeat(1900)),
                target("a query of signs only", "/t/a?" + "&=".repeat(3500)),
                target("a query of broken escapes", "/t/a?since=%%%%%zz"),
                target("a path of 3,000 slashes", "/" + "/".repeat(3000)),
                target("a path of 2,500 dots", "/" + "../".repeat(2500)),
                target("a topic list of 3,500 commas", "/t/" + ",".repeat(3500)),
                target("101 topics", "/t/" + "a,".repeat(100) + "b"),
                target("a since of 8,000 digits", "/t/a?since=" + "9".repeat(7000) + "." + "9".repeat(900)),
                target("a limit beyond 64 bits", "/t/a?limit=99999999999999999999"),
                target("a wait of centuries", "/t/a?wait=99999999999h"),
                target("a negative limit", "/t/a?limit=-1"));
    }

    static Stream<Attack> hosts() {
        return Stream.of(
                        "",
                        "[::1",
                        "::1]",
                        "[]",
                        "[:::1]",
                        "[::1]x",
                        "a b",
                        "a:99999",
                        "a:-1",
                        "a:b",
                        "a:1:2",
                        "@",
                        "u@h",
                        "a/b",
                        "a?b",
                        "a#b",
                        "a,b",
                        "a\\b",
                        "%zz",
                        "..",
                        "-",
                        "http://a",
                        "\u00e9",
                        "a\tb")
                .map(host -> new Attack("Host: " + host, test -> {
                    try (RawSocket socket = test.connect()) {
                        socket.send("GET /plaintext HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                        socket.finish();
                        socket.expectOnlyHttpToEof();
                    }
                }));
    }

    static Stream<Attack> endings() {
        return IntStream.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65535)
                .mapToObj(code -> new Attack("Close " + code, test -> {
                    try (RawSocket socket = test.webSocket()) {
                        socket.send(Frames.close(code, ""), Frames.text("behind it"));
                        socket.expectClose(1002);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource({"connections", "floods", "costlyRequests", "hosts", "endings"})
    void nobodyElseNoticesIt(Attack attack) throws Exception {
        attack.script.run(this);
    }

    private interface Step {
        void run(RawSocket socket) throws IOException;
    }

    /** Does it on so many connections, each of which is reset behind it. */
    private void each(int connections, Step step) throws IOException {
        for (int i = 0; i < connections; i++) {
            RawSocket socket = connect();
            step.run(socket);
            socket.reset();
        }
    }

    private void slowHeads() throws Exception {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            RawSocket socket = connect();
            socket.send("GET / HTTP/1.1\r\nX: ");
            sockets.add(socket);
        }
        for (RawSocket socket : sockets) {
            try (socket) {
                socket.send("y");
                assertEquals(408, socket.answer().status());
            }
        }
    }

    private void strangers(String... firstBytes) throws Exception {
        for (String bytes : firstBytes) {
            try (RawSocket socket = connect()) {
                socket.send(bytes);
                socket.finish();
                socket.expectOnlyHttpToEof();
            }
        }
    }

    /** Sends so much and reads nothing; the server may stop reading, or end it. */
    private void flood(byte[] preface, byte[] unit, int times) throws IOException {
        try (FloodingPeer peer = new FloodingPeer(port(), preface, i -> unit)) {
            peer.sendUntilStuck((long) unit.length * times);
        } catch (IOException cut) {
            // Ended by the server, as it may.
        }
    }

    private void unfinishedMessages() throws Exception {
        hold(
                300,
                Bytes.concat(
                        Request.upgrade("/echo").bytes(),
                        Frames.frame(Frames.BINARY, new byte[60_000])
                                .declaring(65_536)
                                .head(),
                        new byte[60_000]));
    }

    private void unfinishedBodies() throws Exception {
        hold(300, Bytes.latin1(post("/t/a", "Content-Length: 60001") + "x".repeat(60_000)));
    }

    /** So many connections at once that send this and then nothing. */
    private void hold(int connections, byte[] bytes) throws Exception {
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                RawSocket socket = connect();
                sockets.add(socket);
                try {
                    socket.send(bytes);
                } catch (SocketException refused) {
                    continue; // what is over the limit is told so, and cut
                }
            }
        } finally {
            for (RawSocket socket : sockets) {
                socket.reset();
            }
        }
    }

    private void manyTopics() throws Exception {
        try (RawSocket socket = connect()) {
            int refused = 0;
            for (int i = 0; i < 5000; i++) {
                HttpAnswer answer =
                        socket.ask(Request.of("POST", "/t/topic-" + i).body("x"));
                refused += answer.status() == 503 ? 1 : 0;
                assertTrue(answer.status() == 201 || answer.status() == 503, answer::head);
            }
            assertTrue(refused >= 3000, "refused: " + refused);
        }
    }

    private void commands(String command, int times) throws Exception {
        try (RawSocket socket = connect()) {
            socket.webSocket("/ws", "oneport.v1.json");
            for (int i = 0; i < times; i++) {
                socket.send(Frames.text(command));
                assertTrue(socket.message().text().contains("\"error\""));
            }
        }
    }

    private void subscriptions() throws Exception {
        try (RawSocket socket = connect()) {
            socket.webSocket("/ws", "oneport.v1.json");
            for (int i = 0; i < 2000; i++) {
                socket.send(Frames.text("{\"type\":\"subscribe\",\"id\":1,\"topic\":\"churn\"}"));
                socket.send(Frames.text("{\"type\":\"unsubscribe\",\"id\":2,\"topic\":\"churn\"}"));
                socket.message();
                socket.message();
            }
        }
    }

    private void gzipBomb() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        try (RawSocket socket = connect()) {
            socket.send(
                    Bytes.latin1(post("/t/bomb", "Content-Encoding: gzip\r\nContent-Length: " + bomb.size())),
                    bomb.toByteArray());
            assertEquals(413, socket.answer().status());
        }
    }

    private void ask(Request request) throws IOException {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(request);
            assertTrue(answer.status() < 500, answer::head);
        }
    }

    private static Attack header(String name, String header) {
        return new Attack(name, test -> test.ask(Request.get("/t/a").with(header)));
    }

    private static Attack target(String name, String target) {
        return new Attack(name, test -> test.ask(Request.get(target)));
    }

    private static Attack upgrade(String name, String header) {
        return new Attack(name, test -> {
            try (RawSocket socket = test.connect()) {
                socket.send(Request.upgrade("/ws")
                        .without(header.substring(0, header.indexOf(':')))
                        .with(header)
                        .bytes());
                int status = socket.answerToHead().status();
                assertTrue(status == 101 || status == 400 || status == 426, "status " + status);
            }
        });
    }

    /** A command that must be refused, and the socket goes on, or is closed for it. */
    private static Attack costly(String name, String command) {
        return new Attack(name, test -> test.commands(command, 10));
    }

    /** Different texts of 12 pairs whose String.hashCode is the same. */
    private static String sameHash(int bits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append((bits >> i & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static String post(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n";
    }
}
