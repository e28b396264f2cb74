package io.oneport.server.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.loop.WorkQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Topics without a socket: workers are queues of tasks that the test runs when, and in which order, it likes. */
class TopicsTest {
    private static final TopicName NEWS = new TopicName("news");

    private final List<ManualWorker> workers = List.of(new ManualWorker(), new ManualWorker(), new ManualWorker());
    private long now = 1_000_000;
    private Topics topics = topics(settings(100, 1 << 20, 1 << 26, 100));

    @Test
    void numbersAndKeepsMessages() {
        publish("one");
        publish("two");
        Start start = read(new Since.All());
        assertEquals(List.of("one", "two"), texts(start.messages()));
        assertEquals(1, start.first().offset());
        assertEquals(2, start.messages().get(1).id().offset());
        assertFalse(start.reset());
    }

    @Test
    void beginsWhereItIsAskedTo() {
        MessageId first = publish("one");
        now += 60_000;
        MessageId second = publish("two");
        assertEquals(List.of("two"), texts(read(new Since.After(first)).messages()));
        assertEquals(List.of(), texts(read(new Since.After(second)).messages()));
        assertEquals(List.of(), texts(read(new Since.Now()).messages()));
        assertEquals(second, read(new Since.Now()).position());
        assertEquals(
                List.of("two"),
                texts(read(new Since.Age(Duration.ofSeconds(30))).messages()));
        assertEquals(
                List.of("one", "two"),
                texts(read(new Since.Age(Duration.ofSeconds(60))).messages()));
    }

    @Test
    void tellsWhoComesBackTooLate() {
        topics = topics(settings(2, 1 << 20, 1 << 26, 100));
        MessageId first = publish("one");
        MessageId second = publish("two");
        publish("three");
        publish("four");
        Start missed = read(new Since.After(first));
        assertTrue(missed.reset());
        assertEquals(first, missed.asked());
        assertEquals(List.of("three", "four"), texts(missed.messages()));
        assertEquals(second, missed.position());
        Start justInTime = read(new Since.After(second));
        assertFalse(justInTime.reset());
        assertEquals(List.of("three", "four"), texts(justInTime.messages()));
    }

    @Test
    void tellsWhoComesFromAnotherLife() {
        MessageId id = publish("one");
        for (MessageId asked : List.of(
                new MessageId(id.epoch() + 1, 1), new MessageId(id.epoch(), 2), new MessageId(id.epoch() - 1, 0))) {
            Start start = read(new Since.After(asked));
            assertEquals(asked, start.asked());
            assertEquals(List.of("one"), texts(start.messages()));
        }
    }

    @Test
    void whatItsPublisherLetExpireIsNotMissed() {
        MessageId first = publish("one");
        publish(new Publication(NEWS, Payload.text("brief"), null, null, Duration.ofSeconds(1), null));
        publish(new Publication(NEWS, Payload.text("never kept"), null, null, Duration.ZERO, null));
        publish("four");
        assertEquals(
                List.of("brief", "four"), texts(read(new Since.After(first)).messages()));
        now += 1000;
        Start start = read(new Since.After(first));
        assertFalse(start.reset());
        assertEquals(List.of("four"), texts(start.messages()));
    }

    @Test
    void historyIsBoundedByBytesAndAgeAndInTotal() {
        int cost = Message.OVERHEAD_BYTES + 3;
        topics = topics(settings(100, 3 * cost, 5 * cost * workers.size(), 100));
        for (int i = 0; i < 10; i++) {
            publish("m-" + i);
        }
        assertEquals(List.of("m-7", "m-8", "m-9"), texts(read(new Since.All()).messages()));
        for (int i = 0; i < 30; i++) {
            TopicName other = new TopicName("other" + i);
            publish(new Publication(other, Payload.text("xxx"), null, null, null, null));
        }
        assertEquals(List.of(), texts(read(new Since.All()).messages()), "younger ones of other topics took the room");
        assertTrue(read(new Since.After(new MessageId(1, 1))).reset());
        publish("late");
        now += Duration.ofMinutes(5).toMillis();
        assertEquals(List.of(), texts(read(new Since.All()).messages()));
    }

