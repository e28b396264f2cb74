package io.oneport.server.broker.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What publishers and readers may rely on besides, of a broker that outlives its process. */
public abstract class LastingBrokerContract extends BrokerContract {
    @Override
    protected abstract LastingBrokerFixture fixture() throws Exception;

    private LastingBrokerFixture lasting() {
        return (LastingBrokerFixture) fixture;
    }

    private void restart(TopicSettings settings) throws Exception {
        lasting().restart();
        start(settings);
    }

    private MessageId publish(String text, Duration ttl, String key) {
        return ContractNode.id(node().publish(ContractNode.publication(topic, text, ttl, key)));
    }

    private void expect(MessageId asked, boolean lost, String... left) {
        ReadResult.Held held = other().held(topic, new Since.After(asked));
        assertEquals(lost, held.start().reset(), () -> "whether something is lost after " + asked);
        assertEquals(List.of(left), ContractNode.texts(held));
    }

    @Test
    void idsAndKeysAndNumberingGoOnAfterARestart() throws Exception {
        MessageId one = publish("one", null, "k");
        MessageId two = publish("two", Duration.ofMinutes(1), null);
        List<MessageId> before = ids();
        restart(SETTINGS);
        assertEquals(before, ids());
        assertEquals(List.of(one, two), ids());
        assertEquals(
                new PublishResult.Duplicate(one), other().publish(ContractNode.publication(topic, "again", null, "k")));
        expectId(one.epoch(), 3, node().publish(topic, "three"));
    }

    /** The id of a message that was published after restarts; the epoch is that of the first one. */
    private void expectId(long epoch, long offset, MessageId id) {
        assertEquals(offset, id.offset());
        if (lasting().keepsEpochs()) {
            assertEquals(epoch, id.epoch());
        }
    }

    private List<MessageId> ids() {
        return other().held(topic, new Since.All()).start().messages().stream()
                .map(message -> message.id())
                .toList();
    }

    @Test
    void aReaderGoesOnAfterARestart() throws Exception {
        ContractReader reader = node().reader(topic, new Since.Now());
        expectNext("one", reader);
        MessageId position = reader.position();
        node().publish(topic, "two");
        restart(SETTINGS);
        ContractReader back = other().reader(topic, new Since.After(position));
        expectNext("three", back);
        assertEquals(List.of("two", "three"), back.got);
        assertEquals(List.of(), back.resets);
    }

    @Test
    void thePositionOfAnEmptyTopicIsGoodAfterARestart() throws Exception {
        MessageId empty = other().held(topic, new Since.All()).start().position();
        restart(SETTINGS);
        expect(empty, false);
        node().publish(topic, "one");
        expect(empty, false, "one");
        restart(SETTINGS);
        expect(empty, false, "one");
    }

    @Test
    void whatHasLeftHistoryStaysLost() throws Exception {
        TopicSettings few = settings(2, 1 << 20, Duration.ofMinutes(5), 100);
        start(few);
        MessageId one = node().publish(topic, "one");
        MessageId two = node().publish(topic, "two");
        node().publish(topic, "three");
        node().publish(topic, "four");
        restart(few);
        expect(one, true, "three", "four");
        expect(two, false, "three", "four");
        node().publish(topic, "five");
        expect(two, true, "four", "five");
    }

    @Test
    void aMessageThatWasTooLargeToKeepIsAGapAfterARestart() throws Exception {
        TopicSettings small = settings(100, 3000, Duration.ofMinutes(5), 100);
        start(small);
        MessageId one = node().publish(topic, "one");
        MessageId large = node().publish(topic, "x".repeat(4000));
        node().publish(topic, "three");
        restart(small);
        expect(one, true, "three");
        expect(large, false, "three");
    }

    @Test
    void aTopicOfWhichNothingIsKeptGoesOn() throws Exception {
        MessageId first = publish("one", Duration.ZERO, null);
        MessageId last = publish("two", Duration.ZERO, null);
        restart(SETTINGS);
        expect(first, false);
        expect(last, false);
        expectId(last.epoch(), 3, node().publish(topic, "three"));
        expect(first, false, "three");
    }

    @Test
    void aTimeToLiveEndsAcrossARestart() throws Exception {
        MessageId one = node().publish(topic, "one");
        publish("short", SHORT, null);
        MessageId three = node().publish(topic, "three");
        pass(SHORT.plusMillis(200));
        restart(SETTINGS);
        assertEquals(List.of("one", "three"), other().texts(topic, new Since.All()));
        expect(one, false, "three");
        assertEquals(three.offset() + 1, node().publish(topic, "four").offset());
    }

    @Test
    void manyRestartsLoseNothing() throws Exception {
        List<String> texts = new ArrayList<>();
        MessageId first = null;
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 7; j++) {
                texts.add(i + "." + j);
                MessageId id = node().publish(topic, i + "." + j);
                first = first == null ? id : first;
                expectId(first.epoch(), texts.size(), id);
            }
            restart(SETTINGS);
            assertEquals(texts, other().texts(topic, new Since.All()));
        }
    }

    @Test
    void whatComesBackWithLessResetsThoseWhoWereFurther() throws Exception {
        MessageId kept = node().publish(topic, "kept");
        lasting().snapshot();
        MessageId two = node().publish(topic, "lost");
        MessageId three = node().publish(topic, "lost, too");
        lasting().restartFromSnapshot();
        start(SETTINGS);
        assertEquals(List.of("kept"), other().texts(topic, new Since.All()));
        expect(kept, false);
        expect(three, true);
        MessageId anew = node().publish(topic, "anew");
        assertEquals(2, anew.offset());
        assertNotEquals(two, anew, "no id is given to two messages");
        expect(kept, false, "anew");
        expect(two, true, "anew");
        expect(three, true, "anew");
        ContractReader behind = node().reader(topic, new Since.After(kept));
        ContractReader ahead = other().reader(topic, new Since.After(three));
        expectNext("next", behind, ahead);
        assertEquals(List.of("anew", "next"), behind.got);
        assertEquals(List.of(), behind.resets);
        assertEquals(List.of("anew", "next"), ahead.got);
        assertEquals(three, ahead.resets.get(0).asked());
        restart(SETTINGS);
        expect(kept, false, "anew", "next");
        expect(two, true, "anew", "next");
        expect(anew, false, "next");
    }

    @Test
    void twoForksFollowEachOther() throws Exception {
        MessageId one = node().publish(topic, "one");
        lasting().snapshot();
        MessageId lost = node().publish(topic, "lost");
        lasting().restartFromSnapshot();
        start(SETTINGS);
        MessageId two = node().publish(topic, "two");
        lasting().snapshot();
        MessageId lostAgain = node().publish(topic, "lost again");
        lasting().restartFromSnapshot();
        start(SETTINGS);
        MessageId three = node().publish(topic, "three");
        assertEquals(3, three.offset());
        expect(one, false, "two", "three");
        expect(two, false, "three");
        expect(lost, true, "two", "three");
        expect(lostAgain, true, "three");
        assertTrue(three.epoch() != lostAgain.epoch() && lost.epoch() != two.epoch());
    }

    @Test
    void whatComesBackEmptyResetsEverybody() throws Exception {
        MessageId one = node().publish(topic, "one");
        lasting().restartEmpty();
        start(SETTINGS);
        MessageId again = node().publish(topic, "again");
        assertNotEquals(one, again);
        expect(one, true, "again");
        assertFalse(other().held(topic, new Since.After(again)).start().reset());
        assertInstanceOf(
                PublishResult.Published.class, node().publish(ContractNode.publication(topic, "x", null, "k")));
    }
}
