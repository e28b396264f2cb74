package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Subscription;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.loop.WorkQueues;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All readers of a topic come back, as after a restart of a server or of what is in front of it: what that costs Redis. */
@Timeout(120)
class ReturningReadersTest {
    private static final TopicName NEWS = new TopicName("news");
    private static final TopicSettings SETTINGS = new TopicSettings(
            2000, 1 << 24, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20);

    private RedisServer redis;
    private RedisBroker broker;
    private final List<ExecutorService> workers =
            Stream.generate(Executors::newSingleThreadExecutor).limit(2).toList();
    private final AtomicInteger failures = new AtomicInteger();
    private Topics topics;
    private int published;
    private MessageId last;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start("--appendfsync", "no");
        broker = RedisBroker.start(
                RedisContractTest.settings(redis.url(), "herd:"),
                SETTINGS,
                workers,
                () -> System.nanoTime() / 1_000_000);
        while (!(broker.state() instanceof BrokerState.Ready)) {
            Thread.onSpinWait();
        }
        // This clock stands still, so that what is kept for a time is kept throughout.
        topics = new Topics(broker, workers, WorkQueues.of(workers), SETTINGS, () -> 0);
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
        workers.forEach(ExecutorService::shutdownNow);
        redis.close();
    }

    private void publish(int count) {
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<PublishResult> result = new CompletableFuture<>();
            Publication publication = new Publication(NEWS, Payload.text("m" + published++), null, null, null, null);
            workers.get(0).execute(() -> topics.publish(0, publication, result::complete));
            results.add(result);
        }
        results.forEach(result -> last =
                assertInstanceOf(PublishResult.Published.class, result.join()).id());
    }

    private MessageId at(long offset) {
        return new MessageId(last.epoch(), offset);
    }

    /** What Redis says that it is asked, while it is looked at. */
    private final class Monitor implements AutoCloseable {
        private final Process cli;
        private final BufferedReader lines;

        private Monitor() throws IOException {
            cli = new ProcessBuilder("redis-cli", "-p", "" + redis.port(), "MONITOR").start();
            lines = cli.inputReader();
            assertEquals("OK", lines.readLine());
        }

        /** Counts calls of a function since the beginning. */
        private int calls(String function) throws IOException {
            redis.cli("ECHO", "that is all");
            int calls = 0;
            for (String line = lines.readLine(); !line.contains("\"that is all\""); line = lines.readLine()) {
                calls += line.contains("\"FCALL\" \"" + function + "\"") ? 1 : 0;
            }
            return calls;
        }

        @Override
        public void close() {
            cli.destroy();
        }
    }

    /** One of many. */
    private final class Reader implements Subscriber {
        private final CompletableFuture<Void> all = new CompletableFuture<>();
        private final long upTo;
        private long next;
        private Subscription subscription;

        private Reader(long position, long upTo) {
            this.next = position + 1;
            this.upTo = upTo;
        }

        private void come(int worker) {
            MessageId position = at(next - 1);
            workers.get(worker).execute(() -> topics.subscribe(worker, NEWS, new Since.After(position), this));
        }

        @Override
        public boolean started(Subscription subscription, Start start) {
            this.subscription = subscription;
            if (start.reset()) {
                failed(new AssertionError("a reset"));
            }
            replayed(start.messages());
            return true;
        }

        @Override
        public void replayed(List<Message> messages) {
            messages.forEach(this::deliver);
            subscription.taken();
        }

        @Override
        public void deliver(Message message) {
            if (message.id().offset() != next++) {
                failed(new AssertionError(message.id() + " instead of offset " + (next - 1)));
            }
            if (next > upTo) {
                all.complete(null);
            }
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {
            failed(new AssertionError(refusal.toString()));
        }

        @Override
        public void reset(Reset reset) {
            failed(new AssertionError(reset.toString()));
        }

        @Override
        public void flush() {}

        @Override
        public void failed(Throwable cause) {
            failures.incrementAndGet();
            all.completeExceptionally(cause);
        }
    }

    @Test
    void tenThousandReadersThatComeBackCauseFewReads() throws Exception {
        publish(1000);
        Random random = new Random(16);
        try (Monitor monitor = new Monitor()) {
            for (int wave = 0; wave < 50; wave++) {
                List<Reader> readers = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    readers.add(new Reader(i == 0 ? 900 : i == 1 ? 800 : 800 + random.nextInt(200), 1001 + wave));
                }
                for (int i = 0; i < readers.size(); i++) {
                    readers.get(i).come(i % 2);
                }
                publish(1);
                readers.forEach(reader -> reader.all.join());
            }
            assertEquals(0, failures.get());
            int reads = monitor.calls(Library.READ);
            // The first reader's, one from the lowest position up, and one if a message came live after a read had
            // found it.
            assertTrue(reads >= 1 && reads <= 5, reads + " reads");
        }
    }
}
