package io.oneport.server.broker.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.memory.LocalTopics.Reader;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What history keeps, what it does not, and what its readers are told and share. */
@Timeout(60)
class KeptMessagesTest {
    private static final byte[] LARGE = new byte[5000];

    private final LocalTopics local = new LocalTopics(100, 4000, 1 << 20, 10);

    @Test
    void aMessageTooLargeToKeepIsDeliveredAndLeavesTheRestKept() {
        Reader reader = local.stay("a");
        local.publish("a", "one");
        MessageId large = local.publish("a", LARGE, null);
        local.publish("a", "three");
        assertEquals(3, reader.got.size());
        assertEquals(large, reader.got.get(1).id());
        assertEquals(List.of("one", "three"), LocalTopics.texts(local.read("a", new Since.All())));
    }

    @Test
    void aMessageLargerThanTheTotalLeavesOtherTopicsKept() {
        LocalTopics small = new LocalTopics(100, 1 << 20, 4000, 10);
        small.publish("a", "one");
        small.publish("b", "two");
        small.publish("a", LARGE, null);
        assertEquals(List.of("one"), LocalTopics.texts(small.read("a", new Since.All())));
        assertEquals(List.of("two"), LocalTopics.texts(small.read("b", new Since.All())));
    }

    @Test
    void whoComesBackFromBeforeAnUnkeptMessageIsToldAndGetsTheRest() {
        MessageId one = local.publish("a", "one");
        MessageId two = local.publish("a", "two");
        MessageId large = local.publish("a", LARGE, null);
        MessageId four = local.publish("a", "four");
        Start start = local.after("a", one);
        assertEquals(one, start.asked());
        assertEquals(two, start.first());
        assertEquals(one, start.position());
        assertEquals(List.of("two", "four"), LocalTopics.texts(start));
        Start behindTwo = local.after("a", two);
        assertEquals(two, behindTwo.asked());
        assertEquals(large, behindTwo.position(), "it is told once");
        assertEquals(List.of("four"), LocalTopics.texts(behindTwo));
        for (MessageId seen : List.of(large, four)) {
            assertFalse(local.after("a", seen).reset());
        }
    }

    @Test
    void whoIsToldOfAnUnkeptMessageAtTheEndIsNotToldAgain() {
        MessageId one = local.publish("a", "one");
        MessageId large = local.publish("a", LARGE, null);
        Start start = local.after("a", one);
        assertTrue(start.reset());
        assertEquals(List.of(), start.messages());
        assertEquals(large, start.position());
        assertFalse(local.after("a", start.position()).reset());
        LocalTopics keepsNone = new LocalTopics(0, 4000, 1 << 20, 10);
        keepsNone.publish("a", "x");
        Start all = keepsNone.read("a", new Since.All());
        assertEquals(1, all.position().offset());
        assertFalse(keepsNone.after("a", all.position()).reset());
    }

    /** A page shows a part of what a reader begins with: by positions it comes to the end, whatever was not kept. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void pagesComeToAnEndAcrossUnkeptMessages(int limit) {
        for (int i = 1; i <= 12; i++) {
            local.publish("a", i % 3 == 0 ? LARGE : ("m" + i).getBytes(), null);
        }
        List<String> seen = new ArrayList<>();
        MessageId position = local.read("a", new Since.All()).position();
        for (int page = 0; page < 20; page++) {
            Start start = local.after("a", position);
            List<Message> messages =
                    start.messages().subList(0, Math.min(limit, start.messages().size()));
            messages.forEach(message -> seen.add(message.payload().string()));
            position = messages.isEmpty()
                    ? start.position()
                    : messages.get(messages.size() - 1).id();
        }
        assertEquals(List.of("m1", "m2", "m4", "m5", "m7", "m8", "m10", "m11"), seen);
        assertEquals(12, position.offset());
    }

    @Test
    void readersThatBeginBetweenTwoMessagesShareOneList() {
        for (int i = 0; i < 10; i++) {
            local.publish("a", "m" + i);
        }
        Start first = local.read("a", new Since.All());
        MessageId third = first.messages().get(2).id();
        Start second = local.after("a", third);
        assertEquals(7, second.messages().size());
        assertSame(first.messages().get(3), second.messages().get(0));
        local.publish("a", "m10");
        local.elapsedMillis += Duration.ofHours(1).toMillis();
        assertEquals(List.of(), local.read("a", new Since.All()).messages());
        assertEquals(10, first.messages().size(), "what a reader began with does not change");
        assertEquals(7, second.messages().size());
    }

    @Test
    void manyTimesToLiveEndInTheirOrder() {
        for (int i = 0; i < 1000; i++) {
            int ttl = i * 7919 % 1000;
            local.publish("a" + i % 10, new byte[1], Duration.ofMillis(ttl));
        }
        local.elapsedMillis = 500;
        for (int i = 0; i < 10; i++) {
            for (Message message : local.read("a" + i, new Since.All()).messages()) {
                assertFalse(((KeptMessage) message).expired(500));
            }
        }
        local.elapsedMillis = 1000;
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(), local.read("a" + i, new Since.All()).messages());
        }
    }

    @Test
    void textsBesideThePayloadCount() {
        String key = "k".repeat(200);
        LocalTopics small = new LocalTopics(100, 1000, 1 << 20, 10);
        for (int i = 0; i < 4; i++) {
            assertInstanceOf(PublishResult.Published.class, small.result("a", new byte[1], null, key + i));
        }
        assertEquals(1, small.read("a", new Since.All()).messages().size());
    }

    @Test
    void aMessageIsEncodedOnceForAllItsReadersAndItsEncodingIsNotKept() {
        int[] made = {0};
        Message.Encoding format = message -> {
            made[0]++;
            return new byte[1 << 20];
        };
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            readers.add(local.stay("a"));
        }
        local.publish("a", "one");
        readers.forEach(reader -> reader.got.get(0).encoded(format));
        assertTrue(made[0] <= 2, "once, and once more if garbage was collected meanwhile: " + made[0]);

        Message kept = local.read("a", new Since.All()).messages().get(0);
        WeakReference<byte[]> encoding = new WeakReference<>(kept.encoded(format));
        while (encoding.get() != null) {
            System.gc();
        }
        assertNotNull(kept.encoded(format), "who needs it later makes it again");
    }

    @Test
    void everyEncodingIsKeptUnderItsOwnObject() {
        local.publish("a", "one");
        Message message = local.read("a", new Since.All()).messages().get(0);
        List<Message.Encoding> encodings = new ArrayList<>();
        List<byte[]> made = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte number = (byte) i;
            encodings.add(each -> new byte[] {number});
            made.add(message.encoded(encodings.get(i))); // held, so that none is made anew
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(i, message.encoded(encodings.get(i))[0]);
        }
    }
}
