package io.oneport.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.topic.Message;
import io.oneport.server.topic.Start;
import io.oneport.server.topic.Subscriber;
import io.oneport.server.topic.Subscription;
import io.oneport.server.topic.TopicSettings;
import io.oneport.server.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<String> written = new ArrayList<>();
    private boolean writable = true;
    private boolean cutOff;
    private int dropped;

    private final Outlet outlet = new Outlet() {
        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void write(Message message) {
            written.add(message.payload().string());
        }

        @Override
        public void flush() {}

        @Override
        public void cutOff() {
            cutOff = true;
        }

        @Override
        public void countDropped(int messages) {
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
        outbox.replay(List.of(message("a", "1"), message("a", "2")));
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "3")));
        writable = true;
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "4")), "behind what waits");
        outbox.drain();
        assertEquals(List.of("1", "2", "3", "4"), written);
        assertEquals(Delivery.SENT, outbox.add(message("a", "5")));
    }

    @Test
    void historyDoesNotCount() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        List<Message> history = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            history.add(message("a", "h" + i));
        }
        outbox.replay(history);
        assertEquals(Delivery.QUEUED, outbox.add(message("a", "live")));
        writable = true;
        outbox.drain();
        assertEquals(1001, written.size());
    }

    @Test
    void disconnectCutsOff() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        assertEquals(Delivery.CLOSED, fill(outbox, "a", 20));
        assertEquals(true, cutOff);
        assertEquals(Delivery.CLOSED, outbox.add(message("a", "more")));
        assertEquals(List.of(), written);
    }

    @Test
    void dropOldestKeepsTheNewestThatFit() {
        Outbox outbox = outbox("drop-oldest");
        writable = false;
        assertEquals(Delivery.DROPPED_OTHERS, fill(outbox, "a", 20));
        writable = true;
        outbox.drain();
        assertEquals(List.of("a17", "a18", "a19"), written); // three of 259 bytes fit into 1 KiB
        assertEquals(17, dropped);
    }

    @Test
    void latestKeepsTheNewestOfEachTopic() {
        Outbox outbox = outbox("latest");
        writable = false;
        fill(outbox, "a", 2);
        fill(outbox, "b", 20);
        writable = true;
        outbox.drain();
        assertEquals("a1", written.get(0));
        assertEquals("b19", written.get(written.size() - 1));
        assertEquals(22, dropped + written.size());
    }

    @Test
    void forgetsATopic() {
        Outbox outbox = outbox("disconnect");
        writable = false;
        outbox.replay(List.of(message("a", "1"), message("b", "2")));
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
        return new Outbox(outlet, new SessionSettings(1024, SlowReaders.parse(policy), 10, 1024));
    }

    private static Message message(String topic, String text) {
        Topics topics = new Topics(
                List.of(Runnable::run),
                new TopicSettings(1, 1 << 20, Duration.ofMinutes(1), 1 << 20, 1),
                System::currentTimeMillis,
                () -> 0);
        TopicName name = new TopicName(topic);
        List<Message> held = new ArrayList<>();
        topics.publish(0, new Publication(name, Payload.text(text), null, null, null, null), result -> {});
        topics.subscribe(0, name, new Since.All(), new Subscriber() {
            @Override
            public boolean started(Subscription subscription, Start start) {
                held.addAll(start.messages());
                return false;
            }

            @Override
            public void refused(TopicName refused, ErrorCode code, String detail) {}

            @Override
            public void deliver(Message message) {}

            @Override
            public void flush() {}
        });
        return held.get(0);
    }
}
