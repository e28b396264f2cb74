package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
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

    /** Peers that have asked for far more than is answered at one go: their FIN comes while the server does not read. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void whatWasAskedForAheadOfTheEndIsAnsweredToTheLast(String transport) throws Exception {
        int requests = 100_000;
        byte[] flood = Bytes.latin1("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(requests));
        try (TestServer server =
                TestServer.start("--transport=" + transport, "--worker-threads=1", "--outbound-buffer=4KiB")) {
            List<CompletableFuture<Long>> answered = Stream.generate(() -> bytesOfAnswers(server.port(), flood))
                    .limit(4)
                    .toList();
            long one;
            try (RawSocket socket = RawSocket.connect(server.port())) {
                socket.send(Request.get("/plaintext").with("Connection: close").bytes());
                one = socket.in().readAllBytes().length - "connection: close\r\n".length();
            }
            for (CompletableFuture<Long> bytes : answered) {
                assertEquals(requests * one, bytes.get());
            }
        }
    }

    /** Of a peer that reads as it sends, and closes its side once it has sent these. */
    private static CompletableFuture<Long> bytesOfAnswers(int port, byte[] requests) {
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        new Thread(() -> {
                    try (RawSocket socket = RawSocket.connect(port)) {
                        Thread sender = sender(socket, requests, true);
                        bytes.complete(socket.in().transferTo(OutputStream.nullOutputStream()));
                        sender.join();
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        bytes.completeExceptionally(e);
                    }
                })
                .start();
        return bytes;
    }

    private static Thread sender(RawSocket socket, byte[] requests, boolean finishes) {
        Thread sender = new Thread(() -> {
            try {
                socket.send(requests);
                if (finishes) {
                    socket.finish();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        sender.start();
        return sender;
    }

    /** The system takes a part of it at once; the rest has to wait on a socket from which nothing more comes. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void aLongFileArrives(String transport, @TempDir Path folder) throws Exception {
        byte[] content = Bytes.letters(16 << 20);
        Files.write(folder.resolve("long"), content);
        try (TestServer server = TestServer.start("--transport=" + transport, "--static=" + folder);
                RawSocket socket = RawSocket.connect(server.port(), 64 << 10)) {
            socket.send(Request.get("/long").bytes());
            socket.finish();
            assertArrayEquals(content, socket.answer().body());
            socket.expectEof();
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
            Thread sender = sender(socket, flood, false);
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
