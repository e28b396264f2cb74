package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A socket that switches changes nothing for any other: those open now, those still to come. */
class SwitchIsolationTest extends SharedServerTest {
    private static final int SOCKETS = 1000;

    @Test
    void theNineSteps() throws Exception {
        try (RawSocket a = connect()) {
            a.send(Request.upgrade("/echo").bytes()); // 1. A asks to upgrade.
            a.expectSwitch(); // 2. It is granted.
            a.expectEcho("3. A and the server exchange frames");
            try (RawSocket b = connect();
                    RawSocket b2 = connect()) {
                b.send(Request.get("/plaintext").with("Connection: close").bytes()); // 4. B asks plainly.
                HttpAnswer answer = b.answer(); // 5. It is answered as HTTP.
                assertEquals("Hello, World!", answer.text());
                b.expectEof(); // 6. It closes as HTTP says,
                b2.expectPlaintext(); // or stays for the next request.
                a.expectEcho("A goes on while B comes and goes");
                b2.expectPlaintext();
            }
            try (RawSocket c = connect()) {
                c.send(Request.upgrade("/echo").bytes()); // 7. C asks to upgrade.
                c.expectSwitch(); // 8. It is granted, for C's socket only.
                a.send(Frames.frame(Frames.TEXT, "9. A and C ").notFinal().bytes());
                c.expectEcho("C talks within A's message");
                try (RawSocket d = connect();
                        RawSocket e = webSocket()) {
                    d.expectPlaintext();
                    e.expectEcho("new connections of either kind");
                }
                a.send(Frames.frame(Frames.CONTINUATION, "talk").bytes());
                a.expectText("9. A and C talk");
                c.send(Frames.close(1000, ""));
                c.expectClose(1000);
            }
            a.expectEcho("A stays when C leaves");
        }
    }

    @Test
    void aFailedUpgradeAndABrokenFrameConcernNobodyElse() throws Exception {
        try (RawSocket stays = webSocket();
                RawSocket plain = connect();
                RawSocket refused = connect();
                RawSocket broken = webSocket()) {
            plain.send(Bytes.latin1("GET /plaintext HTT"));
            stays.send(Frames.frame(Frames.TEXT, "half ").notFinal().bytes());
            assertEquals(404, refused.ask(Request.upgrade("/nope")).status());
            broken.send(
                    Frames.text("unmasked"),
                    Frames.frame(Frames.TEXT, "no").unmasked().bytes());
            broken.expectText("unmasked");
            broken.expectClose(1002);
            plain.send(Bytes.latin1("P/1.1\r\nHost: localhost\r\n\r\n"));
            assertEquals("Hello, World!", plain.answer().text());
            stays.send(Frames.frame(Frames.CONTINUATION, "and half").bytes());
            stays.expectText("half and half");
        }
    }

    /** Half of the sockets switch, in random order, while the answers to the others are compared byte for byte. */
    @Test
    void aThousandSockets() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                sockets.add(connect());
            }
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                order.add(i);
            }
            String expected;
            try (RawSocket reference = connect()) {
                expected = reference.ask(Request.get("/plaintext")).masked();
            }
            for (int round = 0; round < 4; round++) {
                Collections.shuffle(order, random);
                for (int i : order) {
                    sockets.get(i).send(sent(i, round));
                }
                Collections.shuffle(order, random);
                for (int i : order) {
                    expectReply(sockets.get(i), i, round, expected);
                }
            }
            for (RawSocket socket : sockets) {
                assertFalse(socket.hasInput(), "no byte too many");
            }
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Even sockets stay with HTTP; odd ones switch in round 0 to 2 and then send frames. */
    private static boolean switched(int socket, int round) {
        return socket % 2 == 1 && round > socket % 3;
    }

    private static boolean switches(int socket, int round) {
        return socket % 2 == 1 && round == socket % 3;
    }

    private static byte[] sent(int socket, int round) {
        if (switched(socket, round)) {
            return Frames.text("socket " + socket + " round " + round);
        }
        return switches(socket, round)
                ? Bytes.concat(Request.upgrade("/echo").bytes(), Frames.text("glued " + socket))
                : Request.get("/plaintext").bytes();
    }

    private static void expectReply(RawSocket socket, int number, int round, String expected) throws IOException {
        if (switched(number, round)) {
            socket.expectText("socket " + number + " round " + round);
        } else if (switches(number, round)) {
            socket.expectSwitch();
            socket.expectText("glued " + number);
        } else {
            assertEquals(expected, socket.answer().masked());
        }
    }
}
