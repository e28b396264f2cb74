package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two readers could understand in two ways, or that no reader should: refused, and the connection ends,
 * because nobody can tell where the next request starts (RFC 9112, sections 2.2, 5, 6.3 and 11.2).
 */
class HttpMalformedTest extends SharedServerTest {
    private static final String NEXT = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** What is wrong, the statuses that may say so, and the bytes. */
    record Case(String name, List<Integer> statuses, byte[] bytes) {
        Case(String name, byte[] bytes) {
            this(name, List.of(400), bytes);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/t/a?token=secret&x=%zz", "/t/a?token=secret%", "t/a?token=secret", "ftp://h/t?token=secret"})
    void noAnswerRepeatsTheQueryWhichMayHaveAToken(String target) throws Exception {
        try (RawSocket socket = RawSocket.connect(port())) {
            HttpAnswer answer = socket.ask(Request.get(target));
            assertTrue(answer.status() == 400, answer::text);
            assertTrue(!answer.text().contains("secret"), answer::text);
        }
    }

    static Stream<Case> requestLines() {
        return Stream.of(
                line("0x80 in the target", "GET /plain\u0080text HTTP/1.1"),
                line("UTF-8 in the target", "GET /plain\u00c3\u00a9text HTTP/1.1"),
                line("NUL in the target", "GET /plain\0text HTTP/1.1"),
                line("0x01 in the target", "GET /plain\u0001text HTTP/1.1"),
                line("0x1f in the target", "GET /plain\u001ftext HTTP/1.1"),
                line("DEL in the target", "GET /plain\u007ftext HTTP/1.1"),
                line("two spaces behind the method", "GET  /plaintext HTTP/1.1"),
                line("two spaces behind the target", "GET /plaintext  HTTP/1.1"),
                line("a space behind the version", "GET /plaintext HTTP/1.1 "),
                line("tabs for spaces", "GET\t/plaintext\tHTTP/1.1"),
                line("a vertical tab for a space", "GET\u000b/plaintext HTTP/1.1"),
                line("a form feed for a space", "GET /plaintext\fHTTP/1.1"),
                line("a bare CR for a space", "GET\r/plaintext HTTP/1.1"),
                line("a space in front", " GET /plaintext HTTP/1.1"),
                line("a tab in front", "\tGET /plaintext HTTP/1.1"),
                line("a bare CR in front", "\rGET /plaintext HTTP/1.1"),
                line("a bare LF in front", "\nGET /plaintext HTTP/1.1"),
                line("NUL in front", "\0GET /plaintext HTTP/1.1"),
                line("a blank in the target", "GET /plain text HTTP/1.1"),
                line("a relative target", "GET plaintext HTTP/1.1"),
                line("no target", "GET HTTP/1.1"),
                line("no version", "GET /plaintext"),
                line("no method", " /plaintext HTTP/1.1"),
                line("version in lower case", "GET /plaintext http/1.1"),
                line("version without minor", "GET /plaintext HTTP/1"),
                line("version with blanks", "GET /plaintext HTTP / 1.1"),
                line("version of two digits", "GET /plaintext HTTP/1.10"),
                line("another protocol", "GET /plaintext ICY/1.1"),
                line("a method that is no token", "G(T /plaintext HTTP/1.1"));
    }

    static Stream<Case> headers() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("no Host", Request.line("GET /plaintext HTTP/1.1").bytes()));
        for (String header : List.of(
                "Host: localhost",
                "Host: other",
                "Host : localhost",
                "X-A : b",
                "X-A\t: b",
                "X-A b",
                ": b",
                "X(A): b",
                "X-A: b\r\n folded: c",
                "X-A: b\r\n\tc",
                "X-A: b\0c",
                "X-A: b\rc",
                "\u00e9: b")) {
            cases.add(header(printable(header), header));
        }
        cases.add(new Case(
                "a fold behind the request line",
                Bytes.latin1("GET /plaintext HTTP/1.1\r\n X-A: b\r\nHost: localhost\r\n\r\n")));
        cases.add(new Case("bare LF everywhere", Bytes.latin1("GET /plaintext HTTP/1.1\nHost: localhost\n\n")));
        cases.add(new Case(
                "bare LF behind a header", Bytes.latin1("GET /plaintext HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n")));
        cases.add(new Case(
                "bare LF as the empty line", Bytes.latin1("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\n")));
        return cases.stream();
    }

