package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.front.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that close their side with the request, or just after: no endless answer outlives its peer. */
class PeerEndsAtOnceTest {
    private static final int SOCKETS = 40;

    static Stream<Arguments> streams() {
        return Stream.of("nio", "epoll", "io_uring")
                .flatMap(transport -> Stream.of("/t/q/raw", "/t/q", "/t/q/json", "websocket")
                        .map(target -> Arguments.of(transport, target)));
    }

    private static TestServer start(String transport) {
        assumeTrue(Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        return TestServer.start("--transport=" + transport, "--worker-threads=2", "--max-sockets=" + SOCKETS);
    }

    private static byte[] request(String target) {
        return switch (target) {
            case "websocket" -> Request.upgrade("/t/q").bytes();
            case "/t/q" -> Request.get(target).with("Accept: text/event-stream").bytes();
            case "/t/q/json" ->
                Request.get("/t/q").with("Accept: application/x-ndjson").bytes();
            default -> Request.get(target).bytes();
        };
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamEndsThoughItsPeerClosedBeforeItBegan(String transport, String target) throws Exception {
        List<RawSocket> peers = new ArrayList<>();
        try (TestServer server = start(transport)) {
            for (int i = 0; i < SOCKETS; i++) {
                RawSocket peer = RawSocket.connect(server.port());
                peers.add(peer);
                peer.send(request(target));
                peer.finish();
            }
            for (RawSocket peer : peers) {
                peer.toEof(); // the peer itself stays: only the server can end this
            }
            expectRoom(server.port());
        } finally {
            closeAll(peers);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamEndsWhenItsPeerClosesOnceItHasBegun(String transport, String target) throws Exception {
        List<RawSocket> peers = new ArrayList<>();
        try (TestServer server = start(transport)) {
            for (int i = 0; i < SOCKETS; i++) {
                RawSocket peer = RawSocket.connect(server.port());
                peers.add(peer);
                peer.send(request(target));
                while (!peer.hasInput()) {
                    Thread.onSpinWait();
                }
                peer.finish();
            }
            for (RawSocket peer : peers) {
                byte[] all = peer.toEof();
                HttpAnswer begun = HttpAnswer.read(new ByteArrayInputStream(all), true);
                assertEquals(target.equals("websocket") ? 101 : 200, begun.status());
            }
            expectRoom(server.port());
        } finally {
            closeAll(peers);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aResetRightAfterTheRequestLeavesNothing(String transport, String target) throws Exception {
        try (TestServer server = start(transport)) {
            for (int i = 0; i < 2 * SOCKETS; i++) {
                RawSocket peer = RawSocket.connect(server.port());
                peer.send(request(target));
                peer.reset();
            }
            expectRoom(server.port());
        }
    }

    /** As many as there is room for are served at once, sooner or later. */
    private static void expectRoom(int port) throws IOException {
        List<RawSocket> served = new ArrayList<>();
        try {
            while (served.size() < SOCKETS) {
                RawSocket socket = RawSocket.connect(port);
                if (isServed(socket)) {
                    served.add(socket);
                } else {
                    socket.close();
                    LockSupport.parkNanos(5_000_000); // between two looks: each takes a local port
                }
            }
            assertTrue(isServed(served.get(0)));
        } finally {
            closeAll(served);
        }
    }

    private static boolean isServed(RawSocket socket) {
        try {
            return socket.ask(Request.get("/plaintext")).status() == 200;
        } catch (IOException turnedAway) {
            return false;
        }
    }

    private static void closeAll(List<RawSocket> sockets) throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
    }
}
