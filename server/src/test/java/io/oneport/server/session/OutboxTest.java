package io.oneport.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.loop.WorkQueue;
import io.oneport.server.loop.WorkQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<String> written = new ArrayList<>();
    private boolean writable = true;
    private boolean cutOff;
    private int dropped;
    private long nowNanos;
    private final WorkQueue work = WorkQueues.of(Runnable::run);

    private final Outlet outlet = new Outlet() {
        @Override
        public void unavailable(Refusal refusal) {}

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void write(Message message) {
            written.add(message.payload().string());
        }

        @Override
        public void reset(Reset reset) {
            written.add(reset.topic() + " reset " + reset.asked());
        }

        @Override
        public void flush() {}

        @Override
        public void missed(TopicName topic, long count) {
            written.add(topic + " missed " + count);
        }

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public long nowNanos() {
            return nowNanos;
        }

        @Override
        public WorkQueue work() {
            return work;
        }

        @Override
        public void cutOff() {
            cutOff = true;
        }

        @Override
        public void countDropped(int messages, boolean superseded) {
            dropped += messages;
        }
    };

    @Test
    void writesAtOnceWhileItCan() {
        Outbox outbox = outbox("disconnect");
        assertEquals(Delivery.SENT, outbox.add(message("a", "1")));
        assertEquals(List.of("1"), written);
    }

    @Test
    void keepsTheOrderWhateverWaits() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        outbox.replay(List.of(message("a", "1"), message("a", "2")), () -> written.add("taken"));
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "3")));
        writable = true;
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "4")), "behind what waits");
        outbox.drain();
        assertEquals(List.of("1", "2", "taken", "3", "4"), written);
        assertEquals(Delivery.SENT, outbox.add(message("a", "5")));
    }

    @Test
    void aResetComesWhereItWasAndAfterWhatWasMissedBefore() {
        Outbox outbox = outbox("latest");
        outbox.reset(reset("a", 1));
        writable = false;
        fill(outbox, "a", 30);
        nowNanos += 1_000_000_000;
        fill(outbox, "a", 1);
        outbox.reset(reset("a", 2));
        outbox.reset(reset("b", 3));
        outbox.add(message("a", "last"));
        writable = true;
        outbox.drain();
        assertEquals(List.of("a reset 1.1", "a missed 30", "a0", "a reset 1.2", "b reset 1.3", "last"), written);
    }

    @Test
    void aResetOfATopicThatIsForgottenDoesNotCome() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        outbox.reset(reset("a", 1));
        outbox.reset(reset("b", 2));
        outbox.forget(new TopicName("a"));
        writable = true;
        outbox.drain();
        assertEquals(List.of("b reset 1.2"), written);
    }

    private static Reset reset(String topic, long asked) {
        return new Reset(new TopicName(topic), new MessageId(1, asked), null, new MessageId(2, 0));
    }

    /** What comes meanwhile goes behind it. */
    @Test
    void thePartOfHistoryThatFollowsIsAskedForOnceThisOneIsTaken() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        outbox.replay(List.of(message("a", "1"), message("a", "2")), () -> {
            outbox.add(message("b", "4"));
            outbox.replay(List.of(message("a", "5")), () -> written.add("all"));
        });
        outbox.add(message("b", "3"));
        outbox.drain();
        assertEquals(List.of(), written);
        writable = true;
        outbox.drain();
        assertEquals(List.of("1", "2", "3", "4", "5", "all"), written);
    }

    @Test
    void historyDoesNotCount() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        List<Message> history = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            history.add(message("a", "h" + i));
        }
        outbox.replay(history, () -> {});
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "live")));
        writable = true;
        outbox.drain();
        assertEquals(1001, written.size());
    }

    @Test
    void disconnectCutsOff() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        assertEquals(Delivery.QUEUED, fill(outbox, "a", 31));
        nowNanos += 1_000_000_000;
        assertEquals(Delivery.CLOSED, outbox.add(message("a", "a31")));
        assertEquals(true, cutOff);
        assertEquals(Delivery.CLOSED, outbox.add(message("a", "more")));
        assertEquals(List.of(), written);
    }

    @Test
    void dropOldestKeepsTheNewestThatFit() {
        Outbox outbox = outbox("drop-oldest");
        writable = false;
        fill(outbox, "a", 40);
        nowNanos += 1_000_000_000;
        assertEquals(Delivery.DROPPED_OTHERS, outbox.add(message("a", "a40")));
        writable = true;
        outbox.drain();
        assertEquals("a missed 12", written.get(0));
        assertEquals("a12", written.get(1)); // 29 of 35 bytes fit into 1 KiB
        assertEquals("a40", written.get(29));
        assertEquals(12, dropped);
    }

    @Test
    void latestKeepsTheNewestOfEachTopic() {
        Outbox outbox = outbox("latest");
        writable = false;
        fill(outbox, "a", 2);
        fill(outbox, "b", 30);
        nowNanos += 1_000_000_000;
        outbox.add(message("b", "b30"));
        writable = true;
        outbox.drain();
        assertEquals(List.of("a missed 1", "a1", "b missed 30", "b30"), written);
        assertEquals(31, dropped);
    }

    @Test
    void aPolicyConcernsItsOwnTopic() {
        Outbox outbox = outbox("logs.=drop-oldest,prices.=latest,disconnect");
        writable = false;
        fill(outbox, "orders", 10);
        fill(outbox, "prices.a", 10);
        fill(outbox, "logs.a", 100);
        assertFalse(cutOff);
        writable = true;
        outbox.drain();
        assertEquals("orders9", written.get(9));
        assertEquals("prices.a missed 9", written.get(10));
        assertEquals("prices.a9", written.get(11));
        assertTrue(written.get(12).startsWith("logs.a missed "));
        assertEquals("logs.a99", written.get(written.size() - 1));
    }

    @Test
    void whoTakesWhatWaitsWithinTheGraceIsNotSlow() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        fill(outbox, "a", 60);
        nowNanos += 900_000_000;
        writable = true;
        outbox.drain();
        writable = false;
        fill(outbox, "a", 60);
        nowNanos += 900_000_000;
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "more")));
    }

    @Test
    void fourTimesTheLimitIsTooMuchAtAnyTime() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        assertEquals(Delivery.CLOSED, fill(outbox, "a", 125));
        assertTrue(cutOff);
    }

    @Test
    void forgetsATopic() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        outbox.replay(List.of(message("a", "1")), () -> written.add("taken"));
        outbox.replay(List.of(message("b", "2")), () -> {});
        outbox.add(message("a", "3"));
        outbox.forget(new TopicName("a"));
        writable = true;
        outbox.drain();
        assertEquals(List.of("2"), written);
    }

    @Test
    void theLongestPrefixDecides() {
        SlowReaders readers = SlowReaders.parse("prices.=latest,prices.raw.=drop-oldest,logs.=drop-oldest");
        assertEquals(SlowReaderPolicy.LATEST, readers.of(new TopicName("prices.eur")));
        assertEquals(SlowReaderPolicy.DROP_OLDEST, readers.of(new TopicName("prices.raw.eur")));
        assertEquals(SlowReaderPolicy.DISCONNECT, readers.of(new TopicName("price")));
        assertEquals(SlowReaderPolicy.LATEST, SlowReaders.parse("latest").of(new TopicName("x")));
        assertThrows(IllegalArgumentException.class, () -> SlowReaders.parse("a=never"));
        assertThrows(IllegalArgumentException.class, () -> SlowReaders.parse(""));
    }

    private Delivery fill(Outbox outbox, String topic, int count) {
        Delivery last = null;
        for (int i = 0; i < count; i++) {
            last = outbox.add(message(topic, topic + i));
        }
        return last;
    }

    private Outbox outbox(String policy) {
        return new Outbox(
                outlet, new SessionSettings(1024, Duration.ofSeconds(1), SlowReaders.parse(policy), 10, 1024, 1 << 20));
    }

    private static Message message(String topic, String text) {
        return new Message(
                new TopicName(topic),
                new MessageId(1, 1),
                new Publication(new TopicName(topic), Payload.text(text), null, null, null, null),
                0);
    }
}