    @Test
    void aKeyPublishesOnceWhileItIsHeld() {
        topics = topics(settings(2, 1 << 20, 1 << 26, 100));
        MessageId first = publish(keyed("one"));
        PublishResult again = result(keyed("again"));
        assertEquals(
                first, assertInstanceOf(PublishResult.Duplicate.class, again).id());
        publish("two");
        publish("three");
        assertInstanceOf(PublishResult.Published.class, result(keyed("anew")), "the first has left history");
    }

    @Test
    void unusedTopicsGoAndMakeRoom() {
        topics = topics(settings(100, 1 << 20, 1 << 26, 3));
        String[] ofOneWorker = sameOwner(2);
        publish(new Publication(new TopicName(ofOneWorker[0]), Payload.text("x"), null, null, null, null));
        PublishResult refused =
                result(new Publication(new TopicName(ofOneWorker[1]), Payload.text("x"), null, null, null, null));
        assertEquals(
                ErrorCode.TOO_MANY_TOPICS,
                assertInstanceOf(Refusal.class, refused).code());
        now += Duration.ofMinutes(6).toMillis();
        sweep();
        assertInstanceOf(
                PublishResult.Published.class,
                result(new Publication(new TopicName(ofOneWorker[1]), Payload.text("x"), null, null, null, null)));
    }

    @Test
    void aTopicWithReadersStaysAndKeepsItsNumbers() {
        Reader reader = new Reader();
        topics.subscribe(1, NEWS, new Since.Now(), reader);
        MessageId first = publish("one");
        now += Duration.ofHours(1).toMillis();
        sweep();
        MessageId second = publish("two");
        assertEquals(new MessageId(first.epoch(), 2), second);
        reader.subscription.cancel();
        runAll();
        now += Duration.ofHours(1).toMillis();
        sweep();
        assertEquals(1, publish("three").offset(), "another life");
    }

    @Test
    void aSubscriberThatIsNotWantedAnyMoreIsForgotten() {
        Reader reader = new Reader();
        reader.wanted = false;
        topics.subscribe(2, NEWS, new Since.Now(), reader);
        runAll();
        assertEquals(0, published("one").subscribers());
        assertEquals(List.of(), reader.got);
    }

    @Test
    void aBatchIsFlushedOnceForEachSubscriber() {
        Reader reader = new Reader();
        topics.subscribe(0, NEWS, new Since.Now(), reader);
        runAll();
        reader.flushes = 0;
        for (int i = 0; i < 16; i++) {
            topics.publish(0, publication("m" + i), result -> {});
        }
        for (int pass = 0; pass < 2; pass++) {
            for (ManualWorker worker : workers) {
                while (worker.runOne()) {
                    // each to its end, as a loop does with what one read gave rise to
                }
            }
        }
        assertEquals(16, reader.got.size());
        assertEquals(1, reader.flushes);
    }

