package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that mention an upgrade but don't ask for one that this server does: answered as plain HTTP. */
class UpgradeIgnoredTest extends SharedServerTest {
    /** What makes it no upgrade, the status of its answer, and the request. */
    record Case(String name, int status, Request request) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> ignored() {
        return Stream.of(
                new Case("HTTP/1.0", 200, asUpgrade(Request.line("GET /plaintext HTTP/1.0"))),
                new Case("HTTP/1.0 on /echo", 426, asUpgrade(Request.line("GET /echo HTTP/1.0"))),
                new Case("POST", 405, asUpgrade(Request.of("POST", "/plaintext"))),
                new Case("POST on /echo", 405, asUpgrade(Request.of("POST", "/echo"))),
                new Case("no Connection", 200, plaintext("Connection")),
                new Case("no Connection on /echo", 426, Request.upgrade("/echo").without("Connection")),
                new Case("Connection: keep-alive", 200, plaintext("Connection").with("Connection: keep-alive")),
                new Case("Connection: upgraded", 200, plaintext("Connection").with("Connection: upgraded")),
                new Case("no Upgrade", 200, plaintext("Upgrade")),
                new Case("Upgrade: h2c", 200, plaintext("Upgrade").with("Upgrade: h2c")),
                new Case("Upgrade: websockets", 200, plaintext("Upgrade").with("Upgrade: websockets")),
                new Case(
                        "h2c on /echo",
                        426,
                        Request.upgrade("/echo").without("Upgrade").with("Upgrade: h2c")));
    }

    private static Request plaintext(String without) {
        return Request.upgrade("/plaintext").without(without);
    }

    private static Request asUpgrade(Request request) {
        return request.without("Host")
                .with("Host: localhost")
                .with("Upgrade: websocket")
                .with("Connection: Upgrade")
                .with("Sec-WebSocket-Key: " + Request.KEY)
                .with("Sec-WebSocket-Version: 13");
    }

    @ParameterizedTest
    @MethodSource("ignored")
    void isAnsweredAsHttp(Case ignored) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(ignored.request);
            assertEquals(ignored.status, answer.status(), answer::head);
            assertFalse(answer.has("Sec-WebSocket-Accept"), answer::head);
            if (answer.closes()) {
                socket.expectEof();
            } else {
                socket.expectPlaintext();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ignored")
    void aFrameBehindItIsNoFrame(Case ignored) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(ignored.request.bytes(), Frames.text("no tunnel"), Bytes.latin1("\r\n\r\n"));
            assertEquals(ignored.status, socket.answer().status());
            socket.expectOnlyHttpToEof();
        }
    }
}
