package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.front.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** How many sockets there may be, and what becomes of them when the server stops. */
class SocketsTest {
    private static final byte[] CLIENT_HELLO = Bytes.hex("16 03 01 00 05 01 00 00 01 00");

    @Test
    void aSocketTooManyIsTurnedAwayAndTheOthersStay() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets=2", "--linger-timeout=200ms");
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

    /** An operator gets in when the server is full, and takes no place from a client. */
    @Test
    void operatorsHavePlacesOfTheirOwn() throws Exception {
        List<RawSocket> operators = new ArrayList<>();
        try (TestServer server = TestServer.start("--max-sockets=2", "--admin-port=0", "--linger-timeout=200ms");
                RawSocket operator = RawSocket.connect(server.adminPort())) {
            assertEquals(200, operator.ask(Request.get("/admin/sockets")).status());
            try (RawSocket first = RawSocket.connect(server.port());
                    RawSocket second = RawSocket.connect(server.port())) {
                first.expectPlaintext();
                second.expectPlaintext();
                try (RawSocket third = RawSocket.connect(server.port())) {
                    expectTurnedAway(third);
                }
                operators.add(RawSocket.connect(server.adminPort()));
                assertEquals(
                        200, operators.get(0).ask(Request.get("/admin/sockets")).status());
            }
            int status = 200;
            while (status == 200) { // they are few, too
                RawSocket next = RawSocket.connect(server.adminPort());
                operators.add(next);
                status = next.ask(Request.get("/admin/sockets")).status();
            }
            assertEquals(503, status);
            assertEquals(20, operators.size(), "19 beside the first one, and one too many");
        } finally {
            for (RawSocket socket : operators) {
                socket.close();
            }
        }
    }

    /** It is answered in the protocol of its first bytes, and not before. */
    @Test
    void aSocketTooManyIsToldSoOnceItHasAsked() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets=1", "--linger-timeout=20s");
                RawSocket inside = RawSocket.connect(server.port())) {
            inside.expectPlaintext();
            try (RawSocket http = RawSocket.connect(server.port());
                    RawSocket tls = RawSocket.connect(server.port());
                    RawSocket slowTls = RawSocket.connect(server.port())) {
                assertFalse(http.hasInput());
                http.send("G");
                HttpAnswer answer = http.answer();
                assertEquals(503, answer.status(), answer::head);
                assertTrue(answer.closes() && answer.has("Retry-After"), answer::head);
                assertTrue(Problem.of(answer).detail().contains("max-sockets: 1"), answer::text);
                http.expectEof();
                tls.send(CLIENT_HELLO);
                assertArrayEquals(Bytes.hex("15 03 03 00 02 02 50"), tls.toEof());
                slowTls.dribble(CLIENT_HELLO);
                assertArrayEquals(Bytes.hex("15 03 03 00 02 02 50"), slowTls.toEof());
            }
            inside.expectPlaintext();
        }
    }

    @Test
    @MostlyWaits
    void aSocketTooManyThatAsksNothingIsClosedAtItsDeadline() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets=1", "--linger-timeout=300ms");
                RawSocket inside = RawSocket.connect(server.port())) {
            inside.expectPlaintext();
            Stopwatch stopwatch = new Stopwatch();
            try (RawSocket silent = RawSocket.connect(server.port())) {
                silent.expectEof();
                stopwatch.expectAtLeast(300);
            }
        }
    }

    /** Only so many are waited for; the others are answered as HTTP at once, so that they can't fill the descriptors. */
    @Test
    void manySilentSocketsTooManyDoNotKeepOthersFromTheirAnswer() throws Exception {
        List<RawSocket> silent = new ArrayList<>();
        try (TestServer server = TestServer.start("--max-sockets=1", "--linger-timeout=1m", "--worker-threads=1");
                RawSocket inside = RawSocket.connect(server.port())) {
            inside.expectPlaintext();
            for (int i = 0; i < 100; i++) {
                silent.add(RawSocket.connect(server.port()));
            }
            try (RawSocket more = RawSocket.connect(server.port())) {
                HttpAnswer answer = HttpAnswer.read(new ByteArrayInputStream(more.toEof()), false);
                assertEquals(503, answer.status(), answer::head);
            }
            inside.expectPlaintext();
        } finally {
            for (RawSocket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void aTlsClientGetsAnAlertAndTheLedgerSaysWhy() throws Exception {
        try (TestServer server = TestServer.start();
                RawSocket operator = RawSocket.connect(server.port());
                RawSocket tls = RawSocket.connect(server.port())) {
            tls.send(CLIENT_HELLO);
            assertArrayEquals(Bytes.hex("15 03 03 00 02 02 28"), tls.toEof());
            tls.finish();
            String closed = "";
            for (int i = 0; i < 1000 && !closed.contains("TLS"); i++) {
                closed =
                        operator.ask(Request.get("/admin/sockets?state=closed")).text();
            }
            assertTrue(closed.contains("\"reason\":\"TLS ClientHello (expected: HTTP without TLS)\""), closed);
        }
    }

    /** What becomes of sockets that were not let in is of no interest: a reset or a flood of them must not fill the log. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void turnedAwaySocketsLogNothing(String transport) throws Exception {
        assumeTrue(Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        lines.start();
        root.addAppender(lines);
        try (TestServer server = TestServer.start(
                        "--max-sockets=1", "--worker-threads=1", "--linger-timeout=200ms", "--transport=" + transport);
                RawSocket inside = RawSocket.connect(server.port())) {
            inside.expectPlaintext();
            for (int i = 0; i < 150; i++) {
                RawSocket outside = RawSocket.connect(server.port());
                outside.send(Request.get("/plaintext").bytes());
                outside.reset();
            }
            try (RawSocket last = RawSocket.connect(server.port())) {
                expectTurnedAway(last);
            }
            inside.expectPlaintext();
        } finally {
            root.detachAppender(lines);
        }
        assertEquals(
                List.of(),
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
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
            try (TestServer server = TestServer.start("--drain-timeout=500ms")) {
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
