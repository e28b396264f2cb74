package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.uring.IoUring;
import io.oneport.server.app.TestServer;
import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every transport, with one port for all workers or one each, serves the same; skipped where the system lacks it. */
class TransportsTest {
    static Stream<Arguments> setups() {
        return Stream.of("auto", "nio", "epoll", "io_uring")
                .flatMap(transport -> Stream.of(1, 4)
                        .flatMap(workers ->
                                Stream.of(false, true).map(reusePort -> Arguments.of(transport, workers, reusePort))));
    }

    private static TestServer start(String transport, int workers, boolean reusePort) {
        Needs.transport(
                transport, Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        String[] flags = {"--transport=" + transport, "--worker-threads=" + workers, "--reuse-port"};
        return TestServer.start(reusePort ? flags : Arrays.copyOf(flags, 2));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void servesHttpAndWebSockets(String transport, int workers, boolean reusePort) throws Exception {
        try (TestServer server = start(transport, workers, reusePort)) {
            for (int i = 0; i < 20; i++) {
                try (RawSocket http = RawSocket.connect(server.port());
                        RawSocket webSocket = RawSocket.webSocket(server.port())) {
                    http.expectPlaintext();
                    webSocket.expectEcho("socket " + i);
                    http.expectPlaintext();
                    webSocket.send(Frames.binary(Bytes.letters(65536)), Frames.close(1000, ""));
                    webSocket.expectBinary(Bytes.letters(65536));
                    webSocket.expectClose(1000);
                }
            }
        }
    }

    /** The ledger shows each channel's handlers: a switch replaces those of its own socket, and no other's. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aSwitchReplacesTheHandlersOfItsOwnSocket(String transport) throws Exception {
        String http = "\"handlers\":[\"http-decoder\",\"request-guard\",\"upgrade-detector\",\"router\"]";
        try (TestServer server = start(transport, 1, false);
                RawSocket switching = RawSocket.connect(server.port());
                RawSocket sibling = RawSocket.connect(server.port());
                RawSocket admin = RawSocket.connect(server.port())) {
            switching.expectPlaintext();
            sibling.expectPlaintext();
            assertHandlers(http, admin, 0);
            assertHandlers(http, admin, 1);
            switching.send(Request.upgrade("/echo").bytes());
            switching.expectSwitch();
            switching.expectEcho("switched");
            assertHandlers("\"handlers\":[\"websocket\"]", admin, 0);
            assertHandlers(http, admin, 1);
            sibling.expectPlaintext();
        }
    }

    /** A socket that nobody writes to is no place to find that out late: its peer is gone, and so is its record. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aResetIsNoticedAtOnceWhereNothingIsWritten(String transport) throws Exception {
        Needs.transport(
                transport, Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        Needs.met(
                !transport.equals("io_uring") || IoUring.isRegisterBufferRingSupported(),
                "io_uring with a ring of buffers",
                "Linux 5.19 or newer");
        try (TestServer server = start(transport, 1, false);
                Ledger ledger = new Ledger(server.port())) {
            RawSocket webSocket = RawSocket.webSocket(server.port());
            webSocket.expectEcho("here");
            String id = ledger.newest();
            webSocket.reset();
            while (!ledger.get(id).text().contains("\"closed\":")) {
                Thread.onSpinWait(); // each look is an exchange with the server; the test's time-out bounds them
            }
            assertTrue(
                    ledger.get(id).text().contains("reset by the peer"),
                    ledger.get(id).text());
        }
    }

    private static void assertHandlers(String expected, RawSocket admin, int id) throws IOException {
        String socket = admin.ask(Request.get("/admin/sockets/" + id)).text();
        assertTrue(socket.contains(expected), socket);
    }

    /** One cut in ten, on one socket after the other: cuts may join on their way, the bytes may not. */
    @ParameterizedTest
    @MethodSource("setups")
    void switchesWhereverItsInputIsCut(String transport, int workers, boolean reusePort) throws Exception {
        byte[] input = Bytes.concat(
                Request.get("/plaintext").bytes(),
                Request.upgrade("/echo").bytes(),
                Frames.text("text"),
                Frames.binary(Bytes.hex("00ff")),
                Frames.close(1000, ""));
        try (TestServer server = start(transport, workers, reusePort)) {
            for (int cut = 1; cut < input.length; cut += 10) {
                expectReplies(server.port(), input, cut);
            }
        }
    }

    private static void expectReplies(int port, byte[] input, int cut) throws IOException {
        try (RawSocket socket = RawSocket.connect(port);
                RawSocket sibling = RawSocket.connect(port)) {
            socket.send(Arrays.copyOf(input, cut));
            Cuts.settle(sibling);
            socket.send(Arrays.copyOfRange(input, cut, input.length));
            assertEquals(200, socket.answer().status());
            socket.expectSwitch();
            socket.expectText("text");
            socket.expectBinary(Bytes.hex("00ff"));
            socket.expectClose(1000);
        }
    }
}
