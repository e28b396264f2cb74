package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Problem;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one principal may do, from however many sockets: who has it is told so, and others are not concerned. */
@Timeout(60)
class PrincipalLimitsTest {
    private static TestServer start(String limit) {
        return TestServer.start("--jwt-key=" + Tokens.keyFile(), limit);
    }

    private static String bearer(String name) {
        return "Authorization: Bearer "
                + Tokens.signed(
                        Tokens.claims(Duration.ofHours(1))
                                .subject(name)
                                .claim("publish", List.of("*"))
                                .claim("subscribe", List.of("*"))
                                .build(),
                        Tokens.SECRET);
    }

    private static HttpAnswer ask(TestServer server, Request request) throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            return socket.ask(request);
        }
    }

    private static HttpAnswer askUntilRefused(TestServer server, int served, Request request) throws IOException {
        while (true) {
            HttpAnswer answer = ask(server, request);
            if (answer.status() != served) {
                return answer;
            }
        }
    }

    private static void assertTooMany(String detail, HttpAnswer answer) throws IOException {
        assertEquals(429, answer.status(), answer::head);
        assertEquals(detail, Problem.of(answer).detail());
        assertEquals("1", answer.header("Retry-After"));
    }

    @Test
    void requestsOverAllItsSockets() throws Exception {
        try (TestServer server = start("--principal-request-rate=3")) {
            Request request = Request.get("/t/a").with(bearer("alice"));
            assertEquals(200, ask(server, request).status());
            assertTooMany(
                    "Too many requests from this principal (principal-request-rate: 3 a second).",
                    askUntilRefused(server, 200, request));
            assertEquals(
                    200, ask(server, Request.get("/t/a").with(bearer("bob"))).status());
        }
    }

    @Test
    void handshakes() throws Exception {
        try (TestServer server = start("--principal-handshake-rate=2")) {
            Request request = Request.upgrade("/t/a").with(bearer("alice"));
            assertEquals(101, ask(server, request).status());
            assertTooMany(
                    "Too many handshakes from this principal (principal-handshake-rate: 2 a second).",
                    askUntilRefused(server, 101, request));
            assertEquals(
                    101,
                    ask(server, Request.upgrade("/t/a").with(bearer("bob"))).status());
        }
    }

    @Test
    void messagesAndPublicationsTogether() throws Exception {
        try (TestServer server = start("--principal-message-rate=2");
                RawSocket alice = RawSocket.connect(server.port());
                RawSocket bob = RawSocket.connect(server.port())) {
            assertEquals(
                    101,
                    alice.head(Request.upgrade("/t/a").with(bearer("alice"))).status());
            assertEquals(
                    101, bob.head(Request.upgrade("/t/b").with(bearer("bob"))).status());
            byte[] message = Frames.text("x");
            for (int i = 0; i < 8; i++) {
                alice.send(message);
            }
            String reason = "";
            while (reason.isEmpty()) {
                var frame = alice.frame();
                reason = frame.opcode() == Frames.CLOSE ? "" + frame.closeCode() : "";
            }
            assertEquals("1008", reason);
            assertTooMany(
                    "Too many messages from this principal (principal-message-rate: 2 a second).",
                    askUntilRefused(
                            server,
                            201,
                            Request.of("POST", "/t/a").with(bearer("alice")).body("x")));
            bob.send(message);
            assertEquals("x", bob.message().text());
        }
    }
}
