package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long Redis has been away is found by a clock that is never set: the time of day may jump meanwhile. */
@Timeout(60)
class AwayClockTest {
    private static final TopicName TOPIC = new TopicName("t");
    private static final Duration SHORT = Duration.ofMillis(100);

    private static final class Reader implements Feed {
        private final CompletableFuture<Refusal> ended = new CompletableFuture<>();

        @Override
        public void message(Message message) {}

        @Override
        public void check() {}

        @Override
        public void ended(Refusal refusal) {
            ended.complete(refusal);
        }

        @Override
        public int subscribers() {
            return 1;
        }
    }

    @Test
    void readersAndPublishersWaitUntilTheClockThatIsNeverSetSaysSo() throws Exception {
        AtomicLong clock = new AtomicLong(5000);
        // The time of day goes on by more than the time allowed while that many ticks pass.
        CountDownLatch ticks = new CountDownLatch(4 + (int) (SHORT.toMillis() / RedisEngine.TICK_MILLIS));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Executor worker = task -> thread.execute(() -> {
            task.run();
            ticks.countDown();
        });
        RedisSettings nowhere = new RedisSettings(
                RedisAddress.parse("redis://127.0.0.1:" + RedisServer.freePort()),
                null,
                null,
                "oneport:",
                SHORT,
                1 << 26,
                SHORT);
        TopicSettings limits =
                new TopicSettings(100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, SHORT, 1 << 20);
        RedisBroker broker = RedisBroker.start(nowhere, limits, List.of(worker), clock::get);
        try {
            Reader reader = new Reader();
            thread.submit(() -> assertNull(broker.follow(0, TOPIC, reader))).get();
            assertTrue(ticks.await(30, TimeUnit.SECONDS));

            CompletableFuture<PublishResult> result = new CompletableFuture<>();
            thread.submit(() -> broker.publish(
                            0, new Publication(TOPIC, Payload.text("one"), null, null, null, "a"), result::complete))
                    .get();
            assertFalse(reader.ended.isDone(), "the reader was sent away");
            assertFalse(result.isDone(), "the publication was refused");

            clock.addAndGet(SHORT.toMillis() + 1);
            assertInstanceOf(Refusal.Unavailable.class, reader.ended.get(30, TimeUnit.SECONDS));
            assertInstanceOf(Refusal.Unavailable.class, result.get(30, TimeUnit.SECONDS));
        } finally {
            broker.close();
            thread.shutdownNow();
        }
    }
}