    static Stream<Case> framing() {
        List<Case> cases = new ArrayList<>();
        for (String length : List.of("3, 3", "3,4", "+3", "-1", "-3", "0x3", "3 3", "3;", "three", "", "3.0")) {
            cases.add(post("Content-Length: " + length, "abc"));
        }
        cases.add(post("Content-Length: 99999999999999999999", "abc"));
        cases.add(post("Content-Length: 18446744073709551619", "abc"));
        cases.add(post("Content-Length: 3\r\nContent-Length: 4", "abc"));
        cases.add(post("Content-Length: 3\r\nContent-Length: 3", "abc"));
        cases.add(post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: identity", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: xchunked", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding:", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding : chunked", "0\r\n\r\n"));
        cases.add(post("Transfer-Encoding:\u000bchunked", "0\r\n\r\n"));
        cases.add(new Case(
                "Transfer-Encoding on HTTP/1.0",
                Request.line("POST /plaintext HTTP/1.0")
                        .with("Host: localhost")
                        .with("Connection: keep-alive")
                        .with("Transfer-Encoding: chunked")
                        .after("0\r\n\r\n")
                        .bytes()));
        return cases.stream();
    }

    static Stream<Case> chunks() {
        return Stream.of(
                chunked("no hex size", "xyz\r\nabc\r\n0\r\n\r\n"),
                chunked("a negative size", "-3\r\nabc\r\n0\r\n\r\n"),
                chunked("a signed size", "+3\r\nabc\r\n0\r\n\r\n"),
                chunked("0x in the size", "0x3\r\nabc\r\n0\r\n\r\n"),
                chunked("an empty size", "\r\nabc\r\n0\r\n\r\n"),
                chunked("a size beyond 64 bits", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
                chunked("data longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
                chunked("no CRLF behind the data", "3\r\nabc0\r\n\r\n"),
                chunked("bare LF behind the size", "3\nabc\r\n0\r\n\r\n"),
                chunked("bare LF in an extension", "3;a\nabc\r\n0\r\n\r\n"),
                chunked("a blank before the size", " 3\r\nabc\r\n0\r\n\r\n"),
                chunked("words behind the size", "3 x\r\nabc\r\n0\r\n\r\n"),
                chunked("bare LF behind the data", "3\r\nabc\n0\r\n\r\n"),
                chunked("bare LF behind the last size", "3\r\nabc\r\n0\n\r\n"),
                chunked("bare LF at the end", "3\r\nabc\r\n0\r\n\n"),
                chunked("a trailer without colon", "0\r\nno colon\r\n\r\n"),
                chunked("a blank before a trailer's colon", "0\r\nX-A : b\r\n\r\n"));
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> shown.append(c > ' ' && c < 0x7f || c == ' ' ? "" + (char) c : "%" + c));
        return shown.toString();
    }

    private static Case line(String name, String line) {
        List<Integer> statuses =
                name.contains("version") || name.contains("protocol") ? List.of(400, 505) : List.of(400);
        return new Case(
                name, statuses, Request.line(line).with("Host: localhost").bytes());
    }

    private static Case header(String name, String header) {
        return new Case(name, Request.get("/plaintext").with(header).bytes());
    }

    private static Case post(String header, String body) {
        // An unknown transfer coding may also be called not implemented (RFC 9112, section 6.1).
        List<Integer> statuses = header.startsWith("Transfer-Encoding") ? List.of(400, 501) : List.of(400);
        byte[] bytes = Request.of("POST", "/plaintext").with(header).after(body).bytes();
        return new Case(printable(header), statuses, bytes);
    }

    private static Case chunked(String name, String body) {
        return new Case(
                name,
                Request.of("POST", "/plaintext")
                        .with("Transfer-Encoding: chunked")
                        .after(body)
                        .bytes());
    }

    @ParameterizedTest
    @MethodSource({"requestLines", "headers", "framing", "chunks"})
    void isRefusedOnceAndNothingBehindItIsServed(Case malformed) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(malformed.bytes, Bytes.latin1(NEXT));
            HttpAnswer answer = socket.answer();
            assertTrue(malformed.statuses.contains(answer.status()), answer::head);
            assertTrue(answer.closes(), answer::head);
            Problem.of(answer);
            socket.expectEof();
        }
    }

    @ParameterizedTest
    @MethodSource({"requestLines", "headers"})
    void isRefusedAlsoWhenItComesByteByByte(Case malformed) throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 0; i < malformed.bytes.length && !socket.hasInput(); i++) {
                socket.send(new byte[] {malformed.bytes[i]});
            }
            HttpAnswer answer = socket.answer();
            assertTrue(malformed.statuses.contains(answer.status()), answer::head);
            socket.expectEof();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/2.0", "HTTP/0.9", "HTTP/3.1"})
    void refusesVersionsThatItDoesNotSpeak(String version) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(
                    Request.line("GET /plaintext " + version)
                            .with("Host: localhost")
                            .bytes(),
                    Bytes.latin1(NEXT));
            HttpAnswer answer = socket.answer();
            assertTrue(answer.status() == 505 || answer.status() == 400, answer::head);
            socket.expectEof();
        }
    }
}
