package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that close their side once they have asked, as {@code nc -N} does: what they asked for is still answered. */
class HalfCloseTest {
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void everyPipelinedRequestIsAnswered(String transport) throws Exception {
        try (TestServer server = TestServer.start("--transport=" + transport)) {
            for (int requests : new int[] {1, 200, 3000}) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    socket.send("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(requests));
                    socket.finish();
                    for (int i = 0; i < requests; i++) {
                        assertEquals(200, socket.answer().status());
                    }
                    socket.expectEof();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void anAnswerThatTakesAMomentArrives(String transport) throws Exception {
        try (TestServer server = TestServer.start("--transport=" + transport)) {
            for (int i = 0; i < 50; i++) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    socket.send(Request.get("/admin/sockets").bytes());
                    socket.finish();
                    assertEquals(200, socket.answer().status());
                    socket.expectEof();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void anUnfinishedRequestEndsWithThePeer(String transport) throws Exception {
        try (TestServer server = TestServer.start("--transport=" + transport)) {
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send("GET /plaintext HTTP/1.1\r\nHost: local");
                socket.finish();
                socket.expectEof();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aWebSocketGetsItsRepliesAndEnds(String transport) throws Exception {
        try (TestServer server = TestServer.start("--transport=" + transport);
                RawSocket socket = RawSocket.webSocket(server.port())) {
            socket.send(Frames.text("last words"));
            socket.finish();
            socket.expectText("last words");
            socket.expectEof();
        }
    }

    /** A long body behind a refused request is read and dropped; a reset could destroy the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aLongBodyGluedBehindARefusalIsTaken(String transport) throws Exception {
        try (TestServer server = TestServer.start("--transport=" + transport);
                RawSocket socket = RawSocket.connect(server.port())) {
            socket.send("POST /plaintext HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3145728\r\n\r\n"
                    + "x".repeat(3145728));
            assertEquals(413, socket.answer().status());
            socket.expectEof();
        }
    }

    /** One peer that pipelines without pause must not make the server hold what it has not decoded. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aFloodOfRequestsIsServedToItsEnd(String transport) throws Exception {
        int requests = 20_000;
        try (TestServer server = TestServer.start("--transport=" + transport, "--outbound-buffer=4KiB");
                RawSocket socket = RawSocket.connect(server.port())) {
            byte[] flood = Bytes.latin1("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(requests));
            Thread sender = new Thread(() -> {
                try {
                    socket.send(flood);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            for (int i = 0; i < requests; i++) {
                assertEquals(200, socket.answer().status());
            }
            sender.join();
            socket.finish();
            socket.expectEof();
            assertTrue(PlatformDependent.usedDirectMemory() < 64 << 20);
        }
    }
}
