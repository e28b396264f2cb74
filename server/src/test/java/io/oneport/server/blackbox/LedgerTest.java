package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is connected, seen and closed over HTTP. */
class LedgerTest extends SharedServerTest {
    @Test
    void aSocketIsListedWithItsAddressAndLeavesWhenItGoes() throws Exception {
        try (Ledger ledger = new Ledger(port())) {
            String id;
            try (RawSocket socket = webSocket()) {
                id = ledger.newest();
                HttpAnswer answer = ledger.get(id);
                assertEquals(200, answer.status());
                assertTrue(answer.header("Content-Type").startsWith("application/json"), answer::head);
                assertTrue(answer.text().contains("127.0.0.1"), answer::text);
                assertTrue(answer.text().contains(String.valueOf(port())), answer::text);
                assertTrue(answer.text().toLowerCase().contains("websocket"), answer::text);
                socket.send(Frames.close(1000, ""));
                socket.expectClose(1000);
            }
            List<String> ids = ledger.ids();
            for (int i = 0; i < 1000 && ids.contains(id); i++) {
                ids = ledger.ids();
            }
            assertFalse(ids.contains(id), "gone from the ledger");
        }
    }

    @Test
    void theSwitchIsSeen() throws Exception {
        try (Ledger ledger = new Ledger(port());
                RawSocket socket = connect()) {
            socket.expectPlaintext();
            String id = ledger.newest();
            String before = ledger.get(id).text();
            socket.send(Request.upgrade("/echo").bytes());
            socket.expectSwitch();
            socket.expectEcho("switched");
            String after = ledger.get(id).text();
            assertFalse(before.toLowerCase().contains("websocket"), before);
            assertTrue(after.toLowerCase().contains("websocket"), after);
        }
    }

    @Test
    void aWebSocketThatIsDeletedGetsACloseFrame() throws Exception {
        try (Ledger ledger = new Ledger(port());
                RawSocket socket = webSocket()) {
            ledger.delete(ledger.newest());
            ServerFrame close = socket.frame();
            int code = close.closeCode();
            assertTrue(code >= 1000, close::toString);
            socket.send(Frames.close(code, ""));
            socket.expectEof();
        }
    }

    @Test
    void anHttpConnectionThatIsDeletedEnds() throws Exception {
        try (Ledger ledger = new Ledger(port());
                RawSocket socket = connect()) {
            socket.expectPlaintext();
            ledger.delete(ledger.newest());
            socket.expectEof();
        }
    }

    @Test
    void whoIsNotThereIsNotFound() throws Exception {
        try (Ledger ledger = new Ledger(port())) {
            expect404(ledger.get("999999999"));
            expect404(ledger.tryDelete("999999999"));
        }
    }

    private static void expect404(HttpAnswer answer) {
        assertEquals(404, answer.status(), answer::head);
        Problem.of(answer);
    }

    @Test
    void whatIsNoIdIsRefused() throws Exception {
        try (Ledger ledger = new Ledger(port())) {
            for (String id : List.of("nobody", "-1", "99999999999999999999", "%00", "1;2")) {
                HttpAnswer answer = ledger.tryDelete(id);
                assertTrue(answer.status() == 400 || answer.status() == 404, answer::head);
                Problem.of(answer);
            }
        }
    }
}
