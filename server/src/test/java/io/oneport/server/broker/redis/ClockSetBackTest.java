package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The clock of Redis is set back: nothing is lost, and nothing stays for as long as the clock was wrong. The functions are those of
 * the server but for their clock, which is ahead by the seconds in a key.
 */
@Timeout(60)
class ClockSetBackTest {
    private static final TopicName NEWS = new TopicName("news");
    private static final String TIME = "local time = redis.call('TIME')";
    private static final int TEN_YEARS = 315_576_000;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private RedisServer redis;
    private RedisBroker broker;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start("--appendfsync", "no");
        String code;
        try (InputStream in = Objects.requireNonNull(Library.class.getResourceAsStream(Library.NAME + ".lua"))) {
            code = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(code.contains(TIME));
        redis.cli(
                "FUNCTION",
                "LOAD",
                code.replace(TIME, TIME + "\n  time[1] = time[1] + tonumber(redis.call('GET', 'ahead') or 0)"));
        setAhead(TEN_YEARS);
        broker = ReadyBroker.start(redis, "clock:", 100, 1 << 20, worker);
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
        worker.shutdownNow();
        redis.close();
    }

    private void setAhead(int seconds) {
        assertEquals("OK", redis.cli("SET", "ahead", "" + seconds));
    }

    private PublishResult publish(String text, Duration ttl, String key) throws Exception {
        CompletableFuture<PublishResult> result = new CompletableFuture<>();
        Publication publication = new Publication(NEWS, Payload.text(text), null, null, ttl, key);
        worker.execute(() -> broker.publish(0, publication, result::complete));
        return result.get(20, TimeUnit.SECONDS);
    }

    private ReadResult.Held read(Since since) throws Exception {
        CompletableFuture<ReadResult> result = new CompletableFuture<>();
        worker.execute(() -> broker.read(0, NEWS, since, 1000, result::complete));
        return assertInstanceOf(ReadResult.Held.class, result.get(20, TimeUnit.SECONDS));
    }

    private List<String> texts(Since since) throws Exception {
        return read(since).start().messages().stream()
                .map(message -> message.payload().string())
                .toList();
    }

    @Test
    void whatIsHeldStaysForItsTimeAndNoLonger() throws Exception {
        MessageId first = ((PublishResult.Published) publish("one", null, "key")).id();
        publish("two", Duration.ofMinutes(10), null);
        publish("three", Duration.ofMinutes(2), null);

        setAhead(0);
        assertEquals(List.of("one", "two", "three"), texts(new Since.All()));
        ReadResult.Held next = read(new Since.After(first));
        assertFalse(next.start().reset(), "nothing is lost");
        assertEquals(2, next.start().messages().size());
        assertEquals(new PublishResult.Duplicate(first), publish("again", null, "key"));
        MessageId fourth = ((PublishResult.Published) publish("four", null, null)).id();
        assertEquals(new MessageId(first.epoch(), 4), fourth);

        setAhead(180);
        assertEquals(List.of("one", "two", "four"), texts(new Since.All()), "a time to live has ended");
        publish("five", null, null);
        setAhead(330);
        assertEquals(List.of("five"), texts(new Since.All()), "history-age has gone by for the others");
        assertFalse(read(new Since.After(fourth)).start().reset());
        assertInstanceOf(PublishResult.Published.class, publish("again", null, "key"));
    }

    /** Time stands still until the clock has caught up. */
    @Test
    void aClockThatIsWrongForAWhileLosesNothing() throws Exception {
        setAhead(3600);
        MessageId first = ((PublishResult.Published) publish("one", null, null)).id();
        setAhead(0);
        publish("two", null, null);
        setAhead(3600);
        publish("three", null, null);
        assertEquals(List.of("one", "two", "three"), texts(new Since.All()));
        ReadResult.Held next = read(new Since.After(first));
        assertFalse(next.start().reset());
        List<Long> times =
                next.start().messages().stream().map(Message::timeMillis).toList();
        assertTrue(times.get(0) <= times.get(1), times::toString);
    }

    @Test
    void aServerThatWasKilledIsNotListedForLonger() {
        announce("killed");
        setAhead(0);
        assertTrue(announce("alive").contains("killed"), "it may be there still");
        setAhead(6);
        assertFalse(announce("alive").contains("killed"));
    }

    private String announce(String id) {
        return redis.cli("FCALL", Library.ANNOUNCE, "1", "nodes", id, "5000", "0", "name=" + id);
    }

    @Test
    void noReadersOfItAreCountedForLonger() {
        readers("killed", 3);
        setAhead(0);
        assertEquals("1", readers("alive", 2));
        assertTrue(redis.cli("HGETALL", "n6").contains("killed"));
        setAhead(190);
        assertEquals("1", readers("alive", 2));
        assertFalse(redis.cli("HGETALL", "n6").contains("killed"));
        assertTrue(redis.cli("HGETALL", "n6").contains("alive"));
    }

    private String readers(String id, int count) {
        return redis.cli(
                "FCALL",
                Library.READERS,
                "6",
                "n1",
                "n2",
                "n3",
                "n4",
                "n5",
                "n6",
                "token",
                "1",
                "300000",
                id,
                "" + count);
    }
}
