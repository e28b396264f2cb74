package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that hide another one, which a proxy in front would take for a body (RFC 9112, section 11.2). Whatever is
 * answered, the hidden one must never be served: it publishes to a topic that has to stay empty. The tricks are those that
 * have worked on HTTP servers and proxies.
 */
@Timeout(60)
class SmugglingTest extends SharedServerTest {
    private static final String HIDDEN =
            "POST /t/canary HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nsmuggled";

    private static final String POST = "POST /plaintext HTTP/1.1\r\nHost: localhost\r\n";

    /** A trick by name, and what it sends. */
    record Attack(String name, String bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A length that covers the hidden request, and a transfer coding that some readers see and others don't. */
    static Stream<Attack> hiddenTransferEncoding() {
        String body = "0\r\n\r\n" + HIDDEN;
        return Stream.of(
                        "Transfer-Encoding: chunked",
                        "transfer-encoding: CHUNKED",
                        "Transfer-Encoding:chunked",
                        "Transfer-Encoding : chunked",
                        "Transfer-Encoding\t: chunked",
                        "Transfer-Encoding:\tchunked",
                        "Transfer-Encoding:\u000bchunked",
                        "Transfer-Encoding:\fchunked",
                        "Transfer-Encoding: chunked\u000b",
                        "Transfer-Encoding: chunked\0",
                        "Transfer-Encoding\0: chunked",
                        "Transfer-Encoding:\u00a0chunked",
                        "Transfer-Encoding: xchunked",
                        "Transfer-Encoding: chunkedx",
                        "Transfer-Encoding: chun\u00e2\u0084\u00aaed", // the Kelvin sign is k in lower case
                        "Transfer-Encoding: \"chunked\"",
                        "Transfer-Encoding: 'chunked'",
                        "Transfer-Encoding: chunked;a=b",
                        "Transfer-Encoding: chunked,",
                        "Transfer-Encoding: ,chunked",
                        "Transfer-Encoding: chunked, identity",
                        "Transfer-Encoding: identity, chunked",
                        "Transfer-Encoding: gzip, chunked",
                        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                        "Transfer-Encoding:\r\n chunked",
                        "Transfer-Encoding: \r\n\tchunked",
                        "Transfer-Encoding\r\n: chunked",
                        "X: x\nTransfer-Encoding: chunked",
                        "X: x\rTransfer-Encoding: chunked",
                        "X: x\r\r\nTransfer-Encoding: chunked",
                        "X: x\0Transfer-Encoding: chunked",
                        " Transfer-Encoding: chunked",
                        "Transfer-Encoding chunked",
                        "Transfer_Encoding: chunked",
                        "X-Transfer-Encoding: chunked",
                        "TE: chunked",
                        "Trailer: Transfer-Encoding",
                        "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
                        "Connection: Content-Length")
                .flatMap(line -> Stream.of(
                        attack(line + " behind the length", POST + length(body) + line + "\r\n\r\n" + body),
                        attack(line + " before the length", POST + line + "\r\n" + length(body) + "\r\n" + body)));
    }

    /** A length that some readers take for the whole body and others for none. */
    static Stream<Attack> ambiguousLengths() {
        int n = HIDDEN.length();
        return Stream.of(
                        "Content-Length: 0\r\nContent-Length: " + n,
                        "Content-Length: " + n + "\r\nContent-Length: 0",
                        "Content-Length: 0, " + n,
                        "Content-Length: " + n + ", 0",
                        "Content-Length: " + n + "\r\ncontent-length: 0",
                        "Content-Length: +" + n,
                        "Content-Length: -" + n,
                        "Content-Length: 0x" + Integer.toHexString(n),
                        "Content-Length: " + n + ";",
                        "Content-Length: " + n + "\0",
                        "Content-Length: " + n + "\u000b",
                        "Content-Length:\f" + n,
                        "Content-Length: \u00a0" + n,
                        "Content-Length: \"" + n + "\"",
                        "Content-Length : " + n,
                        "Content-Length\t: " + n,
                        "Content-Length: \r\n " + n,
                        "Content-Length: " + n + "\r\n 0",
                        "Content-Length: 1e2",
                        "Content-Length: " + n + " " + n,
                        "Content-Length: " + n + ".0",
                        "Content-Length: \u00b2",
                        "Content-Length: 18446744073709551616",
                        "Content-Length: 4294967296" + n,
                        "Content-Length:",
                        "X: x\nContent-Length: " + n,
                        "X: x\rContent-Length: " + n)
                .map(lines -> attack(lines, POST + lines + "\r\n\r\n" + HIDDEN));
    }

    /** Methods that need no body, with one. */
    static Stream<Attack> bodiesWhereNoneIsExpected() {
        return Stream.of("GET", "HEAD", "OPTIONS", "DELETE", "PUT", "PATCH", "TRACE", "CONNECT", "get", "PRI", "SEARCH")
                .flatMap(method -> {
                    String line = method + " /plaintext HTTP/1.1\r\nHost: localhost\r\n";
                    return Stream.of(
                            attack(method + " with a length", line + length(HIDDEN) + "\r\n" + HIDDEN),
                            attack(method + " with chunks", line + chunked(HIDDEN)),
                            attack(
                                    method + " with Expect",
                                    line + "Expect: 100-continue\r\n" + length(HIDDEN) + "\r\n" + HIDDEN));
                });
    }

    /** Chunks whose ends are seen differently. */
    static Stream<Attack> chunks() {
        int n = HIDDEN.length();
        String hex = Integer.toHexString(n);
        List<String> bodies = new ArrayList<>(List.of(
                "0\n\r\n" + HIDDEN,
                "0\r\r\n\r\n" + HIDDEN,
                "0\r\n\n" + HIDDEN,
                "0 \r\n\r\n" + HIDDEN,
                "0\t\r\n\r\n" + HIDDEN,
                "-0\r\n\r\n" + HIDDEN,
                "+0\r\n\r\n" + HIDDEN,
                "0x0\r\n\r\n" + HIDDEN,
                "\r\n\r\n" + HIDDEN,
                ";a\r\n\r\n" + HIDDEN,
                "1;\nx\r\n0\r\n\r\n" + HIDDEN, // a bare LF ends the extension for some readers
                "1;a\nx\r\n0\r\n\r\n" + HIDDEN,
                "1;a=\"\n\"\r\nx\r\n0\r\n\r\n" + HIDDEN,
                "1;a=\"\r\n0\r\n\r\n" + HIDDEN,
                "1;a=b\rc\r\nx\r\n0\r\n\r\n" + HIDDEN,
                "1\r\nxXX0\r\n\r\n" + HIDDEN, // two bytes, whatever they are, for CRLF
                "1\r\nx\n0\r\n\r\n" + HIDDEN,
                "1\r\nx\r0\r\n\r\n" + HIDDEN,
                "1\r\nxy\r\n0\r\n\r\n" + HIDDEN,
                "10000000000000000\r\n\r\n" + HIDDEN, // 0 in 64 bits
                "100000000\r\n\r\n" + HIDDEN, // 0 in 32 bits
                "ffffffffffffffff\r\n" + HIDDEN,
                "8000000000000000\r\n" + HIDDEN,
                "7fffffff\r\n" + HIDDEN,
                "0\r\nTransfer-Encoding : chunked\r\n\r\n" + HIDDEN,
                "0\r\nA\r\n\r\n" + HIDDEN,
                "0\r\n: b\r\n\r\n" + HIDDEN,
                "0\r\nA: b\n\r\n" + HIDDEN,
                "0\r\nA: b\0\r\n\r\n" + HIDDEN,
                "0\r\n A: b\r\n\r\n" + HIDDEN));
        bodies.add("00000000000000000000000000000000" + hex + "\r\n" + HIDDEN + "\r\n0\r\n\r\n");
        bodies.add(hex + ";POST /t/canary HTTP/1.1\r\n" + HIDDEN + "\r\n0\r\n\r\n");
        return bodies.stream()
                .map(body -> attack(
                        "chunks " + body.replace(HIDDEN, "HIDDEN"),
                        POST + "Transfer-Encoding: chunked\r\n\r\n" + body));
    }

    /** Upgrades that a proxy takes for accepted, and so sends whatever follows unseen. */
    static Stream<Attack> refusedTunnels() {
        String upgrade = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
        String key = "Sec-WebSocket-Key: " + Request.KEY + "\r\n";
        return Stream.of(
                attack("version 1337", upgrade + key + "Sec-WebSocket-Version: 1337\r\n\r\n" + HIDDEN),
                attack("no version", upgrade + key + "\r\n" + HIDDEN),
                attack("no key", upgrade + "Sec-WebSocket-Version: 13\r\n\r\n" + HIDDEN),
                attack("two keys", upgrade + key + key + "Sec-WebSocket-Version: 13\r\n\r\n" + HIDDEN),
                attack(
                        "a key that is short",
                        upgrade + "Sec-WebSocket-Key: AA==\r\nSec-WebSocket-Version: 13\r\n\r\n" + HIDDEN),
                attack("a body", upgrade + key + "Sec-WebSocket-Version: 13\r\n" + length(HIDDEN) + "\r\n" + HIDDEN),
                attack("a chunked body", upgrade + key + "Sec-WebSocket-Version: 13\r\n" + chunked(HIDDEN)),
                attack(
                        "another Origin",
                        upgrade + key + "Sec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n\r\n" + HIDDEN),
                attack(
                        "no such path",
                        upgrade.replace("/echo", "/nothing") + key + "Sec-WebSocket-Version: 13\r\n\r\n" + HIDDEN),
                attack("accepted", upgrade + key + "Sec-WebSocket-Version: 13\r\n\r\n" + HIDDEN),
                attack(
                        "CONNECT to an authority",
                        "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n" + HIDDEN),
                attack("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN));
    }

    private static Attack attack(String name, String bytes) {
        StringBuilder printable = new StringBuilder();
        name.chars().forEach(c -> printable.append(c > 0x1f && c < 0x7f ? "" + (char) c : String.format("\\x%02x", c)));
        return new Attack(printable.toString(), bytes);
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n";
    }

    private static String chunked(String body) {
        return "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n";
    }

    @ParameterizedTest
    @MethodSource({"hiddenTransferEncoding", "ambiguousLengths", "bodiesWhereNoneIsExpected", "chunks", "refusedTunnels"
    })
    void theHiddenRequestIsNotServed(Attack attack) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(attack.bytes);
            socket.finish();
            String replies = new String(socket.toEof(), StandardCharsets.ISO_8859_1);
            assertFalse(replies.contains("HTTP/1.1 201"), replies);
        }
        assertCanaryIsQuiet();
    }

    /** The test itself: as a request of its own, the hidden one is served. */
    @Test
    void theHiddenRequestWouldBeServed() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(HIDDEN.replace("/t/canary", "/t/parrot"));
            assertEquals(201, socket.answer().status());
        }
    }

    static Stream<String> otherPaths() {
        return Stream.of(
                "//t/canary",
                "/./t/canary",
                "/t/./canary",
                "/t//canary",
                "/t/canary/",
                "/x/../t/canary",
                "/t/x/../canary",
                "/t/%2e%2e/t/canary",
                "/t%2fcanary",
                "/%2ft/canary",
                "/t/canary%00",
                "/t/canary%0d%0a",
                "/t/canary%20",
                "/t/canary%2f",
                "/t/%63anary%",
                "/t/%c0%afcanary",
                "/t/canary;a=b",
                "/t\\canary",
                "/T/canary",
                "/t/canary/ws",
                "/t/canary,canary",
                "/t/canary#x",
                "t/canary",
                "*",
                "http:/t/canary",
                "http:///t/canary",
                "http://localhost@/t/canary",
                "file:///t/canary");
    }

    /** A rule of a proxy for a path must not be passed by another spelling of it. */
    @ParameterizedTest
    @MethodSource("otherPaths")
    void noOtherSpellingIsThePath(String target) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.of("POST", target).body("smuggled"));
            assertTrue(answer.status() >= 400 && answer.status() < 500, answer::head);
        }
        assertCanaryIsQuiet();
    }

    static Stream<String> injections() {
        return Stream.of(
                "/t/a?since=%0d%0aX-Evil:1",
                "/t/a?%0d%0aX-Evil:1=2",
                "/t/%0d%0aX-Evil:1",
                "/t/a/sse?lastEventId=%0d%0a%0d%0adata:evil",
                "/t/a?since=%0aX-Evil:1",
                "/nothing%0d%0aX-Evil:1",
                "/admin/sockets?sort=%0d%0aX-Evil:1",
                "/admin/sockets/%0d%0aX-Evil:1");
    }

    /** No answer repeats a line break of its request in a header (response splitting). */
    @ParameterizedTest
    @MethodSource("injections")
    void noAnswerHasAHeaderOfThePeer(String target) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.head(Request.get(target));
            assertFalse(answer.has("X-Evil"), answer::head);
        }
    }

    private void assertCanaryIsQuiet() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer history = socket.ask(Request.get("/t/canary"));
            assertEquals(200, history.status(), history::head);
            assertTrue(history.text().startsWith("{\"messages\":[]"), history::text);
        }
    }
}
