package io.oneport.server.broker.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What publishers and readers may rely on, whichever broker keeps the messages. A subclass for each kind of broker says how
 * to get one.
 */
@Timeout(120)
public abstract class BrokerContract {
    /** How long a message is kept that is to run out during a test. */
    protected static final Duration SHORT = Duration.ofSeconds(1);

    protected static final TopicSettings SETTINGS = settings(100, 1 << 20, Duration.ofMinutes(5), 10_000);

    /** Known to no other test, since some brokers outlive one. */
    protected final TopicName topic = newTopic();

    protected BrokerFixture fixture;
    private long elapsedMillis = 1_000_000;
    private Pump pump;
    private List<ContractNode> nodes;

    /** A broker of the kind that is tested, with nothing in it. */
    protected abstract BrokerFixture fixture() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        fixture = fixture();
        pump = new Pump(fixture::move);
        start(SETTINGS);
    }

    @AfterEach
    final void close() throws Exception {
        fixture.close();
    }

    /** Opens every server anew. */
    protected final void start(TopicSettings settings) {
        nodes = IntStream.range(0, fixture.nodes())
                .mapToObj(number -> new ContractNode(pump, fixture, number, settings, () -> elapsedMillis))
                .toList();
    }

    protected final ContractNode node() {
        return nodes.get(0);
    }

    /** Another server, if the kind of broker has several. */
    protected final ContractNode other() {
        return nodes.get(nodes.size() - 1);
    }

    protected final Pump pump() {
        return pump;
    }

    protected static TopicName newTopic() {
        return new TopicName("contract:" + UUID.randomUUID());
    }

    protected static TopicSettings settings(int messages, long bytes, Duration age, int maxTopics) {
        return new TopicSettings(messages, bytes, age, 1 << 26, maxTopics, 1 << 20, Duration.ofSeconds(5), 1 << 20);
    }

    protected final void pass(Duration time) {
        if (!fixture.pass(time)) {
            elapsedMillis += time.toMillis();
            nodes.forEach(ContractNode::sweep);
        }
    }

    /** Waits until readers have what is published now; so they have everything that was published before. */
    protected final void expectNext(String text, ContractReader... readers) {
        node().publish(topic, text);
        for (ContractReader reader : readers) {
            pump.until(text + " after " + reader.got, () -> reader.got.contains(text));
        }
    }

    private PublishResult publishWithKey(ContractNode node, String text, String key) {
        return node.publish(ContractNode.publication(topic, text, null, key));
    }

    private MessageId publishFor(String text, Duration ttl) {
        return ContractNode.id(node().publish(ContractNode.publication(topic, text, ttl, null)));
    }

    private ReadResult.Held after(MessageId id) {
        return other().held(topic, new Since.After(id));
    }

    private void expectLost(MessageId asked, String... left) {
        ReadResult.Held held = after(asked);
        assertEquals(asked, held.start().asked(), "a reset");
        assertEquals(List.of(left), ContractNode.texts(held));
        if (left.length > 0) {
            assertEquals(held.start().messages().get(0).id(), held.start().first());
        }
    }

    private void expectNothingLost(MessageId asked, String... left) {
        ReadResult.Held held = after(asked);
        assertFalse(held.start().reset(), () -> "nothing is lost after " + asked);
        assertEquals(List.of(left), ContractNode.texts(held));
        assertEquals(asked.offset(), held.start().position().offset());
    }

    // Numbering and order

    @Test
    void offsetsOfATopicCountUpFromOne() {
        TopicName second = newTopic();
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(node().publish(topic, "m" + i));
            MessageId apart = other().publish(second, "n" + i);
            assertEquals(i + 1, apart.offset());
        }
        assertEquals(
                IntStream.rangeClosed(1, 10)
                        .mapToObj(offset -> new MessageId(ids.get(0).epoch(), offset))
                        .toList(),
                ids);
        assertTrue(ids.get(0).epoch() > 0);
        assertEquals(ids.get(9), other().held(topic, new Since.Now()).last());
    }

    @Test
    void aMessageIsReadAsItWasPublished() {
        MessageId id = ContractNode.id(node().publish(new Publication(
                topic,
                new Payload(new byte[] {0, -1, 2}, false),
                "image/x \u00fc",
                "tick \ud83d\ude00",
                Duration.ofMinutes(1),
                "key \u00e4")));
        Message read = other().held(topic, new Since.All()).start().messages().get(0);
        assertEquals(id, read.id());
        assertEquals(topic, read.topic());
        assertEquals(new Payload(new byte[] {0, -1, 2}, false), read.payload());
        assertEquals("image/x \u00fc", read.contentType());
        assertEquals("tick \ud83d\ude00", read.event());
        assertEquals("key \u00e4", read.key());
        assertTrue(Math.abs(System.currentTimeMillis() - read.toEvent().timeMillis()) < 120_000);
    }

    @Test
    void readersEverywhereGetEveryMessageOnceInOrder() {
        ContractReader here = node().reader(topic, new Since.Now());
        ContractReader there = other().reader(topic, new Since.All());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add("m" + i);
            (i % 3 == 0 ? other() : node()).publish(topic, "m" + i);
        }
        texts.add("last");
        expectNext("last", here, there);
        assertEquals(texts, here.got);
        assertEquals(texts, there.got);
        assertEquals(List.of(), here.resets);
        assertEquals(List.of(), there.resets);
    }

    /** Many under way at the same time: what they are answered is what readers see. */
    @Test
    void publicationsUnderWayTogetherEachHaveTheirOwnId() {
        ContractReader reader = other().reader(topic, new Since.Now());
        List<List<PublishResult>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ContractNode publisher = i % 2 == 0 ? node() : other();
            answers.add(publisher.begin(ContractNode.publication(topic, "m" + i, null, null)));
        }
        pump.until("all answers", () -> answers.stream().noneMatch(List::isEmpty));
        expectNext("last", reader);
        assertEquals(61, reader.got.size());
        for (int i = 0; i < 60; i++) {
            long offset = ContractNode.id(answers.get(i).get(0)).offset();
            assertEquals("m" + i, reader.got.get((int) offset - 1));
        }
    }

    @Test
    void aReaderThatComesBackElsewhereGoesOn() {
        ContractReader reader = node().reader(topic, new Since.Now());
        expectNext("one", reader);
        reader.leave();
        node().publish(topic, "two");
        node().publish(topic, "three");
        ContractReader back = other().reader(topic, new Since.After(reader.position()));
        expectNext("four", back);
        assertEquals(List.of("two", "three", "four"), back.got);
        assertEquals(List.of(), back.resets);
    }

    @Test
    void readersThatComeAtAnyTimeSeeTheSame() {
        List<ContractReader> readers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            readers.add((i % 2 == 0 ? node() : other()).reader(topic, new Since.All()));
            texts.add("m" + i);
            node().begin(ContractNode.publication(topic, "m" + i, null, null));
        }
        expectNext("last", readers.toArray(ContractReader[]::new));
        texts.add("last");
        // Answers may be in another order than what was asked: "last" need not be the last one.
        pump.until(
                "all messages for all readers",
                () -> readers.stream().allMatch(reader -> reader.got.size() >= texts.size()));
        List<String> held = node().texts(topic, new Since.All());
        assertEquals(Set.copyOf(texts), Set.copyOf(held));
        readers.forEach(reader -> assertEquals(held, reader.got));
    }

    // Idempotency keys

    @Test
    void theSameKeyPublishesNothingAndGivesTheSameId() {
        ContractReader reader = other().reader(topic, new Since.Now());
        MessageId id = ContractNode.id(publishWithKey(node(), "one", "k"));
        assertEquals(new PublishResult.Duplicate(id), publishWithKey(node(), "again", "k"));
        assertEquals(new PublishResult.Duplicate(id), publishWithKey(other(), "elsewhere", "k"));
        ContractNode.id(publishWithKey(node(), "two", "another key"));
        assertInstanceOf(
                PublishResult.Published.class,
                node().publish(ContractNode.publication(newTopic(), "in another topic", null, "k")));
        expectNext("last", reader);
        assertEquals(List.of("one", "two", "last"), reader.got);
    }

    @Test
    void theSameKeyAtTheSameTimeGivesOneMessage() {
        ContractReader reader = node().reader(topic, new Since.Now());
        List<List<PublishResult>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add((i % 2 == 0 ? node() : other()).begin(ContractNode.publication(topic, "m", null, "k")));
        }
        pump.until("all answers", () -> answers.stream().noneMatch(List::isEmpty));
        List<MessageId> published = new ArrayList<>();
        List<MessageId> duplicates = new ArrayList<>();
        for (List<PublishResult> answer : answers) {
            if (answer.get(0) instanceof PublishResult.Duplicate duplicate) {
                duplicates.add(duplicate.id());
            } else {
                published.add(ContractNode.id(answer.get(0)));
            }
        }
        assertEquals(1, published.size());
        duplicates.forEach(id -> assertEquals(published.get(0), id));
        expectNext("last", reader);
        assertEquals(List.of("m", "last"), reader.got);
    }

    @Test
    void aKeyCountsAsLongAsItsMessageIsInHistory() {
        start(settings(2, 1 << 20, Duration.ofMinutes(5), 100));
        MessageId first = ContractNode.id(publishWithKey(node(), "one", "k"));
        node().publish(topic, "two");
        assertEquals(new PublishResult.Duplicate(first), publishWithKey(other(), "again", "k"));
        node().publish(topic, "three");
        assertEquals(
                first.offset() + 3,
                ContractNode.id(publishWithKey(other(), "anew", "k")).offset());
        MessageId brief = ContractNode.id(node().publish(ContractNode.publication(topic, "brief", Duration.ZERO, "z")));
        assertNotEquals(
                brief,
                ContractNode.id(node().publish(ContractNode.publication(topic, "brief", Duration.ZERO, "z"))),
                "one that is never in history");
    }

    // Time to live

    @Test
    void aTimeToLiveOfZeroTakesAnOffsetAndIsDeliveredButNotKept() {
        ContractReader reader = other().reader(topic, new Since.Now());
        MessageId one = node().publish(topic, "one");
        MessageId brief = publishFor("brief", Duration.ZERO);
        assertEquals(one.offset() + 1, brief.offset());
        pump.until("the brief message", () -> reader.got.contains("brief"));
        MessageId three = node().publish(topic, "three");
        assertEquals(brief.offset() + 1, three.offset());
        assertEquals(List.of("one", "three"), other().texts(topic, new Since.All()));
        expectNothingLost(one, "three");
        expectNothingLost(brief, "three");
        expectNext("four", reader);
        assertEquals(List.of("one", "brief", "three", "four"), reader.got);
    }

    @Test
    void aTopicOfWhichNothingIsKeptHasAPosition() {
        MessageId first = publishFor("one", Duration.ZERO);
        MessageId last = publishFor("two", Duration.ZERO);
        assertEquals(last, other().held(topic, new Since.All()).last());
        expectNothingLost(first);
        expectNothingLost(last);
        expectLost(new MessageId(last.epoch(), last.offset() + 1));
    }

    @Test
    void whatRunsOutByItsOwnTimeToLiveIsNotLost() {
        MessageId one = node().publish(topic, "one");
        publishFor("short", SHORT);
        node().publish(topic, "three");
        assertEquals(List.of("one", "short", "three"), other().texts(topic, new Since.All()));
        pass(SHORT.plusMillis(200));
        assertEquals(List.of("one", "three"), other().texts(topic, new Since.All()));
        expectNothingLost(one, "three");
    }

    @Test
    void whatIsTooOldIsLost() {
        start(settings(100, 1 << 20, SHORT, 100));
        MessageId one = node().publish(topic, "one");
        MessageId two = node().publish(topic, "two");
        pass(SHORT.multipliedBy(6).dividedBy(10));
        node().publish(topic, "three");
        pass(SHORT.multipliedBy(6).dividedBy(10));
        expectLost(one, "three");
        expectNothingLost(two, "three");
    }

    // Limits

    @Test
    void theOldestMessageLeavesAtTheLimitOfMessages() {
        start(settings(3, 1 << 20, Duration.ofMinutes(5), 100));
        MessageId first = node().publish(topic, "m1");
        for (int i = 2; i <= 5; i++) {
            node().publish(topic, "m" + i);
        }
        assertEquals(List.of("m3", "m4", "m5"), other().texts(topic, new Since.All()));
        expectLost(first, "m3", "m4", "m5");
        expectNothingLost(new MessageId(first.epoch(), 2), "m3", "m4", "m5");
        expectNothingLost(new MessageId(first.epoch(), 4), "m5");
    }

    @Test
    void theOldestMessageLeavesAtTheLimitOfBytes() {
        long each = Message.OVERHEAD_BYTES + 1000;
        start(settings(100, 3 * each, Duration.ofMinutes(5), 100));
        MessageId first = node().publish(topic, "1".repeat(1000));
        for (int i = 2; i <= 5; i++) {
            node().publish(topic, ("" + i).repeat(1000));
        }
        List<String> held = other().texts(topic, new Since.All());
        assertEquals(
                List.of("3", "4", "5"),
                held.stream().map(text -> text.substring(0, 1)).toList());
        assertEquals(first, after(first).start().asked());
    }

    @Test
    void aMessageTooLargeToKeepIsDeliveredAndIsAGap() {
        start(settings(100, 3000, Duration.ofMinutes(5), 100));
        ContractReader reader = other().reader(topic, new Since.Now());
        MessageId one = node().publish(topic, "one");
        MessageId large = node().publish(topic, "x".repeat(4000));
        expectNext("three", reader);
        assertEquals(3, reader.got.size());
        assertEquals(List.of("one", "three"), other().texts(topic, new Since.All()));
        expectLost(one, "three");
        expectNothingLost(large, "three");
    }

    @Test
    void withoutHistoryMessagesAreDeliveredAndLost() {
        start(settings(0, 1 << 20, Duration.ofMinutes(5), 100));
        ContractReader reader = other().reader(topic, new Since.Now());
        MessageId one = node().publish(topic, "one");
        expectNext("two", reader);
        assertEquals(List.of("one", "two"), reader.got);
        assertEquals(List.of(), other().texts(topic, new Since.All()));
        expectLost(one);
        expectNothingLost(new MessageId(one.epoch(), 2));
    }

    @Test
    void aFurtherTopicIsRefusedAtTheLimitAndTheOthersGoOn() {
        start(settings(100, 1 << 20, Duration.ofMinutes(5), 4)); // two for each worker
        List<TopicName> known = new ArrayList<>();
        PublishResult refused = null;
        while (refused == null && known.size() <= 4) {
            TopicName next = newTopic();
            PublishResult result = node().publish(ContractNode.publication(next, "x", null, null));
            if (result instanceof Refusal) {
                refused = result;
            } else {
                known.add(next);
            }
        }
        assertEquals(
                ErrorCode.TOO_MANY_TOPICS,
                assertInstanceOf(Refusal.Refused.class, refused).code());
        known.forEach(name -> assertEquals(2, node().publish(name, "y").offset()));
    }

    // Positions

    @Test
    void aPositionOfAnotherBrokerIsAReset() {
        MessageId one = node().publish(topic, "one");
        node().publish(topic, "two");
        for (MessageId foreign : List.of(
                new MessageId(one.epoch() == 17 ? 18 : 17, 1),
                new MessageId(Long.MAX_VALUE - 1, 1),
                new MessageId(one.epoch() + (1L << 61), 0),
                MessageId.UNKNOWN)) {
            expectLost(foreign, "one", "two");
            ContractReader reader = other().reader(topic, new Since.After(foreign));
            pump.until("all of it", () -> reader.got.size() >= 2);
            assertEquals(List.of("one", "two"), reader.got);
            assertEquals(foreign, reader.resets.get(0).asked());
        }
    }

    @Test
    void aPositionAfterTheLastMessageIsAReset() {
        MessageId one = node().publish(topic, "one");
        expectNothingLost(one);
        expectLost(new MessageId(one.epoch(), 2), "one");
    }

    @Test
    void anUnknownTopicIsEmptyAndItsPositionIsGoodForWhatComes() {
        ReadResult.Held empty = other().held(topic, new Since.All());
        assertEquals(List.of(), empty.start().messages());
        assertFalse(empty.start().reset());
        assertEquals(0, empty.last().offset());
        assertTrue(empty.last().epoch() > 0, "readers of it need a position that can be written");
        MessageId before = empty.start().position();
        assertEquals(0, before.offset());
        node().publish(topic, "one");
        expectNothingLost(before, "one");
    }

    @Test
    void aPartOfHistoryCanBeReadByAge() {
        node().publish(topic, "old");
        pass(SHORT.multipliedBy(2));
        node().publish(topic, "new");
        assertEquals(List.of("new"), other().texts(topic, new Since.Age(SHORT)));
        assertEquals(List.of("old", "new"), other().texts(topic, new Since.Age(Duration.ofMinutes(4))));
        assertEquals(List.of(), other().texts(topic, new Since.Now()));
    }

    @Test
    void aLongHistoryIsReadInPages() {
        start(settings(3000, 1 << 24, Duration.ofMinutes(5), 100));
        List<List<PublishResult>> answers = new ArrayList<>();
        for (int i = 1; i <= 2500; i++) {
            answers.add(node().begin(ContractNode.publication(topic, "m" + i, null, null)));
            if (i % 50 == 0) {
                node().publish(ContractNode.publication(topic, "brief", Duration.ZERO, null));
            }
        }
        pump.until("all answers", () -> answers.stream().noneMatch(List::isEmpty));
        List<String> read = new ArrayList<>();
        Since since = new Since.All();
        while (true) {
            ReadResult.Held page = assertInstanceOf(ReadResult.Held.class, other().read(topic, since, 400));
            assertFalse(page.start().reset());
            List<Message> messages = page.start().messages();
            assertTrue(messages.size() <= 400);
            if (messages.isEmpty()) {
                break;
            }
            read.addAll(ContractNode.texts(page));
            since = new Since.After(messages.get(messages.size() - 1).id());
        }
        assertEquals(2500, Set.copyOf(read).size());
        assertEquals(node().texts(topic, new Since.All()), read);
        ContractReader reader = other().reader(topic, new Since.All());
        expectNext("last", reader);
        assertEquals(2501, reader.got.size());
    }

    private void publishMany(int count) {
        List<List<PublishResult>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(node().begin(ContractNode.publication(topic, "m" + i, null, null)));
        }
        pump.until("all answers", () -> answers.stream().noneMatch(List::isEmpty));
    }

    /** What a reader holds that takes nothing does not grow, and nothing is lost, doubled or swapped where it joins the others. */
    @Test
    void aReaderOfALongHistoryHoldsAPartOfItWhilePublicationsGoOn() {
        long seed = System.nanoTime();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        Random random = new Random(seed);
        start(settings(5000, 1 << 24, Duration.ofMinutes(5), 100));
        int many = paged() ? 2 * fixture.page() + 276 : 100;
        publishMany(many);
        ContractReader live = other().reader(topic, new Since.Now());
        ContractReader reader = other().slowReader(topic, new Since.All());
        int page = Math.min(fixture.page(), many);
        int held = reader.got.size();
        assertTrue(held >= 1 && held <= page, () -> held + " messages");
        expectNext("while it takes nothing", live);
        if (page < many) {
            assertEquals(held, reader.got.size());
        }
        int published = many + 1;
        while (reader.got.size() < published) {
            int before = reader.got.size();
            int further = random.nextInt(5);
            publishMany(further);
            published += further;
            reader.take();
            pump.until("the next part", () -> reader.got.size() > before);
            // The last part may be followed by what is live.
            int got = reader.got.size();
            assertTrue(got - before <= page || got > published - 10, () -> got - before + " messages");
        }
        expectNext("last", reader);
        assertEquals(held(), reader.got);
        assertEquals(List.of(), reader.resets);
        ContractReader quick = node().reader(topic, new Since.All());
        pump.until("all of it", () -> quick.got.size() == reader.got.size());
        assertEquals(reader.got, quick.got);
    }

    private List<String> held() {
        return other().texts(topic, new Since.All());
    }

    @Test
    void aReaderThatFallsOutOfHistoryWhileItReadsItGetsAResetThere() {
        int many = paged() ? fixture.page() + 88 : 100;
        start(settings(many, 1 << 24, Duration.ofMinutes(5), 100));
        publishMany(many);
        ContractReader reader = other().slowReader(topic, new Since.All());
        MessageId position = reader.position();
        List<String> before = List.copyOf(reader.got);
        publishMany(many + 50);
        List<String> held = held();
        boolean misses = position.offset() < many;
        pump.until("all of it", () -> {
            reader.take();
            return reader.got.size() >= before.size() + (misses ? many : many + 50);
        });
        expectNext("last", reader);
        if (misses) {
            List<String> expected = new ArrayList<>(before);
            expected.addAll(held);
            expected.add("last");
            assertEquals(expected, reader.got);
            assertEquals(1, reader.resets.size());
            assertEquals(position, reader.resets.get(0).asked());
            assertEquals(
                    new MessageId(position.epoch(), many + 50),
                    reader.resets.get(0).position());
            assertEquals(
                    new MessageId(position.epoch(), many + 51),
                    reader.resets.get(0).first());
        } else { // it had all of it
            assertEquals(many * 2 + 51, reader.got.size());
            assertEquals(List.of(), reader.resets);
        }
    }

    @Test
    void aGapInALongHistoryIsToldOnce() {
        int half = paged() ? 300 : 20;
        start(settings(3000, 200_000, Duration.ofMinutes(5), 100));
        MessageId first = node().publish(topic, "first");
        publishMany(half);
        node().publish(topic, "x".repeat(210_000));
        publishMany(half);
        ContractReader all = other().slowReader(topic, new Since.All());
        ContractReader resuming = other().slowReader(topic, new Since.After(first));
        pump.until("all of it", () -> {
            all.take();
            return all.got.size() > 2 * half;
        });
        node().publish(topic, "now"); // where it gets this, it is among those who miss nothing
        pump.until("now", () -> {
            all.take();
            return all.got.size() == 2 * half + 2;
        });
        assertEquals(List.of(), all.resets, "it gets everything in history");
        node().publish(topic, "x".repeat(210_000));
        publishMany(10);
        int mayMiss = paged() ? 1 : 0;
        pump.until("all of it", () -> {
            resuming.take();
            return resuming.got.size() >= 2 * half + 12 - mayMiss;
        });
        expectNext("last", all, resuming);
        assertEquals(2 * half + 14, all.got.size());
        assertEquals(List.of(), all.resets);
        // Of what came while it read it was told, unless the others were handed it while its last part was read.
        int told = resuming.resets.size() - 1;
        assertTrue(told >= 0 && told <= mayMiss, () -> "told of " + resuming.resets);
        assertEquals(2 * half + 13 - told, resuming.got.size(), "given, or told of");
        assertEquals(first, resuming.resets.get(0).asked());
    }

    /** Whether readers get history in parts. */
    private boolean paged() {
        return fixture.page() < Integer.MAX_VALUE;
    }

    @Test
    void itIsReady() {
        assertInstanceOf(BrokerState.Ready.class, node().topics().state());
    }
}
