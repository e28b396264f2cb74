package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a request the server takes, and what it says when that is too much. */
class HttpLimitsTest extends SharedServerTest {
    /** What is too large, the status that says so, and bytes that must be enough for the server to know. */
    record Case(String name, int status, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    String[] flags() {
        return new String[] {"--max-request-line=2KiB", "--max-header-bytes=4KiB", "--max-body=8KiB"};
    }

    static Stream<Case> tooLarge() {
        String start = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n";
        return Stream.of(
                new Case(
                        "a request line",
                        414,
                        Request.get("/" + "a".repeat(3000)).bytes()),
                new Case("a request line that never ends", 414, Bytes.latin1("GET /" + "a".repeat(3000))),
                new Case(
                        "a header",
                        431,
                        Request.get("/plaintext")
                                .with("X-A: " + "b".repeat(5000))
                                .bytes()),
                new Case("a header that never ends", 431, Bytes.latin1(start + "X-A: " + "b".repeat(5000))),
                new Case("a header name that never ends", 431, Bytes.latin1(start + "X".repeat(5000))),
                new Case("blanks that never end", 431, Bytes.latin1(start + "X-A: " + " ".repeat(5000))),
                new Case("many headers", 431, Bytes.latin1(start + "A: b\r\n".repeat(2000))),
                new Case(
                        "a length",
                        413,
                        Request.of("POST", "/plaintext")
                                .with("Content-Length: 8193")
                                .bytes()),
                new Case(
                        "a length beyond an int",
                        413,
                        Request.of("POST", "/plaintext")
                                .with("Content-Length: 4294967296")
                                .bytes()),
                new Case(
                        "a chunk",
                        413,
                        Request.of("POST", "/plaintext")
                                .with("Transfer-Encoding: chunked")
                                .after("2001\r\n" + "a".repeat(0x2001) + "\r\n0\r\n\r\n")
                                .bytes()),
                new Case(
                        "many chunks",
                        413,
                        Request.of("POST", "/plaintext")
                                .with("Transfer-Encoding: chunked")
                                .after(("100\r\n" + "a".repeat(0x100) + "\r\n").repeat(33) + "0\r\n\r\n")
                                .bytes()));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void tooMuchIsRefusedAndTheConnectionEnds(Case large) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(large.bytes);
            HttpAnswer answer = socket.answer();
            assertEquals(large.status, answer.status(), answer::head);
            assertTrue(answer.closes(), answer::head);
            Problem.of(answer);
            socket.expectEof();
        }
    }

    @Test
    void aRequestLineThatFitsIsServed() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get("/plaintext?" + "a".repeat(2000)));
            assertEquals(200, answer.status(), answer::head);
        }
    }

    @Test
    void headersThatFitAreServed() throws Exception {
        try (RawSocket socket = connect()) {
            Request request = Request.get("/plaintext");
            for (int i = 0; i < 38; i++) {
                request.with("X-" + (char) ('a' + i % 26) + ": " + "b".repeat(90));
            }
            assertEquals(200, socket.ask(request).status());
            socket.expectPlaintext();
        }
    }

    @Test
    void moreFieldsThanTheLimitAreRefusedHoweverShortTheyAre() throws Exception {
        try (RawSocket socket = connect()) {
            Request most = Request.get("/plaintext"); // with Host
            for (int i = 1; i < 100; i++) {
                most.with("A:");
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(200, socket.ask(most).status(), "the fields of one request count, not those of all");
            }
            HttpAnswer answer = socket.ask(most.with("A:"));
            assertEquals(431, answer.status(), answer::head);
            assertTrue(answer.text().contains("more than 100 header fields (max-header-fields)"), answer::text);
            socket.expectEof();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 8192", "Transfer-Encoding: chunked"})
    void aBodyAtTheLimitIsRead(String framing) throws Exception {
        String body = "b".repeat(8192);
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of("POST", "/plaintext")
                    .with(framing)
                    .after(framing.startsWith("C") ? body : "2000\r\n" + body + "\r\n0\r\n\r\n"));
            assertEquals(405, answer.status(), answer::head);
            socket.expectPlaintext();
        }
    }

    @Test
    void theSumOfManySmallRequestsIsNoLimit() throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 0; i < 20; i++) {
                assertEquals(
                        405,
                        socket.ask(Request.of("POST", "/plaintext").body("b".repeat(2000)))
                                .status());
                assertEquals(
                        200,
                        socket.ask(Request.get("/plaintext?" + "a".repeat(1500)))
                                .status());
            }
        }
    }

    @Test
    void theRefusalArrivesThoughTheClientGoesOnSending() throws Exception {
        try (RawSocket socket = connect()) {
            byte[] body = Bytes.letters(1 << 20);
            socket.send(
                    Request.of("POST", "/plaintext")
                            .with("Content-Length: 1048576")
                            .bytes(),
                    body);
            HttpAnswer answer = socket.answer();
            assertEquals(413, answer.status(), answer::head);
            socket.expectEof();
        }
    }

    /** Numbers that are equal by chance don't mix up the limits. */
    @Test
    void theErrorNamesTheLimitThatApplies() throws Exception {
        try (TestServer server = TestServer.start("--max-message=64KiB", "--max-body=64KiB")) {
            assertTrue(tooLong(server, "/t/a").contains("(max-message)"));
            assertTrue(tooLong(server, "/plaintext").contains("(max-body)"));
        }
    }

    private static String tooLong(TestServer server, String path) throws Exception {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            return socket.ask(Request.of("POST", path).with("Content-Length: 65537"))
                    .text();
        }
    }
}
