package io.oneport.server.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What readers that come at about the same time share, and what they must not. */
@Timeout(60)
class PageSharingTest {
    private static final TopicName NEWS = new TopicName("news");
    private static final int PAGE = 100;

    private long nowMillis;
    private final History history = new History();
    private final PageSharing sharing = sharing(1000, 1 << 20);

    private PageSharing sharing(int messages, long bytes) {
        return new PageSharing(
                new TopicSettings(
                        messages, bytes, Duration.ofMinutes(5), 1 << 26, 1, 1 << 20, Duration.ofSeconds(1), 1 << 20),
                () -> nowMillis);
    }

    /** A broker that answers reads when it is told to, in pages. */
    private static final class History extends ReadOnlyBroker {
        private final List<Message> messages = new ArrayList<>();
        private final List<Runnable> answers = new ArrayList<>();
        private final List<Since> asked = new ArrayList<>();
        private BrokerState state = new BrokerState.Ready();
        private long epoch = 1;
        private long lostThrough;
        /** Whether it says that. */
        private boolean saysLostThrough = true;
        /** The offset of a message that is too large for it; 0 if there is none. */
        private long keptOut;

        private Message publish(String text, boolean ends) {
            MessageId id = new MessageId(epoch, messages.size() + 1);
            Publication publication = new Publication(NEWS, Payload.text(text), null, null, null, null);
            Message message = new Message(NEWS, id, publication, 0) {
                @Override
                public boolean ends() {
                    return ends;
                }
            };
            messages.add(message);
            return message;
        }

        private MessageId id(long offset) {
            return new MessageId(epoch, offset);
        }

        private void answer() {
            while (!answers.isEmpty()) {
                answers.remove(0).run();
            }
        }

        @Override
        public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
            read(since, limit, null, result);
        }

        private void read(Since since, int limit, MessageId told, Consumer<ReadResult> result) {
            asked.add(since);
            answers.add(() -> {
                boolean all = since instanceof Since.All;
                MessageId after = since instanceof Since.After position ? position.id() : id(all ? 0 : messages.size());
                boolean lost = !all
                        && (after.offset() < lostThrough
                                || after.epoch() != epoch && after.offset() > 0
                                || keptOut > Math.max(after.offset(), told == null ? 0 : told.offset()));
                long from = Math.max(after.offset(), lostThrough);
                List<Message> found = messages.subList((int) from, (int) Math.min(messages.size(), from + limit));
                result.accept(new ReadResult.Held(
                        new Start(
                                NEWS,
                                id(from),
                                lost ? after : null,
                                found.stream()
                                        .filter(message -> message.id().offset() != keptOut)
                                        .toList()),
                        id(messages.size()),
                        from + limit < messages.size(),
                        saysLostThrough ? lostThrough : 0));
            });
        }

        @Override
        public void page(int owner, TopicName topic, Since since, MessageId told, Consumer<ReadResult> result) {
            read(since, PAGE, told, result);
        }

