package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sockets that are told to go while something is under way on them. */
class GoingAwayTest {
    private static final String UPGRADE = "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @Test
    void anUpgradeThatIsFinishedLateIsServedAndToldToGo() throws Exception {
        try (TestServer server = TestServer.start("--worker-threads=1");
                RawSocket socket = RawSocket.connect(server.port());
                RawSocket admin = RawSocket.connect(server.port())) {
            socket.expectPlaintext();
            socket.send(UPGRADE);
            assertEquals(
                    204, admin.ask(Request.of("DELETE", "/admin/sockets/0")).status());
            socket.send("\r\n");
            socket.expectSwitch();
            ServerFrame frame = socket.frame();
            assertEquals(1001, frame.closeCode(), frame::toString);
            socket.send(Frames.close());
            socket.expectEof();
        }
    }

    @Test
    void aReaderThatWaitsForAMessageIsAnsweredAtOnce() throws Exception {
        TestServer server = TestServer.start("--drain-timeout=30s");
        try (RawSocket waiting = RawSocket.connect(server.port());
                RawSocket witness = RawSocket.connect(server.port())) {
            waiting.send("GET /t/quiet?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // The topic has a reader once it is told how many there are.
            while (!witness.ask(Request.of("POST", "/t/quiet?").with("TTL: 0").body(""))
                    .text()
                    .contains("\"subscribers\":1")) {
                Thread.onSpinWait();
            }
            assertEquals(200, waiting.answer().status());
            witness.expectPlaintext();
            witness.expectPlaintext(); // more than the two that the other one will have asked
            waiting.send("GET /t/quiet?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
            while (!witness.ask(Request.get("/admin/sockets")).text().contains("\"requests\":2,")) {
                Thread.onSpinWait();
            }
            server.close();
            assertEquals(200, waiting.answer().status());
            waiting.expectEof();
        } finally {
            server.close();
        }
    }

    @Test
    void aPeerThatTakesNoAnswersCanBeClosed() throws Exception {
        try (TestServer server = TestServer.start("--stall-timeout=300ms", "--worker-threads=1");
                RawSocket socket = RawSocket.connect(server.port(), 4096);
                RawSocket admin = RawSocket.connect(server.port())) {
            byte[] flood = Bytes.latin1("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3000));
            Thread sender = new Thread(() -> {
                try {
                    socket.send(flood);
                } catch (IOException cutOff) {
                    // As is right.
                }
            });
            sender.start();
            admin.ask(Request.of("DELETE", "/admin/sockets/0"));
            while (!admin.ask(Request.get("/admin/sockets?state=closed")).text().contains("\"id\":0,")) {
                Thread.onSpinWait(); // until it is closed; the test's time-out bounds that
            }
            sender.join();
            assertFalse(sender.isAlive());
        }
    }

    @Test
    void unfinishedMessagesAreBoundedTogether() throws Exception {
        try (TestServer server =
                        TestServer.start("--unfinished-total=1MiB", "--max-message=1MiB", "--worker-threads=1");
                RawSocket first = RawSocket.webSocket(server.port());
                RawSocket second = RawSocket.webSocket(server.port());
                Ledger ledger = new Ledger(server.port())) {
            byte[] most = Frames.binary(new byte[1_000_000]);
            first.send(Arrays.copyOf(most, most.length - 1));
            second.send(Arrays.copyOf(most, most.length - 1));
            // Together they are too much; whose last bytes come last is refused.
            ServerFrame refusal = firstFrameOf(first, second);
            assertEquals(1013, refusal.payload()[0] << 8 & 0xff00 | refusal.payload()[1] & 0xff);
            while (ledger.ids().size() > 1) {
                Thread.onSpinWait(); // until both are gone, and what was set aside for them with them
            }
            try (RawSocket third = RawSocket.webSocket(server.port())) {
                third.send(most);
                third.expectBinary(new byte[1_000_000]);
            }
        }
    }

    @Test
    void unfinishedHeadsAreBoundedTogether() throws Exception {
        byte[] begun =
                Bytes.latin1("GET /plaintext HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(10_000) + "\r\n");
        try (TestServer server = TestServer.start("--unfinished-total=1MiB", "--max-body=1MiB", "--worker-threads=1");
                Ledger ledger = new Ledger(server.port())) {
            for (int round = 0; round < 2; round++) { // what was set aside is given back
                List<RawSocket> sockets = new ArrayList<>();
                int refused = 0;
                for (int i = 0; i < 40; i++) { // a quarter of 1 MiB has room for 26
                    RawSocket socket = RawSocket.connect(server.port());
                    sockets.add(socket);
                    socket.send(begun);
                    ledger.ids(); // answered by the same event loop, after it has read that
                    if (socket.hasInput()) {
                        HttpAnswer answer = socket.answer();
                        assertEquals(503, answer.status());
                        assertTrue(answer.text().contains("(unfinished-total)"), answer.text());
                        refused++;
                    }
                }
                assertTrue(refused >= 10 && refused < 20, refused + " of 40");
                for (RawSocket socket : sockets.subList(0, 10)) {
                    socket.send("\r\n");
                    assertEquals(200, socket.answer().status());
                }
                for (RawSocket socket : sockets) {
                    socket.close();
                }
                while (ledger.ids().size() > 1) {
                    Thread.onSpinWait(); // until all are gone
                }
            }
        }
    }

    private static ServerFrame firstFrameOf(RawSocket first, RawSocket second) throws IOException {
        while (true) {
            for (RawSocket socket : List.of(first, second)) {
                if (socket.hasInput()) {
                    ServerFrame frame = socket.frame();
                    first.close();
                    second.close();
                    return frame;
                }
            }
            Thread.onSpinWait();
        }
    }
}
