package io.oneport.server.broker.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.memory.LocalTopics.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a topic begins and ends, what it is told from its earlier lives by, and who takes its places. */
class TopicLifeTest {
    private static final long LARGE = 1 << 26;

    private final LocalTopics local = new LocalTopics(100, 1 << 20, LARGE, 50);

    @Test
    void twoStartsNeverGiveTheSameEpoch() {
        Set<Long> epochs = new HashSet<>();
        for (int start = 0; start < 20; start++) {
            LocalTopics started = new LocalTopics(1, 1 << 20, LARGE, 100_000);
            for (int i = 0; i < 2000; i++) {
                MessageId id = started.publish("t" + i, "x");
                assertTrue(epochs.add(id.epoch()), "an epoch was given before");
                assertTrue(id.epoch() > 0);
                assertEquals(id, MessageId.parse(id.toString()));
            }
        }
    }

    @Test
    void aPositionOfAnotherStartIsToldAsAReset() {
        MessageId before = local.publish("a", "seen before the restart");
        LocalTopics restarted = new LocalTopics(100, 1 << 20, LARGE, 50);
        restarted.publish("a", "one");
        assertEquals(before, restarted.after("a", before).asked());
    }

    @Test
    void readingNothingTakesNoPlaceOfAPublisher() {
        for (int i = 0; i < 120; i++) {
            Start start = local.read("scan-" + i, new Since.All());
            assertEquals(List.of(), start.messages());
            assertFalse(start.reset());
        }
        List<Reader> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(local.stay("waited-for-" + i));
        }
        assertNull(local.read("one-more", new Since.Now()), "readers are bounded by all topics");
        for (int i = 0; i < 50; i++) {
            local.publish("orders-" + i, "x");
        }
        assertTrue(local.refused("waited-for-0"));
        assertEquals(List.of(), waiting.get(0).got);
        waiting.forEach(local::leave);
        assertNull(local.read("one-more", new Since.Now()), "no topic is left for one that only reads");
        assertEquals(List.of("x"), LocalTopics.texts(local.read("orders-49", new Since.All())));
    }

    @Test
    void readingHistoryCreatesNoTopicAndNeedsNoPlace() {
        for (int i = 0; i < 50; i++) {
            local.stay("waited-for-" + i);
        }
        MessageId position = local.history("unknown", new Since.All()).position();
        assertEquals(0, position.offset());
        assertEquals(local.history("unknown", new Since.Now()), local.history("unknown", new Since.After(position)));
        MessageId foreign = new MessageId(1, 7);
        assertEquals(foreign, local.history("unknown", new Since.After(foreign)).asked());
        assertNull(local.read("unknown", new Since.All()), "no place was taken, nor is there one for who subscribes");
        local.publish("unknown", "one");
        Start start = local.history("unknown", new Since.After(position));
        assertFalse(start.reset());
        assertEquals(List.of("one"), LocalTopics.texts(start));
    }

    @Test
    void theLargestLimitOfTopicsRefusesNone() {
        LocalTopics many = new LocalTopics(100, 1 << 20, LARGE, 100_000_000);
        many.publish("a", "x");
        many.stay("b");
    }

    @Test
    void whoReadNothingYetGetsAllThatComes() {
        MessageId nothing = local.read("later", new Since.All()).position();
        assertEquals(0, nothing.offset());
        local.publish("another", "x");
        Start still = local.after("later", nothing);
        assertFalse(still.reset());
        local.leave(local.stay("later"));
        local.publish("later", "one");
        local.publish("later", "two");
        for (MessageId position : List.of(nothing, still.position())) {
            Start start = local.after("later", position);
            assertFalse(start.reset());
            assertEquals(List.of("one", "two"), LocalTopics.texts(start));
        }
    }

    @Test
    void whoReadNothingYetIsToldOfALifeThatItMissed() {
        MessageId nothing = local.read("brief", new Since.All()).position();
        local.publish("brief", "gone before anybody came");
        local.elapsedMillis += Duration.ofHours(1).toMillis();
        local.sweep();
        local.sweep();
        assertEquals(nothing, local.after("brief", nothing).asked());
        MessageId from = local.after("brief", nothing).position();
        assertFalse(local.after("brief", from).reset(), "it is told once");
        local.publish("brief", "another life");
        assertEquals(nothing, local.after("brief", nothing).asked());
        assertEquals(List.of("another life"), LocalTopics.texts(local.after("brief", from)));
    }

    /** Topics come and go while readers poll them: no message is ever skipped unless a reset was told. */
    @Test
    void nothingIsSkippedInSilenceWhateverTheLivesOfATopic() {
        long seed = System.nanoTime();
        System.out.println("TopicLifeTest seed " + seed);
        Random random = new Random(seed);
        String[] names = {"a", "b", "c"};
        Map<String, MessageId> positions = new HashMap<>();
        Map<String, List<String>> missing = new HashMap<>();
        int number = 0;
        for (int step = 0; step < 20_000; step++) {
            String name = names[random.nextInt(names.length)];
            switch (random.nextInt(6)) {
                case 0 -> {
                    number++;
                    byte[] payload = random.nextInt(8) == 0 ? new byte[2 << 20] : ("m" + number).getBytes();
                    local.publish(name, payload, null);
                    missing.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(payload.length > 100 ? "large" : "m" + number);
                }
                case 1 -> local.elapsedMillis += random.nextInt(400_000);
                case 2 -> local.sweep();
                default -> {
                    MessageId position = positions.get(name);
                    Since since = position == null ? new Since.All() : new Since.After(position);
                    Start start = random.nextBoolean() ? local.read(name, since) : local.history(name, since);
                    if (position != null && !start.reset()) {
                        assertEquals(missing.getOrDefault(name, List.of()), LocalTopics.texts(start), "seed " + seed);
                    }
                    missing.remove(name);
                    List<Message> messages = start.messages();
                    positions.put(
                            name,
                            messages.isEmpty()
                                    ? start.position()
                                    : messages.get(messages.size() - 1).id());
                    if (start.reset()
                            && !local.after(name, positions.get(name))
                                    .messages()
                                    .isEmpty()) {
                        throw new AssertionError("a reader at the end gets more, seed " + seed);
                    }
                    if (local.after(name, positions.get(name)).reset()) {
                        positions.put(
                                name, local.after(name, positions.get(name)).position());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-3, 3, -3650, 3650})
    void theTimeOfDayMayJumpAndNothingExpiresForIt(long days) {
        MessageId first = local.publish("a", "first");
        local.publish("a", "brief".getBytes(), Duration.ofMinutes(1));
        local.clockMillis += Duration.ofDays(days).toMillis();
        local.sweep();
        Start start = local.read("a", new Since.All());
        assertEquals(List.of("first", "brief"), LocalTopics.texts(start));
        assertEquals(
                List.of("first", "brief"), LocalTopics.texts(local.read("a", new Since.Age(Duration.ofSeconds(10)))));
        assertEquals(
                1_700_000_000_000L, start.messages().get(0).toEvent().timeMillis(), "a message's time is the clock's");
        local.elapsedMillis += Duration.ofMinutes(1).toMillis();
        assertEquals(List.of("first"), LocalTopics.texts(local.read("a", new Since.All())), "a TTL ends all the same");
        assertEquals(List.of(), LocalTopics.texts(local.read("a", new Since.Age(Duration.ofSeconds(59)))));
        local.elapsedMillis += Duration.ofMinutes(4).toMillis();
        assertEquals(List.of(), LocalTopics.texts(local.read("a", new Since.All())), "and history-age too");
        local.elapsedMillis += Duration.ofMinutes(6).toMillis();
        local.sweep();
        MessageId again = local.publish("a", "another life");
        assertNotEquals(first.epoch(), again.epoch());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 60_000 * 60_000, Long.MAX_VALUE - 1})
    void aTimeToLiveWithoutEndIsNotOver(long millis) {
        local.elapsedMillis = 5;
        local.publish("a", "kept".getBytes(), Duration.ofMillis(millis));
        assertEquals(List.of("kept"), LocalTopics.texts(local.read("a", new Since.All())));
        assertEquals(List.of("kept"), LocalTopics.texts(local.read("a", new Since.Age(Duration.ofMillis(millis)))));
    }

    @Test
    void aSweepGoesInPartsAndReachesEveryTopicWhateverComesAndGoes() {
        LocalTopics many = new LocalTopics(10, 1 << 20, LARGE, 100_000);
        for (int i = 0; i < 5000; i++) {
            many.publish("old-" + i, "x");
        }
        many.elapsedMillis += Duration.ofMinutes(6).toMillis();
        Random random = new Random(1);
        int parts = 1;
        for (; many.topics.sweep(0); parts++) {
            many.publish("new-" + parts, "x");
            many.leave(many.stay("read-" + random.nextInt(50)));
        }
        assertTrue(parts >= 5000 / MemoryBroker.SWEEP_SLICE, parts + " parts");
        LocalTopics none = new LocalTopics(10, 1 << 20, LARGE, 100_000);
        assertEquals(1, none.sweep());
        for (int i = 0; i < 5000; i++) {
            assertEquals(0, many.read("old-" + i, new Since.Now()).position().offset(), "old-" + i + " is still there");
        }
        assertEquals(1, many.read("new-1", new Since.Now()).position().offset());
    }

    @Test
    void oneTopicsFailureKeepsNoOtherFromBeingSwept() {
        LocalTopics many = new LocalTopics(10, 1 << 20, LARGE, 600);
        for (int i = 0; i < 600; i++) {
            many.publish("t" + i, new byte[1], Duration.ZERO);
        }
        many.elapsedMillis += Duration.ofMinutes(6).toMillis();
        many.breakClock();
        many.sweep();
        int places = 0;
        while (!many.refused("new-" + places)) {
            places++;
        }
        assertEquals(599, places);
        many.sweep();
        assertFalse(many.refused("new-599"), "retried at the next sweep");
    }

    @Test
    void aLongHistoryRunsOutInParts() {
        LocalTopics many = new LocalTopics(10_000, LARGE, LARGE, 10);
        for (int i = 0; i < 10_000; i++) {
            many.publish("a", "x");
        }
        many.elapsedMillis += Duration.ofMinutes(6).toMillis();
        assertTrue(many.sweep() >= 10_000 / MemoryBroker.SWEEP_SLICE);
        assertEquals(List.of(), many.read("a", new Since.All()).messages());
    }
}
