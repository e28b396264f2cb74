package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the functions in Redis keep of a topic is what its limits say, after any sequence of publications: Redis removes what has left
 * history later, and without a look at it where it can.
 */
@Timeout(60)
class RandomHistoryTest {
    private static final TopicName NEWS = new TopicName("news");
    private static final int MOST = 20;
    private static final int MOST_BYTES = 12_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private RedisServer redis;
    private RedisBroker broker;

    /** What is held, in order. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private long epoch;
    private long last;
    private long lostThrough;
    private long keptOut;
    private int count;

    private record Kept(long offset, String text, String key, long cost) {}

    @BeforeEach
    void start() {
        redis = RedisServer.start("--appendfsync", "no");
        broker = ReadyBroker.start(redis, "random:", MOST, MOST_BYTES, worker);
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
        worker.shutdownNow();
        redis.close();
    }

    private CompletableFuture<PublishResult> publish(String text, Duration ttl, String key) {
        CompletableFuture<PublishResult> result = new CompletableFuture<>();
        Publication publication = new Publication(NEWS, Payload.text(text), null, null, ttl, key);
        worker.execute(() -> broker.publish(0, publication, result::complete));
        return result;
    }

    private ReadResult.Held read(Since since) throws Exception {
        CompletableFuture<ReadResult> result = new CompletableFuture<>();
        worker.execute(() -> broker.read(0, NEWS, since, 1000, result::complete));
        return assertInstanceOf(ReadResult.Held.class, result.get(20, TimeUnit.SECONDS));
    }

    private static List<String> texts(ReadResult.Held held) {
        return held.start().messages().stream()
                .map(message -> message.payload().string())
                .toList();
    }

    private List<String> keptAfter(long offset) {
        return kept.stream()
                .filter(each -> each.offset > offset)
                .map(Kept::text)
                .toList();
    }

    private void publishSome() throws Exception {
        if (random.nextInt(3) > 0) {
            publishOne();
            return;
        }
        // Together they are one call, or a few.
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(100); i >= 0; i--) {
            texts.add(text(random.nextInt(300)));
            results.add(publish(texts.get(texts.size() - 1), null, null));
        }
        for (int i = 0; i < texts.size(); i++) {
            expectPublished(results.get(i), texts.get(i), null, false);
        }
    }

    private void publishOne() throws Exception {
        String key = random.nextInt(3) == 0 ? "key;" + random.nextInt(30) : null;
        Duration ttl = switch (random.nextInt(8)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofMinutes(10);
            default -> null;
        };
        int size = random.nextInt(20) == 0 ? 13_000 : random.nextInt(10) == 0 ? random.nextInt(8000) : 100;
        String text = text(size);
        Kept earlier = kept.stream()
                .filter(each -> key != null && key.equals(each.key))
                .findAny()
                .orElse(null);
        CompletableFuture<PublishResult> result = publish(text, ttl, key);
        if (earlier != null) {
            MessageId id = new MessageId(epoch, earlier.offset);
            assertEquals(new PublishResult.Duplicate(id), result.get(20, TimeUnit.SECONDS), "seed " + seed);
        } else {
            expectPublished(result, text, key, ttl != null && ttl.isZero());
        }
    }

    private String text(int size) {
        return count++ + "x".repeat(size);
    }

    private void expectPublished(CompletableFuture<PublishResult> result, String text, String key, boolean brief)
            throws Exception {
        MessageId id = published(result);
        epoch = epoch == 0 ? id.epoch() : epoch;
        assertEquals(new MessageId(epoch, ++last), id, "seed " + seed);
        long cost = Message.cost(new Publication(NEWS, Payload.text(text), null, null, null, key));
        if (cost > MOST_BYTES && !brief) {
            keptOut = last;
        } else if (!brief) {
            kept.add(new Kept(last, text, key, cost));
        }
        while (kept.size() > MOST || kept.stream().mapToLong(Kept::cost).sum() > MOST_BYTES) {
            lostThrough = kept.remove().offset;
        }
    }

    private void check() throws Exception {
        ReadResult.Held all = read(new Since.All());
        assertEquals(keptAfter(0), texts(all), "seed " + seed);
        assertEquals(lostThrough, all.lostThrough(), "seed " + seed);
        long from = Math.max(1, last - random.nextInt(2 * MOST));
        ReadResult.Held after = read(new Since.After(new MessageId(epoch, from)));
        assertEquals(keptAfter(from), texts(after), "seed " + seed);
        assertEquals(from < lostThrough || keptOut > from, after.start().reset(), "after " + from + ", seed " + seed);
    }

    @Test
    void whatIsKeptIsWhatTheLimitsSay() throws Exception {
        for (int i = 0; i < 700; i++) {
            publishSome();
            if (random.nextInt(4) == 0) {
                check();
            }
        }
        check();
        for (int i = 0; i < 200; i++) {
            String text = text(300);
            expectPublished(publish(text, null, null), text, null, false);
        }
        check();
        assertEquals("0", redis.cli("HLEN", "random:3{news}k"), "keys of messages that are gone");
        assertEquals("0", redis.cli("ZCARD", "random:3{news}x"), "times to live of messages that are gone");
        int left = Integer.parseInt(redis.cli("XLEN", "random:3{news}s")) - kept.size();
        assertTrue(left < 100, () -> left + " messages that are gone");
    }

    /** As with a policy that lets Redis drop keys: whoever has not seen what is gone is told. */
    @Test
    void messagesThatSomebodyHasRemovedAreLostAndNotPassedOver() throws Exception {
        MessageId one = published(publish("one", null, "key"));
        MessageId two = published(publish("two", null, null));
        redis.cli("DEL", "random:3{news}s");
        assertTrue(read(new Since.After(one)).start().reset());
        assertEquals(List.of(), texts(read(new Since.All())));
        MessageId three = published(publish("three", null, "key"));
        redis.cli("DEL", "random:3{news}s");
        MessageId four = published(publish("four", null, null));
        assertEquals(new MessageId(one.epoch(), 4), four);
        for (MessageId each : List.of(one, two)) {
            ReadResult.Held held = read(new Since.After(each));
            assertEquals(each, held.start().asked());
            assertEquals(List.of("four"), texts(held));
        }
        assertFalse(read(new Since.After(three)).start().reset(), "it has missed nothing");
        redis.cli("DEL", "random:3{news}c");
        MessageId five = published(publish("five", null, null));
        assertTrue(read(new Since.After(four)).start().reset());
        MessageId six = published(publish("six", null, null));
        assertEquals(List.of("six"), texts(read(new Since.After(five))));
        assertEquals(new MessageId(one.epoch(), 6), six);
    }