        @Override
        public BrokerState state() {
            return state;
        }
    }

    /** Notes what it is given, as one reader of many that join the others. */
    private final class Reader {
        private final List<Long> offsets = new ArrayList<>();
        private final TopicFeed feed;
        private ReadResult.Held part;

        private Reader(TopicFeed feed, Since since) {
            this.feed = feed;
            feed.attach(since, result -> given((ReadResult.Held) result));
        }

        private void given(ReadResult.Held held) {
            part = held;
            held.start().messages().forEach(message -> offsets.add(message.id().offset()));
        }

        private void take() {
            ReadResult.Held given = part;
            part = null;
            List<Message> messages = given.start().messages();
            feed.goOn(messages.get(messages.size() - 1).id(), given.last(), this::given);
        }

        private boolean waits() {
            return part == null;
        }

        private boolean joined() {
            return part != null && !part.more();
        }
    }

    private static final class Out implements TopicFeed.Output {
        @Override
        public void message(Message message) {}

        @Override
        public void reset(Reset reset) {}

        @Override
        public int subscribers() {
            return 1;
        }
    }

    private TopicFeed feed(PageSharing sharing) {
        return new TopicFeed(history, 0, NEWS, new Out(), sharing);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            history.publish("m", false);
        }
    }

    private void publishTo(TopicFeed feed, int count) {
        for (int i = 0; i < count; i++) {
            feed.message(history.publish("m", false));
        }
    }

    private Since after(long offset) {
        return new Since.After(history.id(offset));
    }

    private static List<Long> between(long from, long to) {
        List<Long> all = new ArrayList<>();
        for (long offset = from + 1; offset <= to; offset++) {
            all.add(offset);
        }
        return all;
    }

    @Test
    void readersAtAnyPositionOfAPageCauseOneRead() {
        TopicFeed feed = feed(sharing);
        publish(90);
        Reader first = new Reader(feed, after(0));
        history.answer();
        assertTrue(first.joined());
        for (int offset = 0; offset <= 90; offset++) {
            Reader reader = new Reader(feed, after(offset));
            assertEquals(between(offset, 90), reader.offsets);
            assertTrue(reader.joined());
        }
        assertEquals(1, history.asked.size());
    }

    @Test
    void thoseThatWaitAreServedFromTheLowestPositionUp() {
        TopicFeed feed = feed(sharing);
        publish(90);
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            readers.add(new Reader(feed, after(10 + (i * 37 + 60) % 80)));
        }
        history.answer();
        assertEquals(List.of(after(70), after(10)), history.asked);
        readers.forEach(reader -> assertTrue(reader.joined()));
    }

    @Test
    void whatIsPublishedMeanwhileCausesNoRead() {
        TopicFeed feed = feed(sharing);
        publish(50);
        new Reader(feed, after(10));
        history.answer();
        for (int last = 51; last <= 700; last++) {
            publishTo(feed, 1);
            Reader reader = new Reader(feed, after(last - 40));
            while (!reader.joined()) {
                assertFalse(reader.waits());
                reader.take();
            }
            assertEquals(between(last - 40, last), reader.offsets);
            assertEquals(List.of(), new Reader(feed, new Since.Now()).offsets);
        }
        assertEquals(1, history.asked.size());
    }

    /** One stops after the first page; the others do not notice, and it goes on when it likes. */
    @Test
    void nobodyWaitsForASlowReader() {
        TopicFeed feed = feed(sharing);
        publish(950);
        Reader slow = new Reader(feed, after(0));
        history.answer();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(new Reader(feed, after(i)));
        }
        boolean more = true;
        while (more) {
            more = false;
            for (Reader reader : readers) {
                if (!reader.joined()) {
                    reader.take();
                    more = true;
                }
            }
            history.answer();
        }
        readers.forEach(reader -> assertEquals(between(reader.offsets.get(0) - 1, 950), reader.offsets));
        assertEquals(10, history.asked.size());
        publishTo(feed, 20);
        while (!slow.joined()) {
            slow.take();
            history.answer();
        }
        assertEquals(between(0, 970), slow.offsets);
        assertEquals(10, history.asked.size());
    }

    @Test
    void whatIsTooOldIsReadAgain() {
        TopicFeed feed = feed(sharing);
        publish(10);
        new Reader(feed, after(3));
        history.answer();
        nowMillis += 4999;
        assertTrue(new Reader(feed, after(3)).joined());
        nowMillis += 1;
        assertTrue(new Reader(feed, after(3)).waits());
        history.answer();
        assertTrue(new Reader(feed, after(3)).joined(), "what was read again is shared again, also before a sweep");
        assertEquals(2, history.asked.size());
        nowMillis += 5000;
        assertTrue(sharing.bytes() > 0);
        sharing.sweep();
        assertEquals(0, sharing.bytes());
    }

    @Test
    void anotherEpochEndsWhatIsShared() {
        TopicFeed feed = feed(sharing);
        publish(10);
        new Reader(feed, after(3));
        history.answer();
        history.epoch = 2;
        feed.message(history.publish("m", false));
        history.answer();
        int asked = history.asked.size();
        Reader reader = new Reader(feed, new Since.After(new MessageId(1, 4)));
        assertTrue(reader.waits());
        history.answer();
        assertEquals(asked + 1, history.asked.size());
        assertTrue(reader.part.start().reset());
        Reader unknown = new Reader(feed, new Since.After(new MessageId(7, 4)));
        assertTrue(unknown.waits(), "a position of an epoch that is not here");
        Reader later = new Reader(feed, new Since.After(new MessageId(2, 12)));
        assertTrue(later.waits(), "a position after the last message");
    }

    /** Ids of messages that an epoch has taken over are good, and no others of their epoch. */
    @Test
    void aPositionOfAnEarlierEpochIsGoodIfThatMessageIsThere() {
        TopicFeed feed = feed(sharing);
        publish(5);
        history.epoch = 2;
        publish(5);
        new Reader(feed, new Since.After(new MessageId(2, 2)));
        history.answer();
        assertEquals(between(4, 10), new Reader(feed, new Since.After(new MessageId(1, 4))).offsets);
        assertTrue(new Reader(feed, new Since.After(new MessageId(1, 6))).waits());
    }

    @Test
    void aResetIsSharedByThoseWhoAskForTheSame() {
        TopicFeed feed = feed(sharing);
        publish(50);
        history.lostThrough = 30;
        history.saysLostThrough = false;
        new Reader(feed, after(10));
        history.answer();
        publishTo(feed, 1);
        Reader same = new Reader(feed, after(10));
        assertEquals(history.id(10), same.part.start().asked());
        assertEquals(between(30, 51), same.offsets);
        assertTrue(new Reader(feed, after(11)).waits(), "nobody knows whether it misses the same");
        history.answer();
        assertEquals(2, history.asked.size());
    }

    @Test
    void aResetIsSharedByAllWhosePositionsAreTooOld() {
        TopicFeed feed = feed(sharing);
        publish(250);
        history.lostThrough = 30;
        new Reader(feed, after(10));
        history.answer();
        publishTo(feed, 1);
        for (int offset = 0; offset < 30; offset++) {
            Reader reader = new Reader(feed, after(offset));
            assertEquals(history.id(offset), reader.part.start().asked());
            assertEquals(history.id(30), reader.part.start().position());
            assertEquals(between(30, 130), reader.offsets);
        }
        assertEquals(1, history.asked.size());
        assertTrue(new Reader(feed, after(30)).waits(), "one that has missed nothing");
        assertTrue(new Reader(feed, new Since.After(new MessageId(7, 10))).waits(), "one of another epoch");
    }

    @Test
    void whoIsTooOldForWhatIsHeldSharesAReadOfAllOfIt() {
        TopicFeed feed = feed(sharing);
        publish(50);
        history.lostThrough = 30;
        new Reader(feed, new Since.All());
        history.answer();
        Reader reader = new Reader(feed, after(29));
        assertEquals(history.id(29), reader.part.start().asked());
        assertEquals(between(30, 50), reader.offsets);
        assertEquals(1, history.asked.size());
    }

    /** A reset because of one message that was not kept says nothing of what is held before it. */
    @Test
    void aResetBecauseOfAMessageThatWasNotKeptIsNotShared() {
        TopicFeed feed = feed(sharing);
        publish(50);
        history.keptOut = 40;
        history.lostThrough = 5;
        new Reader(feed, after(10));
        history.answer();
        assertTrue(new Reader(feed, after(3)).waits());
        assertTrue(new Reader(feed, after(9)).waits());
    }

    /** Live messages come later than what reads find: what was not kept up to there was told with the first part. */
    @Test
    void aPartThatIsSharedSaysUpToWhereReadersAreTold() {
        TopicFeed feed = feed(sharing);
        new Reader(feed, new Since.Now());
        history.answer();
        publish(300);
        history.keptOut = 150;
        Reader first = new Reader(feed, after(10));
        history.answer();
        Reader second = new Reader(feed, after(10));
        assertEquals(history.id(10), second.part.start().asked());
        assertEquals(history.id(300), second.part.last());
        second.take();
        history.answer();
        assertNull(second.part.start().asked(), "it was told of what is missing");
        first.take();
        history.answer();
        assertNull(first.part.start().asked());
    }

    /** Who was told more than the reader for whom a part was read is not told that again. */
    @Test
    void aPartThatWasReadForAnotherTakesNothingBackOfWhatAReaderWasTold() {
        TopicFeed feed = feed(sharing);
        new Reader(feed, new Since.Now());
        history.answer();
        publish(300);
        history.keptOut = 150;
        Reader first = new Reader(feed, after(10));
        history.answer();
        first.take();
        history.answer();
        publish(100);
        history.keptOut = 350;
        Reader later = new Reader(feed, after(5));
        history.answer();
        assertEquals(history.id(5), later.part.start().asked());
        int asked = history.asked.size();
        for (long upTo : List.of(110L, 210L, 310L)) {
            later.take();
            history.answer();
            assertNull(later.part.start().asked(), () -> "up to " + upTo);
            assertEquals(history.id(400), later.part.last());
            assertEquals(upTo, later.offsets.get(later.offsets.size() - 1));
        }
        assertEquals(asked + 1, history.asked.size());
    }

    /** What a read of everything has found says nothing of what was never kept. */
    @Test
    void aPositionWithinWhatWasReadOtherwiseIsRead() {
        TopicFeed feed = feed(sharing);
        publish(50);
        new Reader(feed, new Since.All());
        history.answer();
        assertTrue(new Reader(feed, new Since.All()).joined());
        assertTrue(new Reader(feed, after(50)).joined());
        assertTrue(new Reader(feed, after(49)).waits());
        assertTrue(new Reader(feed, new Since.Age(Duration.ofSeconds(1))).waits());
    }

    @Test
    void aLossEndsWhatIsShared() {
        TopicFeed feed = feed(sharing);
        publish(10);
        new Reader(feed, after(3));
        history.answer();
        publishTo(feed, 2);
        publish(8);
        history.lostThrough = 18;
        feed.message(history.publish("m", false));
        history.answer();
        Reader reader = new Reader(feed, after(10));
        assertTrue(reader.waits());
        history.answer();
        assertEquals(history.id(10), reader.part.start().asked());
        assertEquals(between(18, 21), reader.offsets);
    }

    @Test
    void messagesWithATimeToLiveAreSharedForAMoment() {
        TopicFeed feed = feed(sharing);
        publish(5);
        history.publish("ends", true);
        new Reader(feed, after(3));
        history.answer();
        nowMillis += 249;
        assertTrue(new Reader(feed, after(3)).joined());
        nowMillis += 1;
        assertTrue(new Reader(feed, after(3)).waits());
        history.answer();
        feed.message(history.publish("not kept", true));
        assertTrue(new Reader(feed, after(3)).waits());
    }

    @Test
    void noMoreIsSharedThanHistoryKeeps() {
        TopicFeed feed = feed(sharing(20, 1000));
        publish(10);
        new Reader(feed, after(0));
        history.answer();
        publishTo(feed, 11);
        assertTrue(new Reader(feed, after(1)).joined());
        assertTrue(new Reader(feed, after(0)).waits());
        history.answer();
        feed.message(history.publish("x".repeat(1000), false));
        assertTrue(new Reader(feed, after(20)).waits(), "a message that is too large for history");
        assertNull(PageSharing.of(
                history,
                new TopicSettings(0, 1, Duration.ofMinutes(5), 1, 1, 1 << 20, Duration.ofSeconds(1), 1 << 20),
                () -> 0));
    }

    @Test
    void nothingIsSharedWhileTheBrokerIsAwayOrAfterACheck() {
        TopicFeed feed = feed(sharing);
        publish(10);
        new Reader(feed, after(3));
        history.answer();
        history.state = new BrokerState.Away(java.time.Instant.EPOCH, "test");
        assertTrue(new Reader(feed, after(3)).waits());
        history.state = new BrokerState.Ready();
        assertTrue(new Reader(feed, after(3)).joined());
        feed.check();
        assertTrue(new Reader(feed, after(3)).waits());
        assertEquals(0, sharing.bytes());
    }

    @Test
    void memoryIsBoundedForATopicAndForAWorker() {
        List<TopicFeed> feeds = new ArrayList<>();
        PageSharing large = sharing(1_000_000, 1 << 30);
        String text = "x".repeat(1000);
        for (int topic = 0; topic < 20; topic++) {
            TopicFeed feed = feed(large);
            feeds.add(feed);
            new Reader(feed, after(history.messages.size()));
            history.answer();
            long before = large.bytes();
            for (int i = 0; i < 2000; i++) {
                feed.message(history.publish(text, false));
            }
            assertTrue(large.bytes() - before <= PageSharing.TOPIC_BYTES + PageSharing.PART_BYTES);
            assertTrue(large.bytes() <= PageSharing.MAX_BYTES, large.bytes() + " bytes");
        }
        assertTrue(large.bytes() > PageSharing.MAX_BYTES / 2);
        feeds.forEach(TopicFeed::close);
        assertEquals(0, large.bytes());
    }
}
