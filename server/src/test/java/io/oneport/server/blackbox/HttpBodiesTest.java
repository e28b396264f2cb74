package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies: never read as a request, whoever wants them or not (RFC 9110, section 10.1.1; RFC 9112, section 6). */
class HttpBodiesTest extends SharedServerTest {
    private static final String SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    static Stream<Request> bodies() {
        String hexLength = Integer.toHexString(SMUGGLED.length());
        return Stream.of(
                Request.of("POST", "/plaintext").body(SMUGGLED),
                Request.of("POST", "/plaintext")
                        .with("Transfer-Encoding: chunked")
                        .after(hexLength + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n"),
                Request.of("POST", "/plaintext")
                        .with("Transfer-Encoding: Chunked")
                        .after(hexLength.toUpperCase() + ";ext=1\r\n" + SMUGGLED + "\r\n0\r\nX-T: v\r\n\r\n"),
                Request.of("PUT", "/nope").body(SMUGGLED),
                Request.of("BREW", "/plaintext").body(SMUGGLED),
                Request.of("POST", "/echo").body(SMUGGLED),
                Request.get("/plaintext").body(SMUGGLED),
                Request.get("/echo").body(SMUGGLED));
    }

    /** The answer to what follows must be to the request behind the body, never to the one inside it. */
    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyIsNeverReadAsARequest(Request request) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(request.bytes(), Request.of("OPTIONS", "/plaintext").bytes());
            HttpAnswer answer = socket.answer();
            if (answer.closes()) {
                socket.expectEof();
                return;
            }
            HttpAnswer next = socket.answer();
            assertTrue(next.has("Allow"), next::head);
            assertTrue(next.status() == 200 || next.status() == 204, next::head);
            socket.expectPlaintext();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void aPostToPlaintextIsRefusedAndTheConnectionGoesOn(String framing) throws Exception {
        String body = framing.startsWith("C") ? "hello" : "5\r\nhello\r\n0\r\n\r\n";
        try (RawSocket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                HttpAnswer answer = socket.ask(
                        Request.of("POST", "/plaintext").with(framing).after(body));
                assertEquals(405, answer.status(), answer::head);
                socket.expectPlaintext();
            }
        }
    }

    @Test
    void aBodyThatDribblesInIsSkippedToo() throws Exception {
        try (RawSocket socket = connect()) {
            socket.dribble(Request.of("POST", "/plaintext").body(SMUGGLED).bytes());
            assertEquals(405, socket.answer().status());
            socket.expectPlaintext();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET"})
    void expectContinueGetsAHundredOrTheAnswerAtOnce(String method) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer first = socket.ask(Request.of(method, "/plaintext")
                    .with("Content-Length: " + SMUGGLED.length())
                    .with("Expect: 100-continue"));
            HttpAnswer last = first;
            if (first.status() == 100) {
                socket.send(SMUGGLED);
                last = socket.answer();
            } else {
                assertTrue(first.closes(), "without 100 the body's fate is open, so the connection must end");
            }
            assertEquals(method.equals("GET") ? 200 : 405, last.status(), last::head);
            if (last.closes()) {
                socket.expectEof();
            } else {
                socket.expectPlaintext();
            }
        }
    }

    @Test
    void expectContinueWithTheBodyAlreadyThere() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of("POST", "/plaintext")
                    .with("Expect: 100-continue")
                    .body("hello"));
            if (answer.status() == 100) {
                answer = socket.answer();
            }
            assertEquals(405, answer.status(), answer::head);
            if (answer.closes()) {
                socket.expectEof();
            } else {
                socket.expectPlaintext();
            }
        }
    }

    @Test
    void expectContinueOfATooLargeBodyIsRefusedAtOnce() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of("POST", "/plaintext")
                    .with("Content-Length: 1048577")
                    .with("Expect: 100-continue"));
            assertEquals(413, answer.status(), answer::head);
            assertTrue(answer.closes(), answer::head);
            socket.expectEof();
        }
    }

    @Test
    void expectContinueOnHttp10IsIgnored() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.line("POST /plaintext HTTP/1.0")
                    .with("Expect: 100-continue")
                    .body("hello"));
            assertEquals(405, answer.status(), answer::head);
            socket.expectEof();
        }
    }

    @Test
    void noExpectationIsNone() throws Exception {
        try (RawSocket socket = connect()) {
            assertEquals(
                    200, socket.ask(Request.get("/plaintext").with("Expect:")).status());
        }
    }

    @Test
    void expectationsAreAList() throws Exception {
        try (RawSocket socket = connect()) {
            Request waits = Request.get("/plaintext")
                    .with("Content-Length: 1")
                    .with("Expect: ,")
                    .with("Expect: 100-Continue, 100-continue ,");
            assertEquals(100, socket.ask(waits).status());
            socket.send("x");
            assertEquals(200, socket.answer().status());
            HttpAnswer other = socket.ask(Request.get("/plaintext").with("Expect: 100-continue, 200-ok"));
            assertEquals(417, other.status(), other::head);
        }
    }

    @Test
    void anyOtherExpectationFails() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get("/plaintext").with("Expect: 200-ok"));
            assertEquals(417, answer.status(), answer::head);
            Problem.of(answer);
        }
    }
}
