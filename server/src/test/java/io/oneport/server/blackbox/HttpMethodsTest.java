package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, paths and statuses (RFC 9110, sections 6.6.1, 9, 15). */
class HttpMethodsTest extends SharedServerTest {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @Test
    void plaintextSaysHello() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get("/plaintext"));
            assertEquals(200, answer.status());
            assertTrue(answer.header("Content-Type").startsWith("text/plain"), answer::head);
            assertEquals("13", answer.header("Content-Length"));
            assertEquals("Hello, World!", answer.text());
        }
    }

    @Test
    void theRootIsAPage() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get("/"));
            assertEquals(200, answer.status());
            assertTrue(answer.header("Content-Type").startsWith("text/html"), answer::head);
            assertTrue(answer.text().toLowerCase(Locale.ROOT).contains("<!doctype html>"), answer::text);
        }
    }

    @Test
    void healthzIsFine() throws Exception {
        try (RawSocket socket = connect()) {
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/plaintext/", "/plaintextx", "/Plaintext", "/plaintext/x"})
    void anyOtherPathIsNotFound(String path) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get(path));
            assertEquals(404, answer.status(), answer::head);
            Problem.of(answer);
            socket.expectPlaintext();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plaintext", "/healthz", "/", "/echo", "/nope"})
    void headIsGetWithoutItsBody(String path) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer get = socket.ask(Request.get(path));
            socket.send(Request.of("HEAD", path).bytes());
            HttpAnswer head = socket.answerToHead();
            assertEquals(HttpAnswer.maskDates(get.head()), HttpAnswer.maskDates(head.head()));
            assertArrayEquals(new byte[0], head.body());
            if (head.closes()) {
                socket.expectEof();
            } else {
                socket.expectPlaintext();
            }
        }
    }

    @Test
    void headOfTheLedgerHasNoBody() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.of("HEAD", "/admin/sockets").bytes());
            assertEquals(200, socket.answerToHead().status());
            socket.expectPlaintext();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /plaintext",
        "PUT, /plaintext",
        "DELETE, /plaintext",
        "PATCH, /plaintext",
        "POST, /healthz",
        "DELETE, /",
        "POST, /echo",
        "PUT, /admin/sockets"
    })
    void aKnownMethodThatAPathDoesNotTakeIsToldWhichItDoes(String method, String path) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of(method, path));
            assertEquals(405, answer.status(), answer::head);
            assertTrue(answer.hasToken("Allow", "GET"), answer::head);
            assertFalse(answer.hasToken("Allow", method), answer::head);
            Problem.of(answer);
            socket.expectPlaintext();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BREW", "GETS", "M-SEARCH"})
    void anUnknownMethodIsNotImplemented(String method) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of(method, "/plaintext"));
            assertEquals(501, answer.status(), answer::head);
            Problem.of(answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"TRACE, /plaintext", "CONNECT, localhost:80", "get, /plaintext", "Get, /plaintext", "head, /plaintext"})
    void methodsThatAreNoneHereAreNeverServed(String method, String target) throws Exception {
        try (RawSocket socket = connect()) {
            int status = socket.ask(Request.of(method, target)).status();
            assertTrue(status == 400 || status == 405 || status == 501, "status " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plaintext", "/healthz", "/echo", "/", "*"})
    void optionsTellsTheMethods(String target) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of("OPTIONS", target));
            assertTrue(answer.status() == 200 || answer.status() == 204, answer::head);
            assertTrue(answer.hasToken("Allow", "GET"), answer::head);
            assertTrue(answer.hasToken("Allow", "OPTIONS"), answer::head);
            socket.expectPlaintext();
        }
    }

    static Stream<Request> everyKindOfAnswer() {
        return Stream.of(
                Request.get("/plaintext"),
                Request.get("/healthz"),
                Request.get("/"),
                Request.get("/admin/sockets"),
                Request.get("/echo"),
                Request.get("/nope"),
                Request.of("POST", "/plaintext"),
                Request.of("BREW", "/plaintext"),
                Request.of("OPTIONS", "/plaintext"),
                Request.line("GET /plaintext HTTP/1.1"),
                Request.get("/" + "a".repeat(10_000)),
                Request.upgrade("/nope"),
                Request.upgrade("/echo").with("Origin: http://evil.example"));
    }

    @ParameterizedTest
    @MethodSource("everyKindOfAnswer")
    void everyAnswerHasAWellFormedDate(Request request) throws Exception {
        try (RawSocket socket = connect()) {
            Instant before = Instant.now();
            HttpAnswer answer = socket.ask(request);
            String date = answer.header("Date");
            Instant told = IMF_FIXDATE.parse(date, Instant::from);
            assertEquals(date, IMF_FIXDATE.format(told), "also the day of the week");
            assertEquals(
                    told,
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            // The server's own clock is one second behind at most.
            Instant earliest = before.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
            assertFalse(told.isBefore(earliest) || told.isAfter(Instant.now()), date);
        }
    }

    @Test
    void theAbsoluteFormIsTheSameRequest() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer origin = socket.ask(Request.get("/plaintext"));
            HttpAnswer absolute = socket.ask(Request.get("http://127.0.0.1:" + port() + "/plaintext?x=1"));
            assertEquals(origin.masked(), absolute.masked());
            assertEquals(
                    200, socket.ask(Request.get("WS://localhost/plaintext")).status(), "as to a proxy");
            assertEquals(404, socket.ask(Request.get("http://localhost/nope")).status());
            assertEquals(200, socket.ask(Request.get("http://localhost")).status(), "an empty path is /");
        }
    }
}
