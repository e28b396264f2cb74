package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Upgrades that must not be granted: told why, in a status code and in words, and what follows on the socket is never
 * taken for WebSocket frames.
 */
class UpgradeRefusalTest extends SharedServerTest {
    /** What is wrong, the request, and what its answer must say. */
    record Case(String name, int status, String named, Request request) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> refused() {
        List<Case> cases = new ArrayList<>();
        for (String version : List.of("8", "12", "14", "013", "13.0", "13, 13", "8, 13", "", "thirteen")) {
            cases.add(version("version '" + version + "'", "Sec-WebSocket-Version: " + version));
        }
        cases.add(version("no version"));
        cases.add(version("version twice", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13"));
        cases.add(key("no key"));
        cases.add(key("key twice", "Sec-WebSocket-Key: " + Request.KEY, "Sec-WebSocket-Key: " + Request.KEY));
        cases.add(key("empty key", "Sec-WebSocket-Key:"));
        cases.add(key("key not base64", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!=="));
        cases.add(key("key of 15 bytes", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2Rl"));
        cases.add(key("key of 17 bytes", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZmc="));
        cases.add(key("key without padding", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ"));
        cases.add(key("key with a blank inside", "Sec-WebSocket-Key: dGhlIHNhbXBs ZSBub25jZQ=="));
        String frame = new String(Frames.text("abc"), StandardCharsets.ISO_8859_1);
        cases.add(new Case(
                "a body that looks like a frame",
                400,
                "body",
                Request.upgrade("/echo").body(frame)));
        cases.add(new Case(
                "a chunked body",
                400,
                "body",
                Request.upgrade("/echo").with("Transfer-Encoding: chunked").after("3\r\nabc\r\n0\r\n\r\n")));
        cases.add(new Case(
                "an empty chunked body",
                400,
                "body",
                Request.upgrade("/echo").with("Transfer-Encoding: chunked").after("0\r\n\r\n")));
        cases.add(host("no Host"));
        cases.add(host("Host twice", "Host: localhost", "Host: localhost"));
        cases.add(host("Host with a blank", "Host: local host"));
        cases.add(host("Host with a path", "Host: localhost/echo"));
        cases.add(host("Host with user info", "Host: me@localhost"));
        cases.add(host("Host with a bad port", "Host: localhost:http"));
        cases.add(origin("http://evil.example"));
        cases.add(origin("null"));
        cases.add(origin("http://localhost.evil.example"));
        cases.add(origin("http://localhost:1"));
        cases.add(new Case("no such path", 404, "/nope", Request.upgrade("/nope")));
        cases.add(new Case("a path without WebSocket", 404, "/plaintext", Request.upgrade("/plaintext")));
        return cases.stream();
    }

    private static Case version(String name, String... headers) {
        return changed(name, 426, "Sec-WebSocket-Version", headers);
    }

    private static Case key(String name, String... headers) {
        return changed(name, 400, "Sec-WebSocket-Key", headers);
    }

    private static Case host(String name, String... headers) {
        return changed(name, 400, "Host", headers);
    }

    private static Case origin(String origin) {
        return changed("Origin " + origin, 403, "Origin", "Origin: " + origin);
    }

    private static Case changed(String name, int status, String header, String... headers) {
        Request request = Request.upgrade("/echo").without(header);
        Stream.of(headers).forEach(request::with);
        return new Case(name, status, header, request);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isToldWhyAndNeverBecomesATunnel(Case refused) throws Exception {
        try (RawSocket socket = connect()) {
            byte[] tail =
                    Frames.frame(Frames.TEXT, "no tunnel\r\n\r\n").unmasked().bytes();
            socket.send(refused.request.bytes(), Frames.text("no tunnel"), tail);
            HttpAnswer answer = socket.answer();
            assertEquals(refused.status, answer.status(), () -> answer.head() + answer.text());
            String detail = Problem.of(answer).detail();
            assertTrue(
                    detail.toLowerCase(Locale.ROOT).contains(refused.named.toLowerCase(Locale.ROOT)),
                    () -> "the detail names " + refused.named + ": " + detail);
            if (refused.status == 426) {
                assertNamesWhatIsSpoken(answer);
            }
            socket.expectOnlyHttpToEof();
        }
    }

    @Test
    void aPlainGetOfAWebSocketPathIsToldToUpgrade() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get("/echo"));
            assertEquals(426, answer.status());
            assertNamesWhatIsSpoken(answer);
            Problem.of(answer);
            if (answer.closes()) {
                socket.expectEof();
            } else {
                socket.expectPlaintext();
            }
        }
    }

    private static void assertNamesWhatIsSpoken(HttpAnswer answer) {
        assertEquals("13", answer.header("Sec-WebSocket-Version"));
        assertTrue(answer.hasToken("Upgrade", "websocket"), answer::head);
        assertTrue(answer.hasToken("Connection", "Upgrade"), answer::head);
    }
}
