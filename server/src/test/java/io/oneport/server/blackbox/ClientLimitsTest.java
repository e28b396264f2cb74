package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client may do, just below each limit and above it. Bursts come in one segment, so that no clock matters. */
@Timeout(60)
class ClientLimitsTest {
    private static final String GET = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void requestsAboveTheRateAre429AndTheConnectionGoesOn() throws Exception {
        try (TestServer server = TestServer.start("--address-request-rate=3");
                RawSocket socket = RawSocket.connect(server.port())) {
            socket.send(Bytes.latin1(GET.repeat(12)));
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                HttpAnswer answer = socket.answer();
                statuses.add(answer.status());
                if (answer.status() == 429) {
                    assertEquals(
                            "Too many requests from this address (address-request-rate: 3 a second).",
                            Problem.of(answer).detail());
                    assertEquals("1", answer.header("Retry-After"));
                }
            }
            assertEquals(List.of(200, 200, 200, 429), statuses.subList(0, 4));
            while (socket.ask(Request.get("/plaintext")).status() == 429) {
                Thread.onSpinWait(); // until the bucket has filled; the test's time-out bounds that
            }
        }
    }

    @Test
    void unknownPathsAndBodiesCountToo() throws Exception {
        try (TestServer server = TestServer.start("--address-request-rate=1");
                RawSocket socket = RawSocket.connect(server.port())) {
            socket.send(Bytes.latin1("GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "POST /t/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello" + GET));
            assertEquals(404, socket.answer().status());
            assertEquals(429, socket.answer().status());
            assertEquals(429, socket.answer().status(), "the body before it was read");
        }
    }

    @Test
    void handshakesAboveTheRateAre429() throws Exception {
        try (TestServer server = TestServer.start("--address-handshake-rate=1")) {
            int refused = 0;
            while (refused == 0) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    HttpAnswer answer = socket.ask(Request.upgrade("/echo"));
                    if (answer.status() != 101) {
                        assertEquals(429, answer.status());
                        assertEquals(
                                "Too many handshakes from this address (address-handshake-rate: 1 a second).",
                                Problem.of(answer).detail());
                        assertEquals("1", answer.header("Retry-After"));
                        socket.expectEof();
                        refused++;
                    }
                }
            }
        }
    }

    @Test
    void aWebSocketThatSendsTooMuchIsClosed1008() throws Exception {
        try (TestServer server = TestServer.start("--address-message-rate=2");
                RawSocket socket = RawSocket.webSocket(server.port())) {
            byte[] message = Frames.text("x");
            byte[] many = Bytes.concat(Bytes.concat(message, message), Bytes.concat(message, Frames.ping(message)));
            socket.send(Bytes.concat(many, many));
            socket.expectText("x");
            socket.expectText("x");
            assertEquals(
                    "Too many messages from this address (address-message-rate: 2 a second). Retry after 1 s.",
                    socket.expectClose(1008));
        }
    }

    @Test
    void publicationsCountEachLineOfABatch() throws Exception {
        try (TestServer server = TestServer.start("--address-message-rate=5");
                RawSocket socket = RawSocket.connect(server.port())) {
            String lines = "{\"topic\":\"a\",\"data\":\"1\"}\n".repeat(1000);
            Request batch = Request.of("POST", "/t").with("Content-Type: application/x-ndjson");
            assertEquals(200, socket.ask(batch.body(lines)).status(), "from a full bucket");
            HttpAnswer answer = socket.ask(Request.of("POST", "/t/a").body("x"));
            assertEquals(429, answer.status());
            assertEquals(
                    "Too many messages from this address (address-message-rate: 5 a second).",
                    Problem.of(answer).detail());
            assertTrue(Integer.parseInt(answer.header("Retry-After")) > 100, answer.head());
        }
    }

    @Test
    void socketsAboveTheNumberOfOneAddressAre429UntilOneCloses() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets-per-address=2");
                RawSocket first = RawSocket.connect(server.port())) {
            first.expectPlaintext();
            try (RawSocket second = RawSocket.connect(server.port());
                    RawSocket third = RawSocket.connect(server.port())) {
                second.expectPlaintext();
                HttpAnswer answer = third.ask(Request.get("/plaintext"));
                assertEquals(429, answer.status());
                assertEquals(
                        "Too many open sockets of this address (max-sockets-per-address).",
                        Problem.of(answer).detail());
                assertEquals("5", answer.header("Retry-After"));
                third.expectEof();
            }
            int status = 429;
            while (status == 429) { // until the server has seen that the second one is gone
                try (RawSocket fourth = RawSocket.connect(server.port())) {
                    status = fourth.ask(Request.get("/plaintext")).status();
                }
            }
            assertEquals(200, status);
            first.expectPlaintext();
        }
    }

    @Test
    void aTrustedProxyIsNotCountedAndItsClientsAre() throws Exception {
        try (TestServer server = TestServer.start("--address-request-rate=1", "--trusted-proxy=127.0.0.1");
                RawSocket proxy = RawSocket.connect(server.port())) {
            proxy.send(Bytes.latin1(GET.repeat(20)));
            for (int i = 0; i < 20; i++) {
                assertEquals(200, proxy.answer().status());
            }
            String forwarded = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.";
            proxy.send(Bytes.latin1(forwarded + "1\r\n\r\n" + forwarded + "2\r\n\r\n" + forwarded + "1\r\n\r\n"));
            assertEquals(200, proxy.answer().status());
            assertEquals(200, proxy.answer().status());
            assertEquals(429, proxy.answer().status());
        }
    }
}
