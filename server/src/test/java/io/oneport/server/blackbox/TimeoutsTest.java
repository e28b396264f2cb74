package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wait on a peer ends: what happens then, and not too early. */
class TimeoutsTest {
    private static final byte[] PARTIAL_HEAD = Bytes.latin1("GET /plaintext HTTP/1.1\r\nHost: loc");

    /** Sends a byte each 50 ms until the server says something; 1,000 bytes fit a head or the body that is announced. */
    private static void sendSlowlyUntilInput(RawSocket socket) throws IOException {
        for (int i = 0; i < 900 && !socket.hasInput(); i++) {
            socket.send(new byte[] {'a'});
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static void expect408(RawSocket socket) throws IOException {
        HttpAnswer answer = socket.answer();
        assertEquals(408, answer.status(), answer::head);
        assertTrue(answer.closes(), answer::head);
        Problem.of(answer);
        socket.expectEof();
    }

    @Test
    @MostlyWaits
    void aConnectionThatSaysNothingIsClosedWithoutAWord() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=400ms")) {
            Stopwatch stopwatch = new Stopwatch();
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.expectEof();
                stopwatch.expectAtLeast(400);
            }
        }
    }

    @Test
    @MostlyWaits
    void aHeadThatStopsHalfwayIsTold408() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=400ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send(PARTIAL_HEAD);
                expect408(socket);
                stopwatch.expectAtLeast(400);
            }
        }
    }

    @Test
    @MostlyWaits
    void aHeadThatDribblesInGetsNoMoreTime() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=500ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send(PARTIAL_HEAD);
                sendSlowlyUntilInput(socket);
                expect408(socket);
                stopwatch.expectAtLeast(500);
            }
        }
    }

    @Test
    @MostlyWaits
    void aLaterHeadHasTheSameLimit() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=400ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.expectPlaintext();
                socket.send(PARTIAL_HEAD);
                expect408(socket);
                stopwatch.expectAtLeast(400);
            }
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(booleans = {false, true})
    void emptyLinesDoNotHoldAConnection(boolean behindARequest) throws Exception {
        try (TestServer server =
                        TestServer.start("--head-timeout=500ms", "--keep-alive=500ms", "--linger-timeout=100ms");
                RawSocket socket = RawSocket.connect(server.port())) {
            if (behindARequest) {
                socket.expectPlaintext();
            }
            while (takes(socket, "\r\n")) {
                LockSupport.parkNanos(50_000_000); // until it is cut; the test's time-out bounds that
            }
        }
    }

    private static boolean takes(RawSocket socket, String bytes) {
        try {
            socket.send(bytes);
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    /** RFC 9112, section 2.2: it is to be ignored, so it begins no head that could be late. */
    @Test
    @MostlyWaits
    void anEmptyLineBehindARequestBeginsNoHead() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=1s", "--keep-alive=2500ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n\r\n");
                assertEquals(200, socket.answer().status());
                socket.expectEof();
                stopwatch.expectAtLeast(2500);
            }
        }
    }

    @Test
    @MostlyWaits
    void betweenRequestsTheKeepAliveCountsAndNotTheHeadTimeout() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=1s", "--keep-alive=2500ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.expectPlaintext();
                socket.expectEof();
                stopwatch.expectAtLeast(2500);
            }
        }
    }

    @Test
    @MostlyWaits
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (TestServer server = TestServer.start("--keep-alive=400ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.expectPlaintext();
                socket.expectPlaintext();
                socket.expectEof();
                stopwatch.expectAtLeast(400);
            }
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void aBodyThatDoesNotComeEndsTheConnection(String framing) throws Exception {
        try (TestServer server = TestServer.start("--body-timeout=400ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send(Request.of("POST", "/plaintext")
                        .with(framing)
                        .after(framing.startsWith("C") ? "012" : "a\r\n012")
                        .bytes());
                HttpAnswer answer = socket.answer();
                assertTrue(answer.status() == 408 || answer.status() == 405, answer::head);
                socket.expectEof();
                stopwatch.expectAtLeast(400);
            }
        }
    }

    @Test
    @MostlyWaits
    void aBodyThatDribblesInGetsNoMoreTime() throws Exception {
        try (TestServer server = TestServer.start("--body-timeout=400ms")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send(Request.of("POST", "/plaintext")
                        .with("Content-Length: 1000")
                        .bytes());
                sendSlowlyUntilInput(socket);
                HttpAnswer answer = socket.answer();
                assertTrue(answer.status() == 408 || answer.status() == 405, answer::head);
                socket.expectEof();
                stopwatch.expectAtLeast(400);
            }
        }
    }

    @Test
    @MostlyWaits
    void aWebSocketKnowsNeitherHeadTimeoutNorKeepAlive() throws Exception {
        try (TestServer server = TestServer.start("--head-timeout=1s", "--keep-alive=1s", "--ping-interval=2s");
                RawSocket socket = RawSocket.webSocket(server.port())) {
            socket.send(Frames.frame(Frames.TEXT, "half ").notFinal().bytes());
            ServerFrame ping = socket.frame();
            assertEquals(Frames.PING, ping.opcode(), ping::toString);
            socket.send(Frames.frame(Frames.CONTINUATION, "and half").bytes());
            socket.expectText("half and half");
        }
    }

    @Test
    @MostlyWaits
    void pingsComeAndPongsKeepTheSocket() throws Exception {
        try (TestServer server = TestServer.start("--ping-interval=300ms", "--pong-timeout=2s")) {
            Stopwatch stopwatch = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.webSocket(server.port())) {
                // For longer than the time in which a first pong had to come.
                for (int i = 1; i <= 10; i++) {
                    ServerFrame ping = socket.frame();
                    assertEquals(Frames.PING, ping.opcode(), ping::toString);
                    socket.send(Frames.pong(ping.payload()));
                    stopwatch.expectAtLeast(300);
                }
                stopwatch.expectAtLeast(2700);
                socket.send(Frames.text("still here"));
                ServerFrame frame = socket.frame();
                while (frame.opcode() == Frames.PING) {
                    socket.send(Frames.pong(frame.payload()));
                    frame = socket.frame();
                }
                assertEquals("still here", frame.text());
            }
        }
    }

    @Test
    @MostlyWaits
    void withoutAPongTheSocketIsClosed() throws Exception {
        try (TestServer server =
                TestServer.start("--ping-interval=300ms", "--pong-timeout=400ms", "--close-timeout=300ms")) {
            Stopwatch sinceUpgrade = new Stopwatch(); // before the server can start its clock
            try (RawSocket socket = RawSocket.webSocket(server.port())) {
                ServerFrame ping = socket.frame();
                assertEquals(Frames.PING, ping.opcode(), ping::toString);
                sinceUpgrade.expectAtLeast(300);
                expectCloseOrEnd(socket);
                sinceUpgrade.expectAtLeast(700);
            }
        }
    }

    @Test
    @MostlyWaits
    void aDeadSocketTakesNoOtherWithIt() throws Exception {
        try (TestServer server =
                        TestServer.start("--ping-interval=200ms", "--pong-timeout=200ms", "--close-timeout=200ms");
                RawSocket http = RawSocket.connect(server.port());
                RawSocket dead = RawSocket.webSocket(server.port())) {
            http.expectPlaintext();
            assertEquals(Frames.PING, dead.frame().opcode());
            expectCloseOrEnd(dead);
            http.expectPlaintext();
            try (RawSocket next = RawSocket.webSocket(server.port())) {
                next.expectEcho("new ones come");
            }
        }
    }

    /** Nothing but a Close frame with a fitting code may come, and then the end. */
    private static void expectCloseOrEnd(RawSocket socket) throws IOException {
        byte[] rest = socket.toEof();
        if (rest.length > 0) {
            ServerFrame close = ServerFrame.read(new ByteArrayInputStream(rest));
            int code = close.closeCode();
            assertTrue(code == 1001 || code == 1002 || code == 1008 || code == 1011, "code " + code);
            assertEquals(rest.length, 2 + close.payload().length, "one Close frame and nothing else");
        }
    }

    /** Behind its last answer the server discards what still comes, but not for ever. */
    @ParameterizedTest
    @MostlyWaits
    @ValueSource(booleans = {false, true})
    void aPeerThatGoesOnSendingBehindTheEndIsCut(boolean webSocket) throws Exception {
        byte[] last = webSocket
                ? Bytes.concat(Request.upgrade("/echo").bytes(), Frames.close(1000, ""))
                : Request.get("/plaintext").with("Connection: close").bytes();
        Stopwatch stopwatch = new Stopwatch();
        try (TestServer server = TestServer.start("--linger-timeout=400ms");
                FloodingPeer peer = new FloodingPeer(server.port(), last, unit -> Bytes.letters(100))) {
            assertTrue(peer.isCutWithin(40_000), "must be cut");
            stopwatch.expectAtLeast(400);
        }
    }

    /** The server closes through the ledger; the peer never answers its Close frame. */
    @Test
    @MostlyWaits
    void aCloseThatIsNotAnsweredEndsTheConnectionAnyway() throws Exception {
        try (TestServer server = TestServer.start("--close-timeout=500ms", "--linger-timeout=100ms");
                Ledger ledger = new Ledger(server.port());
                RawSocket socket = RawSocket.webSocket(server.port())) {
            Stopwatch stopwatch = new Stopwatch();
            ledger.delete(ledger.newest());
            ServerFrame close = socket.frame();
            assertTrue(close.closeCode() >= 1000, close::toString);
            socket.expectEof();
            stopwatch.expectAtLeast(500);
        }
    }
}