    /**
     * Many readers come, leave and come back with the last id that they saw, on all workers, in any order of tasks,
     * while others publish: each must see every message behind its start, once, in order.
     */
    @Test
    void noReaderMissesOrDoublesAMessageInAnyOrderOfTasks() {
        long seed = System.nanoTime();
        System.out.println("TopicsTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            topics = topics(settings(1000, 1 << 20, 1 << 26, 100));
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                readers.add(new Reader());
            }
            for (int step = 0; step < 2000; step++) {
                int worker = random.nextInt(workers.size());
                Reader reader = readers.get(random.nextInt(readers.size()));
                switch (random.nextInt(8)) {
                    case 0 -> reader.come(worker);
                    case 1 -> reader.leave();
                    case 2 -> topics.publish(worker, publication("m"), result -> {});
                    default -> workers.get(worker).runOne();
                }
            }
            runAll();
            readers.forEach(Reader::leave);
            runAll();
            readers.forEach(reader -> reader.come(0));
            runAll();
            Start all = read(new Since.All());
            for (Reader reader : readers) {
                long expected = reader.firstOffset;
                for (Message message : reader.got) {
                    assertEquals(++expected, message.id().offset(), "seed " + seed);
                }
                assertEquals(all.messages().size(), expected, "seed " + seed);
                reader.leave();
            }
            runAll();
        }
    }

    @Test
    void manySubscribersAreServedInSlicesAndMayLeaveMeanwhile() {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Reader reader = new Reader();
            readers.add(reader);
            topics.subscribe(0, NEWS, new Since.Now(), reader);
        }
        runAll();
        Reader leaver = readers.get(999);
        readers.get(0).onMessage = () -> leaver.subscription.cancel();
        readers.get(1).onMessage = () -> readers.get(1).subscription.cancel();
        publish("one");
        publish("two");
        assertEquals(List.of(), texts(leaver.got));
        assertEquals(List.of("one"), texts(readers.get(1).got));
        for (int i = 2; i < 999; i++) {
            assertEquals(List.of("one", "two"), texts(readers.get(i).got));
        }
        assertEquals(998, published("three").subscribers());
    }

    /** The owner of a topic may serve a publisher before it comes to its tasks: a 101 was sent by then, and read. */
    @Test
    void whoHasSubscribedGetsWhatIsPublishedAfterwardsWhereverThatIs() {
        Reader reader = new Reader();
        topics.subscribe((owner() + 1) % workers.size(), NEWS, new Since.Now(), reader);
        List<PublishResult> results = new ArrayList<>();
        topics.publish(owner(), publication("one"), results::add);
        assertEquals(
                1,
                assertInstanceOf(PublishResult.Published.class, results.get(0)).subscribers());
        runAll();
        assertEquals(List.of("one"), texts(reader.got));
    }

    @Test
    void publishersWaitWhileReadersHaveNotBeenHandedWhatCameBefore() {
        int cost = 1024;
        topics = topics(withBacklog(4 * cost, 1 << 20));
        Reader reader = new Reader();
        int elsewhere = (owner() + 1) % workers.size();
        topics.subscribe(elsewhere, NEWS, new Since.Now(), reader);
        runAll();
        List<PublishResult> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            topics.publish(owner(), long1KiB("m" + i), results::add);
        }
        assertEquals(4, results.size(), "no more than the backlog");
        assertEquals(List.of(), names(reader.got));
        runAll();
        assertEquals(10, results.size());
        assertEquals(
                List.of("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"), names(reader.got), "in order");
    }

    @Test
    void aPublicationThatWaitsTooLongIsRefusedAndNeverPublished() {
        int cost = 1024;
        topics = topics(withBacklog(cost, 1 << 20));
        Reader reader = new Reader();
        topics.subscribe((owner() + 1) % workers.size(), NEWS, new Since.Now(), reader);
        runAll();
        List<PublishResult> results = new ArrayList<>();
        topics.publish(owner(), long1KiB("m0"), results::add);
        topics.publish(owner(), long1KiB("m1"), results::add);
        now += 5_000;
        topics.sweep(owner());
        assertEquals(
                ErrorCode.UNAVAILABLE,
                assertInstanceOf(Refusal.class, results.get(1)).code());
        runAll();
        assertEquals(List.of("m0"), names(reader.got));
    }

    @Test
    void whatWaitsInAllIsBounded() {
        int cost = 1024;
        topics = topics(withBacklog(cost, 2L * cost * workers.size()));
        topics.subscribe((owner() + 1) % workers.size(), NEWS, new Since.Now(), new Reader());
        runAll();
        List<PublishResult> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            topics.publish(owner(), long1KiB("m" + i), results::add);
        }
        assertEquals(2, results.size());
        assertInstanceOf(PublishResult.Published.class, results.get(0));
        assertEquals(
                ErrorCode.UNAVAILABLE,
                assertInstanceOf(Refusal.class, results.get(1)).code());
        runAll();
        assertEquals(4, results.size());
    }

    @Test
    void whatWasAcknowledgedIsDeliveredAtTheStopAndNothingElseIs() {
        int cost = 1024;
        topics = topics(withBacklog(2 * cost, 1 << 20));
        Reader reader = new Reader();
        topics.subscribe((owner() + 1) % workers.size(), NEWS, new Since.Now(), reader);
        runAll();
        List<PublishResult> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            topics.publish(owner(), long1KiB("m" + i), results::add);
        }
        CompletableFuture<Boolean> delivered = topics.stopPublishing();
        while (workers.get(owner()).runOne()) {
            // the readers' worker waits
        }
        for (ManualWorker worker : workers) {
            if (worker != workers.get((owner() + 1) % workers.size())) {
                while (worker.runOne()) {
                    // all others
                }
            }
        }
        assertFalse(delivered.isDone() && delivered.join());
        runAll();
        assertEquals(4, results.size());
        assertEquals(
                2,
                results.stream()
                        .filter(result -> result instanceof PublishResult.Published)
                        .count());
        assertEquals(List.of("m0", "m1"), names(reader.got));
        CompletableFuture<Boolean> again = topics.stopPublishing();
        runAll();
        assertTrue(again.join());
        assertInstanceOf(Refusal.class, result(publication("late")));
    }

    @Test
    void aSubscriberThatThrowsIsEndedAndNoOtherNotices() {
        Reader bad = new Reader();
        Reader good = new Reader();
        bad.onMessage = () -> {
            throw new OutOfMemoryError("made up");
        };
        topics.subscribe(0, NEWS, new Since.Now(), bad);
        topics.subscribe(0, NEWS, new Since.Now(), good);
        runAll();
        publish("one");
        assertEquals(1, published("two").subscribers());
        assertEquals(List.of("one", "two"), texts(good.got));
        assertEquals(List.of("one"), texts(bad.got));
        assertInstanceOf(OutOfMemoryError.class, bad.failure);
    }

    /** A message that costs 1 KiB and begins with a name of two characters. */
    private static Publication long1KiB(String name) {
        return publication(name + "x".repeat(1024 - Message.OVERHEAD_BYTES - 2));
    }

    private static List<String> names(List<Message> messages) {
        return texts(messages).stream().map(text -> text.substring(0, 2)).toList();
    }

    private int owner() {
        int hash = NEWS.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, workers.size());
    }

    private static TopicSettings withBacklog(long backlog, long total) {
        return new TopicSettings(
                100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, backlog, Duration.ofSeconds(5), total);
    }

    /** A reader that remembers the last id that it saw. */
    private final class Reader implements Subscriber {
        final List<Message> got = new ArrayList<>();
        Subscription subscription;
        boolean wanted = true;
        boolean present;
        int generation;
        long firstOffset = -1;
        MessageId last;
        ErrorCode refused;
        int flushes;
        Throwable failure;
        Runnable onMessage = () -> {};

        void come(int worker) {
            if (!present) {
                present = true;
                generation++;
                int mine = generation;
                Since since = last == null ? new Since.Now() : new Since.After(last);
                topics.subscribe(worker, NEWS, since, new Subscriber() {
                    @Override
                    public boolean started(Subscription started, Start start) {
                        return mine == generation && present && Reader.this.started(started, start);
                    }

                    @Override
                    public void refused(TopicName topic, Refusal refusal) {
                        Reader.this.refused(topic, refusal);
                    }

                    @Override
                    public void replayed(List<Message> messages) {
                        throw new AssertionError("memory gives all of history at once");
                    }

                    @Override
                    public void deliver(Message message) {
                        assertEquals(generation, mine, "a message after the end");
                        Reader.this.deliver(message);
                    }

                    @Override
                    public void reset(Reset reset) {
                        Reader.this.reset(reset);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void failed(Throwable cause) {
                        Reader.this.failed(cause);
                    }
                });
            }
        }

        void leave() {
            present = false;
            generation++;
            if (subscription != null) {
                subscription.cancel();
                subscription = null;
            }
        }

        @Override
        public boolean started(Subscription started, Start start) {
            if (wanted) {
                subscription = started;
                assertNull(start.asked());
                if (firstOffset < 0) {
                    firstOffset = start.position().offset();
                }
                last = start.position();
                start.messages().forEach(this::deliver);
            }
            return wanted;
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {
            refused = refusal.code();
        }

        @Override
        public void replayed(List<Message> messages) {
            throw new AssertionError("memory gives all of history at once");
        }

        @Override
        public void deliver(Message message) {
            got.add(message);
            last = message.id();
            onMessage.run();
        }

        @Override
        public void reset(Reset reset) {
            throw new AssertionError(reset);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
        }
    }

    /** Looks where it would begin, and leaves. */
    private static final class Glance implements Subscriber {
        private Start start;

        @Override
        public boolean started(Subscription subscription, Start start) {
            this.start = start;
            return false;
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {}

        @Override
        public void replayed(List<Message> messages) {
            throw new AssertionError("memory gives all of history at once");
        }

        @Override
        public void deliver(Message message) {}

        @Override
        public void reset(Reset reset) {}

        @Override
        public void flush() {}

        @Override
        public void failed(Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }

    private Topics topics(TopicSettings settings) {
        return new Topics(
                new MemoryBroker(workers.size(), settings, () -> 1_000_000, () -> now),
                workers,
                WorkQueues.of(workers),
                settings,
                () -> now);
    }

    private static TopicSettings settings(int messages, long bytes, long total, int maxTopics) {
        return new TopicSettings(
                messages, bytes, Duration.ofMinutes(5), total, maxTopics, 1 << 20, Duration.ofSeconds(5), 1 << 20);
    }

    private void runAll() {
        boolean ran = true;
        while (ran) {
            ran = false;
            for (ManualWorker worker : workers) {
                ran |= worker.runOne();
            }
        }
    }

    private void sweep() {
        for (int i = 0; i < workers.size(); i++) {
            while (topics.sweep(i)) {
                // as many parts as it takes
            }
        }
    }

    private static Publication publication(String text) {
        return new Publication(NEWS, Payload.text(text), null, null, null, null);
    }

    private static Publication keyed(String text) {
        return new Publication(NEWS, Payload.text(text), null, null, null, "key");
    }

    private MessageId publish(String text) {
        return publish(publication(text));
    }

    private MessageId publish(Publication publication) {
        return assertInstanceOf(PublishResult.Published.class, result(publication))
                .id();
    }

    private PublishResult.Published published(String text) {
        return assertInstanceOf(PublishResult.Published.class, result(publication(text)));
    }

    private PublishResult result(Publication publication) {
        List<PublishResult> results = new ArrayList<>();
        topics.publish(0, publication, results::add);
        runAll();
        return results.get(0);
    }

    private Start read(Since since) {
        Glance glance = new Glance();
        topics.subscribe(0, NEWS, since, glance);
        runAll();
        return glance.start;
    }

    /** Names of topics that one worker owns, so that they share its limits. */
    private static String[] sameOwner(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; names.size() < count; i++) {
            int hash = new TopicName("t" + i).hashCode();
            if (Math.floorMod(hash ^ hash >>> 16, 3) == 0) {
                names.add("t" + i);
            }
        }
        return names.toArray(String[]::new);
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(message -> message.payload().string()).toList();
    }
}
