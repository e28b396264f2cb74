package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How many sockets there may be, and what becomes of them when the server stops. */
class SocketsTest {
    @Test
    void aSocketTooManyIsTurnedAwayAndTheOthersStay() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets=2");
                RawSocket http = RawSocket.connect(server.port());
                RawSocket webSocket = RawSocket.webSocket(server.port())) {
            http.expectPlaintext();
            try (RawSocket third = RawSocket.connect(server.port())) {
                expectTurnedAway(third);
            }
            http.expectPlaintext();
            webSocket.expectEcho("still here");
        }
    }

    /** A socket that leaves makes room; the server may need a moment to see that it has left. */
    @Test
    void aSocketThatLeavesMakesRoom() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets=1")) {
            for (int i = 0; i < 5; i++) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    socket.send(
                            Request.get("/plaintext").with("Connection: close").bytes());
                    assertEquals("Hello, World!", socket.answer().text());
                    socket.expectEof();
                }
                boolean room = false;
                for (int attempt = 0; attempt < 1000 && !room; attempt++) {
                    room = isServed(server.port());
                }
                assertTrue(room, "room again");
            }
        }
    }

    private static boolean isServed(int port) {
        try (RawSocket socket = RawSocket.connect(port)) {
            return socket.ask(Request.get("/plaintext").with("Connection: close"))
                            .status()
                    == 200;
        } catch (IOException turnedAway) {
            return false;
        }
    }

    private static void expectTurnedAway(RawSocket socket) throws IOException {
        byte[] told = socket.toEof();
        if (told.length > 0) {
            HttpAnswer answer = HttpAnswer.read(new ByteArrayInputStream(told), false);
            assertEquals(503, answer.status(), answer::head);
            assertTrue(answer.closes() && answer.has("Retry-After"), answer::head);
        }
    }

    @Test
    void whenTheServerStopsEverySocketEnds() throws Exception {
        TestServer server = TestServer.start();
        try (RawSocket idle = RawSocket.connect(server.port());
                RawSocket http = RawSocket.connect(server.port());
                RawSocket webSocket = RawSocket.webSocket(server.port())) {
            http.expectPlaintext();
            server.close();
            idle.expectEof();
            http.expectEof();
            byte[] rest = webSocket.toEof();
            if (rest.length > 0) {
                ServerFrame close = ServerFrame.read(new ByteArrayInputStream(rest));
                assertTrue(close.closeCode() == 1001 || close.closeCode() == 1012, close::toString);
                assertEquals(2 + close.payload().length, rest.length, "one Close frame and nothing else");
            }
        } finally {
            server.close();
        }
    }
}
