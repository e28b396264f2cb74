package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The central promise: readers that are cut at any byte, and come back with their last position, see every message
 * once and in order. {@code -Doneport.soak.messages} and {@code -Doneport.soak.seed} change how much and how; 100,000 is
 * what a release should see. The fewer messages, the denser the cuts: there are about as many.
 */
class ResumeSoakTest {
    private static final int PUBLISHERS = 8;
    private static final List<String> TOPICS = List.of("soak-a", "soak-b", "soak-c", "soak-d");

    @Test
    @Timeout(240)
    void everyReaderSeesEveryMessageOnceHoweverOftenItIsCut() throws Exception {
        soak(Integer.getInteger("oneport.soak.messages", 1_920), 35);
    }

    @Test
    @Tag("load")
    @Timeout(240)
    void theSameOfManyMessages() throws Exception {
        soak(Integer.getInteger("oneport.soak.messages", 16_000), 200);
    }

    private static void soak(int messages, int count) throws Exception {
        long seed = Long.getLong("oneport.soak.seed", System.nanoTime());
        System.out.println("seed " + seed);
        int each = messages / PUBLISHERS / TOPICS.size();
        long last = 1 + (long) each * PUBLISHERS;
        long start = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (TestServer server = TestServer.start(
                "--history-messages=1000000", "--history-bytes=256MiB", "--history-total=1GiB", "--max-body=1MiB")) {
            for (String topic : TOPICS) {
                TopicsTest.publish(server.port(), topic, "before-0 any");
            }
            CountDownLatch begun = new CountDownLatch(count);
            List<SoakReader> readers = readers(count, server.port(), last, messages, begun, new Random(seed));
            CompletableFuture<?>[] reading = readers.stream()
                    .map(reader -> CompletableFuture.runAsync(reader, threads))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture<Void> failure = failureOf(reading);
            while (!begun.await(100, TimeUnit.MILLISECONDS)) {
                if (failure.isDone()) {
                    failure.get();
                }
            }
            List<CompletableFuture<Void>> publishing = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                SoakPublisher.Kind kind = SoakPublisher.Kind.values()[i % SoakPublisher.Kind.values().length];
                publishing.add(CompletableFuture.runAsync(
                        new SoakPublisher(server.port(), kind, "p" + i, TOPICS, each), threads));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(
                    CompletableFuture.allOf(publishing.toArray(CompletableFuture<?>[]::new)),
                    CompletableFuture.allOf(reading));
            CompletableFuture<Void> unpublished = failureOf(publishing.toArray(CompletableFuture<?>[]::new));
            CompletableFuture.anyOf(all, failure, unpublished).get(200, TimeUnit.SECONDS);
            for (String topic : TOPICS) {
                String position = TopicsTest.page(server.port(), "/t/" + topic + "?since=1ms")
                        .get("position");
                assertEquals(last, TopicsTest.offset(position), "nothing was published twice");
            }
            report(readers, System.nanoTime() - start);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Ends when any of them fails, and never otherwise. */
    private static CompletableFuture<Void> failureOf(CompletableFuture<?>[] all) {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        for (CompletableFuture<?> one : all) {
            one.whenComplete((nothing, e) -> {
                if (e != null) {
                    failure.completeExceptionally(e);
                }
            });
        }
        return failure;
    }

    private static List<SoakReader> readers(
            int all, int port, long last, int messages, CountDownLatch begun, Random random) {
        List<SoakReader> readers = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            SoakReader.Kind kind = SoakReader.Kind.values()[i % SoakReader.Kind.values().length];
            boolean raw = kind == SoakReader.Kind.RAW_SOCKET || kind == SoakReader.Kind.RAW_LINES;
            int from = random.nextInt(TOPICS.size());
            int count = raw || random.nextInt(3) > 0 ? 1 : 2;
            List<String> topics = new ArrayList<>();
            for (int t = 0; t < count; t++) {
                topics.add(TOPICS.get((from + t) % TOPICS.size()));
            }
            // About ten cuts each, wherever they may fall.
            readers.add(new SoakReader(port, kind, topics, last, 4 * messages, begun, random.nextLong()));
        }
        return readers;
    }

    private static void report(List<SoakReader> readers, long nanos) {
        Map<SoakReader.Kind, Integer> connections = new EnumMap<>(SoakReader.Kind.class);
        long messages = 0;
        int cutByServer = 0;
        for (SoakReader reader : readers) {
            messages += reader.messages();
            cutByServer += reader.cutByServer();
            connections.merge(reader.kind(), reader.connections(), Integer::sum);
        }
        System.out.println(messages + " messages read in " + nanos / 1_000_000 + " ms over " + connections
                + " connections, " + cutByServer + " of them cut by the server");
        connections.forEach((kind, count) -> assertTrue(count > readers.size() / 7, kind + " was never cut"));
    }
}