    private static MessageId published(CompletableFuture<PublishResult> result) throws Exception {
        return assertInstanceOf(PublishResult.Published.class, result.get(20, TimeUnit.SECONDS))
                .id();
    }

    @Test
    void messagesThatAreNeverHeldLeaveNothing() throws Exception {
        for (int i = 0; i < 200; i++) {
            publish("brief", Duration.ZERO, null);
        }
        MessageId last = published(publish("brief", Duration.ZERO, null));
        assertEquals("0", redis.cli("EXISTS", "random:3{news}s", "random:3{news}c", "random:3{news}k"));
        published(publish("held", null, null));
        assertEquals(List.of("held"), texts(read(new Since.After(last))));
    }

    /** Keys of a topic may end one after the other: a new one does not take up what is left of the one before. */
    @Test
    void aTopicBeginsAnewIfWhatIsKnownOfItIsGone() throws Exception {
        published(publish("one", null, "key"));
        MessageId two = published(publish("two", null, null));
        assertEquals("1", redis.cli("DEL", "random:3{news}m"));
        MessageId anew = published(publish("three", null, "key"));
        assertEquals(1, anew.offset());
        assertNotEquals(two.epoch(), anew.epoch());
        ReadResult.Held held = read(new Since.All());
        assertNull(held.start().asked());
        assertEquals(List.of("three"), texts(held));
        assertTrue(read(new Since.After(two)).start().reset());
    }
}
