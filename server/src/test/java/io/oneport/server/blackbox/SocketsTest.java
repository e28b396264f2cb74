package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        List<RawSocket> sockets = new ArrayList<>();
        try {
            try (TestServer server = TestServer.start()) {
                sockets.add(RawSocket.connect(server.port()));
                sockets.add(RawSocket.connect(server.port()));
                sockets.get(1).expectPlaintext();
                sockets.add(RawSocket.webSocket(server.port()));
            }
            sockets.get(0).expectEof();
            sockets.get(1).expectEof();
            ServerFrame close = sockets.get(2).frame();
            assertEquals(1001, close.closeCode(), close::toString);
            sockets.get(2).expectEof();
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
