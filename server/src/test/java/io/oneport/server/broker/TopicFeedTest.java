package io.oneport.server.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rule that lets each message through once, in order, by itself. */
@Timeout(60)
class TopicFeedTest {
    private static final TopicName NEWS = new TopicName("news");
    private static final int COUNT = 4;
    private static final List<Long> ALL =
            LongStream.rangeClosed(1, COUNT).boxed().toList();

    /** Messages as they are known to the broker, whose answers the test lets come. */
    private static final class Held extends ReadOnlyBroker {
        private record Read(Since since, Consumer<ReadResult> result) {}

        private final List<Message> messages = new ArrayList<>();
        private final Queue<Read> reads = new ArrayDeque<>();
        private long epoch = 1;
        private long last;
        private int asked;

        /** Answers the oldest read with what is held now. */
        private boolean answer() {
            Read read = reads.poll();
            if (read != null) {
                read.result.accept(held(read.since));
            }
            return read != null;
        }

        private ReadResult.Held held(Since since) {
            long from = since instanceof Since.After after ? after.id().offset() : last;
            return new ReadResult.Held(new Start(NEWS, id(from), null, after(from)), id(last));
        }

        private List<Message> after(long offset) {
            return messages.stream()
                    .filter(message -> message.id().offset() > offset)
                    .toList();
        }

        private MessageId id(long offset) {
            return new MessageId(epoch, offset);
        }

        private Message publish() {
            last++;
            Message message = message(id(last));
            messages.add(message);
            return message;
        }

        @Override
        public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
            asked++;
            reads.add(new Read(since, result));
        }

