package io.oneport.server.app;

import static io.oneport.server.app.AttackSockets.post;
import static io.oneport.server.app.AttackSockets.upgrade;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server with 64 MiB of heap and 32 MiB of direct memory under attacks that would fill far more: it lives, runs out of
 * neither, and serves others afterwards; operators get in all the while.
 */
@Tag("load")
@Timeout(120)
class SmallMemoryTest {
    static final String POST_AFTER = post("/t/after", 2) + "hi";

    private static final String METRICS = "HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theServerLives(MemoryAttack attack) throws Exception {
        try (SmallServer server = SmallServer.start(folder.resolve("log.txt"))) {
            ask(server.port(), POST_AFTER, "HTTP/1.1 201"); // so that the topic is there, when no further one may be
            long begun = System.nanoTime();
            int refused;
            int steps;
            try (AttackSockets sockets = new AttackSockets(server.port())) {
                attack.begin(sockets);
                refused = sockets.failed();
                steps = sockets.steps();
                server.assertLives();
            }
            long attacked = System.nanoTime() - begun;
            serves(server, server.port());
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.1f s, steps %d, sockets refused or cut %d, served %.1f s later, log:%n%s%n",
                    attack,
                    attacked / 1e9,
                    steps,
                    refused,
                    (System.nanoTime() - begun - attacked) / 1e9,
                    server.log().lines().limit(20).reduce("", (all, line) -> all + "  " + line + "\n"));
            server.assertStopsInOrder();
        }
    }

    /** Without the guard event loops die, and nothing is left that could say so: the exit status must. */
    @Test
    void aFullHeapIsNoEndInOrder() throws Exception {
        try (SmallServer server =
                SmallServer.start(folder.resolve("log.txt"), "--memory-limit=0", "--unfinished-total=512MiB")) {
            try (AttackSockets sockets = new AttackSockets(server.port())) {
                MemoryAttack.SLOW_HEADS.begin(sockets);
            }
            try {
                serves(server, server.port());
            } catch (AssertionError | IOException e) {
                assertEquals(ExitStatus.WORKER_DIED, server.awaitEnd(), server.log());
            }
        }
    }

    /** Over new sockets and over one that is open all the time, while publications of others are refused. */
    @Test
    void operatorsGetInWhileMemoryIsShort() throws Exception {
        try (SmallServer server = SmallServer.start(folder.resolve("log.txt"));
                AttackSockets sockets = new AttackSockets(server.port(), 4096);
                Socket kept = new Socket("127.0.0.1", server.adminPort())) {
            ask(server.port(), POST_AFTER, "HTTP/1.1 201");
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread attack = new Thread(() -> {
                try {
                    MemoryAttack.fillAgainAndAgain(sockets);
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                }
            });
            assertEquals("HTTP/1.1 200", status(kept, METRICS));
            attack.start();
            int answered = 0;
            int refused = 0;
            while (attack.isAlive()) {
                for (String path : new String[] {"/metrics", "/admin/sockets?limit=10"}) {
                    ask(server.adminPort(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200");
                    answered++;
                }
                assertEquals("HTTP/1.1 200", status(kept, METRICS));
                refused += publicationIsRefused(server.port()) ? 1 : 0;
            }
            attack.join();
            assertEquals(null, failure.get());
            System.out.printf("operators: %d answers, publications refused %d%n", answered, refused);
            assertTrue(refused > 0, server.log());
            server.assertStopsInOrder();
        }
    }

    /** Each is answered to the last or cut, and none is left waiting. */
    @RepeatedTest(5)
    void peersThatSendWithoutWaitingForAnswersAreServedOrCut() throws Exception {
        try (SmallServer server = SmallServer.start(folder.resolve("log.txt"))) {
            long begun = System.nanoTime();
            List<CompletableFuture<Long>> peers = Stream.generate(() -> answeredBytes(server.port()))
                    .limit(10)
                    .toList();
            long bytes = 0;
            for (CompletableFuture<Long> peer : peers) {
                bytes += peer.get();
            }
            System.out.printf(
                    Locale.ROOT, "pipelining: %d MB in %.1f s%n", bytes >> 20, (System.nanoTime() - begun) / 1e9);
            serves(server, server.port());
            server.assertStopsInOrder();
        }
    }

    /** Of a peer that sends 10 MB of requests and closes its side, and reads all the while. */
    private static CompletableFuture<Long> answeredBytes(int port) {
        byte[] requests = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .repeat(230_000)
                .getBytes(StandardCharsets.ISO_8859_1);
        CompletableFuture<Long> answered = new CompletableFuture<>();
        new Thread(() -> {
                    long bytes = 0;
                    try (Socket socket = new Socket("127.0.0.1", port)) {
                        socket.setSoTimeout(30_000);
                        new Thread(() -> {
                                    try {
                                        socket.getOutputStream().write(requests);
                                        socket.shutdownOutput();
                                    } catch (IOException cut) {
                                        // reading ends as well
                                    }
                                })
                                .start();
                        byte[] buffer = new byte[64 << 10];
                        for (int read = 0;
                                read >= 0;
                                read = socket.getInputStream().read(buffer)) {
                            bytes += read;
                        }
                        answered.complete(bytes);
                    } catch (SocketTimeoutException leftWaiting) {
                        answered.completeExceptionally(leftWaiting);
                    } catch (IOException cut) {
                        answered.complete(bytes);
                    }
                })
                .start();
        return answered;
    }

    /** Whether it is answered 503; it may be accepted, and where many are refused at a time a socket may be cut. */
    private static boolean publicationIsRefused(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(POST_AFTER.getBytes(StandardCharsets.ISO_8859_1));
            String head = readHead(socket);
            if (head.startsWith("HTTP/1.1 503")) {
                assertTrue(head.toLowerCase(Locale.ROOT).contains("\r\nretry-after: "), head);
                return true;
            }
            assertTrue(head.isEmpty() || head.startsWith("HTTP/1.1 201"), head);
            return false;
        } catch (IOException cut) {
            return false;
        }
    }

    private static String status(Socket socket, String request) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String head = readHead(socket);
        return head.substring(0, Math.min(12, head.length()));
    }

    /** Up to its empty line, or to the end of what comes. */
    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /**
     * A new client of each kind is served, once the attack is over.
     *
     * @param port of the server, or of what passes connections on to it
     */
    static void serves(SmallServer server, int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (true) {
            try {
                ask(port, "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200");
                ask(port, upgrade("/echo", ""), "HTTP/1.1 101");
                ask(port, POST_AFTER, "HTTP/1.1 201");
                return;
            } catch (AssertionError | IOException e) {
                if (System.nanoTime() - end > 0 || !server.lives()) {
                    throw e;
                }
                Thread.sleep(100); // what the attack has left behind goes little by little
            }
        }
    }

    static void ask(int port, String request, String answer) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            assertEquals(answer, status(socket, request));
        }
    }
}
