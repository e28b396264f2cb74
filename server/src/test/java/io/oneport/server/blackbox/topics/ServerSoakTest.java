package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.durability.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server in a process of its own that is used and abused for as long as {@code -Doneport.soak.seconds} says (5): in
 * rounds, publishers publish, readers are cut and come back, strangers connect, send a part of something and reset, and
 * others subscribe and never read. Each reader must see every message once and in order. At the end, when all have gone, the
 * process must have the descriptors that it had at the start, and the live heap, beside its messages, that it had after the
 * first round.
 */
class ServerSoakTest {
    private static final List<String> KINDS = List.of("a", "b", "c", "d");
    private static final int PUBLISHERS = 4;
    private static final int READERS = 14;
    private static final int EACH = 20;
    private static final int STRANGERS = 2;

    /** Between two strangers, who are to disturb and not to use up the machine. */
    private static final long PAUSE_NANOS = 2_000_000;

    /** Descriptors that a process may open once and keep. */
    private static final int DESCRIPTOR_SLACK = 4;

    /** What a heap may differ by without a leak: caches, pools and compiled code's own objects. */
    private static final long HEAP_SLACK = 8 << 20;

    private static final Pattern HISTORY = Pattern.compile("(?m)^oneport_history_bytes ([0-9.E]+)");

    /** What strangers send before they reset the connection. */
    private static final List<String> PARTS = List.of(
            "",
            "GET /pl",
            "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n\u0081",
            "\u0016\u0003\u0001",
            "GET /t/strangers/sse HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /t/strangers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc",
            "nonsense\r\n\r\n");

    @TempDir
    Path folder;

    private final AtomicLong resets = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private ServerProcess server;
    private int port;

    @Test
    @Tag("load")
    @Timeout(value = 25, unit = TimeUnit.HOURS)
    void nothingIsLostAndNothingIsLeft() throws Exception {
        Duration duration = Duration.ofSeconds(Long.getLong("oneport.soak.seconds", 5));
        long seed = Long.getLong("oneport.soak.seed", System.nanoTime());
        System.out.println("seed " + seed);
        port = ServerProcess.freePort();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerProcess started =
                new ServerProcess(List.of(), folder, "--port=" + port, "--history-messages=10000", "--metrics=open")) {
            server = started;
            Random random = new Random(seed);
            int descriptors = server.descriptors() + DESCRIPTOR_SLACK;
            round(0, threads, random);
            long heap = heap();
            System.out.println(
                    "baseline: at most " + descriptors + " descriptors, " + heap + " bytes of heap beside the history");
            long begun = System.nanoTime();
            for (int round = 1; System.nanoTime() - begun < duration.toNanos(); round++) {
                round(round, threads, random);
                System.out.println(
                        "round " + round + ": " + messages + " messages read, " + resets + " connections reset");
            }
            awaitDescriptors(descriptors);
            long after = heap();
            System.out.println("at the end: " + server.descriptors() + " descriptors, " + after
                    + " bytes of heap beside the history");
            assertTrue(after < heap + HEAP_SLACK, "live heap: " + heap + " bytes before, " + after + " after");
            assertEquals(0, server.stop());
            String log = server.errors();
            assertFalse(log.contains("report this"), log);
        } finally {
            threads.shutdownNow();
        }
    }

    private void round(int round, ExecutorService threads, Random random) throws Exception {
        List<String> topics =
                KINDS.stream().map(kind -> "soak-" + round + "-" + kind).toList();
        for (String topic : topics) {
            TopicsTest.publish(port, topic, "before-0 any");
        }
        long last = 1 + (long) EACH * PUBLISHERS;
        CountDownLatch begun = new CountDownLatch(READERS);
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<?>> strangers = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) {
            long seed = random.nextLong();
            strangers.add(CompletableFuture.runAsync(() -> strange(new Random(seed), over), threads));
        }
        strangers.add(CompletableFuture.runAsync(() -> neverRead(topics, over), threads));
        List<SoakReader> readers = new ArrayList<>();
        List<CompletableFuture<?>> working = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            SoakReader reader = new SoakReader(
                    port,
                    SoakReader.Kind.values()[i % SoakReader.Kind.values().length],
                    List.of(topics.get(i % topics.size())),
                    last,
                    20 * EACH * PUBLISHERS,
                    begun,
                    random.nextLong());
            readers.add(reader);
            working.add(CompletableFuture.runAsync(reader, threads));
        }
        assertTrue(begun.await(60, TimeUnit.SECONDS), "not all readers have begun");
        for (int i = 0; i < PUBLISHERS; i++) {
            SoakPublisher.Kind kind = SoakPublisher.Kind.values()[i % SoakPublisher.Kind.values().length];
            working.add(CompletableFuture.runAsync(new SoakPublisher(port, kind, "p" + i, topics, EACH), threads));
        }
        try {
            CompletableFuture.allOf(working.toArray(CompletableFuture<?>[]::new))
                    .get(300, TimeUnit.SECONDS);
        } finally {
            over.set(true);
        }
        CompletableFuture.allOf(strangers.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
        readers.forEach(reader -> messages.addAndGet(reader.messages()));
    }

    private void strange(Random random, AtomicBoolean over) {
        while (!over.get()) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoLinger(true, 0); // its close is a reset
                socket.getOutputStream()
                        .write(PARTS.get(random.nextInt(PARTS.size())).getBytes(StandardCharsets.ISO_8859_1));
                resets.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (IOException e) {
                if (!over.get() && !String.valueOf(e.getMessage()).contains("reset")) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void neverRead(List<String> topics, AtomicBoolean over) {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket("127.0.0.1", port);
                sockets.add(socket);
                socket.getOutputStream()
                        .write(("GET /t/" + topics.get(i % topics.size()) + "/sse HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            while (!over.get()) {
                LockSupport.parkNanos(1_000_000);
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the heap that are in use, without the messages that are kept. */
    private long heap() throws IOException, InterruptedException {
        try (RawSocket socket = RawSocket.connect(port)) {
            Matcher history =
                    HISTORY.matcher(socket.ask(Request.get("/metrics")).text());
            assertTrue(history.find(), "the bytes of the history are a metric");
            return server.liveBytes() - (long) Double.parseDouble(history.group(1));
        }
    }

    private void awaitDescriptors(int expected) throws IOException {
        while (server.descriptors() > expected) {
            LockSupport.parkNanos(200_000_000);
        }
    }
}