        @Override
        public BrokerState state() {
            return new BrokerState.Ready();
        }
    }

    /** What came out: offsets, and a minus for a reset to one. */
    private static final class Out implements TopicFeed.Output {
        private final List<Long> offsets = new ArrayList<>();
        private final List<Reset> resets = new ArrayList<>();

        @Override
        public void message(Message message) {
            offsets.add(message.id().offset());
        }

        @Override
        public void reset(Reset reset) {
            resets.add(reset);
            offsets.add(-reset.position().offset());
        }

        @Override
        public int subscribers() {
            return 1;
        }
    }

    private Held held = new Held();
    private Out out = new Out();
    private TopicFeed feed = new TopicFeed(held, 0, NEWS, out, null);

    private void anew(PageSharing sharing) {
        held = new Held();
        out = new Out();
        feed = new TopicFeed(held, 0, NEWS, out, sharing);
    }

    private static PageSharing sharing() {
        return new PageSharing(
                new TopicSettings(
                        100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 1, 1 << 20, Duration.ofSeconds(1), 1 << 20),
                () -> 0);
    }

    private void begin() {
        feed.attach(new Since.Now(), result -> assertInstanceOf(ReadResult.Held.class, result));
        answerAll();
    }

    private void answerAll() {
        while (held.answer()) {
            // until nothing is asked any more
        }
    }

    private static Message message(MessageId id) {
        return new Message(NEWS, id, new Publication(NEWS, Payload.text("m" + id), null, null, null, null), 0);
    }

    /** Every order of arrival, every set of lost messages, a read answered or not after each arrival. */
    @Test
    void everyOrderEveryLossAndEveryDelayGiveTheSame() {
        for (List<Long> order : orders(ALL)) {
            for (int lost = 0; lost < 1 << COUNT; lost++) {
                for (int answers = 0; answers < 1 << COUNT; answers++) {
                    anew(null);
                    begin();
                    arrive(order, lost, answers);
                    assertEquals(ALL, out.offsets, order + ", lost " + lost + ", answers " + answers);
                    assertEquals(List.of(), out.resets);
                }
            }
        }
    }

    /** The same with readers that want everything and come at any moment, whether or not they share what they have read. */
    @Test
    void readersJoinTheOthersAtAnyMoment() {
        for (List<Long> order : orders(ALL)) {
            for (int lost = 0; lost < 1 << COUNT; lost += 3) {
                for (int answers = 0; answers < 1 << COUNT; answers++) {
                    for (int join = 0; join < COUNT; join++) {
                        for (int again = join; again < COUNT; again++) {
                            for (boolean shared : new boolean[] {true, false}) {
                                anew(shared ? sharing() : null);
                                begin();
                                List<List<Long>> seen = arrive(order, lost, answers, join, again);
                                String run = order + ", lost " + lost + ", answers " + answers + ", joined at " + join
                                        + " and " + again;
                                assertEquals(ALL, out.offsets, run);
                                assertEquals(List.of(ALL, ALL), seen, run);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Gives what readers see that join before an arrival and want everything. */
    private List<List<Long>> arrive(List<Long> order, int lost, int answers, int... joins) {
        List<List<Long>> seen = new ArrayList<>();
        int[] joined = new int[joins.length];
        for (int i = 0; i < order.size(); i++) {
            for (int join = 0; join < joins.length; join++) {
                if (joins[join] == i) {
                    int reader = join;
                    List<Long> own = new ArrayList<>();
                    seen.add(own);
                    feed.attach(new Since.After(held.id(0)), result -> {
                        Start start =
                                assertInstanceOf(ReadResult.Held.class, result).start();
                        assertEquals(0, start.position().offset());
                        start.messages().forEach(message -> own.add(message.id().offset()));
                        joined[reader] = out.offsets.size();
                    });
                }
            }
            long offset = order.get(i);
            while (held.last < offset) {
                held.publish();
            }
            if ((lost & 1 << i) == 0) {
                feed.message(held.messages.get((int) offset - 1));
            }
            if ((answers & 1 << i) != 0) {
                held.answer();
            }
        }
        feed.check();
        answerAll();
        for (int reader = 0; reader < seen.size(); reader++) {
            seen.get(reader).addAll(out.offsets.subList(joined[reader], out.offsets.size()));
        }
        return seen;
    }

    private static List<List<Long>> orders(List<Long> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Long>> all = new ArrayList<>();
        for (Long first : items) {
            List<Long> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<Long> order : orders(rest)) {
                List<Long> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                all.add(whole);
            }
        }
        return all;
    }

    @Test
    void messagesInOrderAreNeverRead() {
        begin();
        assertEquals(1, held.asked);
        for (int i = 0; i < 1000; i++) {
            feed.message(held.publish());
        }
        assertEquals(1000, out.offsets.size());
        assertEquals(1, held.asked);
    }

    /** A message that its publisher let expire at once is only for those who are there. */
    @Test
    void aHoleInHistoryIsNoGapAndWhatCameTooEarlyFillsIt() {
        begin();
        held.publish();
        Message brief = held.publish();
        held.messages.remove(brief);
        feed.message(brief);
        answerAll();
        assertEquals(List.of(1L, 2L), out.offsets);
        held.publish();
        held.messages.remove(held.publish());
        feed.check();
        answerAll();
        feed.message(held.publish());
        answerAll();
        assertEquals(List.of(1L, 2L, 3L, 5L), out.offsets);
        assertEquals(List.of(), out.resets);
    }

    @Test
    void anotherEpochGoesOnWhereItIsAContinuation() {
        begin();
        feed.message(held.publish());
        Message late = held.publish();
        held.epoch = 2;
        Message next = held.publish();
        feed.message(next);
        feed.message(late);
        answerAll();
        assertEquals(List.of(1L, 2L, 3L), out.offsets);
        feed.message(late);
        feed.message(message(new MessageId(1, 4)));
        answerAll();
        feed.message(held.publish());
        answerAll();
        assertEquals(List.of(1L, 2L, 3L, 4L), out.offsets, "what comes of the earlier epoch is dropped");
        assertEquals(List.of(), out.resets);
    }

    @Test
    void aReadThatCannotBeHadIsRepeatedWhenTheBrokerSaysSo() {
        begin();
        held.publish();
        feed.message(held.publish());
        held.reads.remove().result.accept(new Refusal.Unavailable(Duration.ofSeconds(1), "away"));
        assertTrue(held.reads.isEmpty());
        assertEquals(List.of(), out.offsets);
        feed.check();
        answerAll();
        assertEquals(List.of(1L, 2L), out.offsets);
    }

    @Test
    void readersAreRefusedWhileNothingCanBeRead() {
        List<ReadResult> results = new ArrayList<>();
        feed.attach(new Since.Now(), results::add);
        feed.attach(new Since.Now(), results::add);
        assertTrue(feed.attaching());
        Refusal away = new Refusal.Unavailable(Duration.ofSeconds(1), "away");
        feed.attach(new Since.All(), results::add);
        for (int i = 1; i <= 3; i++) {
            held.reads.remove().result.accept(away);
            assertEquals(i, results.size());
        }
        assertEquals(List.of(away, away, away), results);
        assertFalse(feed.attaching());
    }

    /** What is lost is said between what came before and what comes after, with the position that was asked for. */
    @Test
    void aLossIsAResetInItsPlace() {
        begin();
        feed.message(held.publish());
        for (int i = 0; i < 3; i++) {
            held.publish();
        }
        Message live = held.publish();
        feed.message(live);
        Start start = new Start(NEWS, held.id(3), held.id(1), held.after(3));
        held.reads.remove().result.accept(new ReadResult.Held(start, held.id(held.last)));
        assertEquals(List.of(1L, -3L, 4L, 5L), out.offsets);
        assertEquals(List.of(new Reset(NEWS, held.id(1), held.id(4), held.id(3))), out.resets);
    }

    /** What has arrived since may be what the read says is lost: it is asked again before anybody is told. */
    @Test
    void whatArrivesDuringAReadIsNotSaidToBeLost() {
        begin();
        Message one = held.publish();
        Message two = held.publish();
        feed.message(two);
        feed.message(one);
        held.publish();
        Start start = new Start(NEWS, held.id(2), held.id(0), held.after(2));
        held.reads.remove().result.accept(new ReadResult.Held(start, held.id(3)));
        assertEquals(List.of(1L, 2L), out.offsets);
        answerAll();
        assertEquals(List.of(1L, 2L, 3L), out.offsets);
        assertEquals(List.of(), out.resets);
    }

    @Test
    void whoHasReadFurtherElsewhereWaitsUntilTheOthersAreThere() {
        begin();
        for (int i = 0; i < 3; i++) {
            held.publish();
        }
        List<Start> starts = new ArrayList<>();
        feed.attach(new Since.After(held.id(2)), result -> {
            assertEquals(List.of(1L, 2L, 3L), out.offsets);
            starts.add(assertInstanceOf(ReadResult.Held.class, result).start());
        });
        answerAll();
        assertEquals(held.id(2), starts.get(0).position());
        assertEquals(
                List.of(3L),
                starts.get(0).messages().stream()
                        .map(message -> message.id().offset())
                        .toList());
    }
}
