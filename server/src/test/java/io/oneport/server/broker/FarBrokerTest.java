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
import io.oneport.server.loop.WorkQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two servers that share a topic on a third machine, whose answers and messages come late and in any order, whose
 * connections break, and which comes back with less or with nothing.
 */
@Timeout(120)
class FarBrokerTest {
    private static final TopicName NEWS = new TopicName("news");
    private static final TopicSettings SETTINGS = new TopicSettings(
            100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20);

    private final FakeEngine engine = new FakeEngine(NEWS);
    private final Random random;
    private final long seed = System.nanoTime();
    private final List<Node> nodes;
    private int published;
    /** Those that were given history since they came. */
    private final Set<Reader> untaken = new LinkedHashSet<>();

    FarBrokerTest() {
        random = new Random(seed);
        nodes = List.of(new Node(), new Node());
    }

    /** One server. */
    private final class Node {
        private final List<ManualWorker> workers = List.of(new ManualWorker(), new ManualWorker());
        private final FakeBroker broker = new FakeBroker(engine, workers, random);
        private final Topics topics = new Topics(broker, workers, WorkQueues.of(workers), SETTINGS, () -> 0);

        private boolean runOne() {
            return workers.get(0).runOne() | workers.get(1).runOne();
        }
    }

    @Test
    void everyReaderGetsEveryMessageOnceInOrderOrAResetExactlyWhereOneIsLost() {
        System.out.println("FarBrokerTest seed " + seed);
        List<Reader> readers = Stream.generate(Reader::new).limit(20).toList();
        for (int round = 0; round < 60; round++) {
            int trouble = round % 3; // none; connections; the machine itself
            for (int step = 0; step < 2000; step++) {
                step(readers, trouble);
            }
            settle();
            readers.forEach(Reader::come);
            publish(nodes.get(0)); // whoever waits for a reason to look finds one
            settle();
            readers.forEach(Reader::come); // whoever was refused
            settle();
            for (Reader reader : readers) {
                assertEquals(engine.last().offset(), reader.position.offset(), "seed " + seed);
                assertTrue(engine.reaches(reader.position), "seed " + seed);
            }
        }
        assertTrue(published > 5000);
    }

    private void step(List<Reader> readers, int trouble) {
        Node node = nodes.get(random.nextInt(nodes.size()));
        Reader reader = readers.get(random.nextInt(readers.size()));
        switch (random.nextInt(11)) {
            case 10 -> reader.take();
            case 0 -> reader.come();
            case 1 -> reader.leave();
            case 2 -> publish(node);
            case 3, 4, 5 -> node.broker.arriveOne();
            case 6 -> {
                if (trouble > 0 && random.nextInt(20) == 0) {
                    node.broker.disconnect();
                } else if (random.nextInt(4) == 0) {
                    node.broker.reconnect();
                }
                if (trouble > 1 && random.nextInt(30) == 0) {
                    engine.fork(random.nextInt(4));
                } else if (trouble > 1 && random.nextInt(80) == 0) {
                    engine.empty();
                }
            }
            default -> node.workers.get(random.nextInt(2)).runOne();
        }
    }

    private void publish(Node node) {
        String text = "m" + published++;
        node.topics.publish(
                random.nextInt(2),
                new Publication(NEWS, Payload.text(text), null, null, null, null),
                result -> assertFalse(result instanceof Refusal.Refused));
    }

    private void settle() {
        nodes.forEach(node -> node.broker.reconnect());
        boolean more = true;
        while (more) {
            more = false;
            for (Node node : nodes) {
                more |= node.broker.arriveOne() | node.runOne();
            }
            for (Reader reader : untaken) {
                more |= reader.take();
            }
        }
    }

    @Test
    void aLostMessageIsReadBeforeTheNextOneIsDelivered() {
        Reader reader = new Reader();
        reader.comeTo(nodes.get(1), 0);
        settle();
        publish(nodes.get(0));
        settle();
        nodes.get(1).broker.disconnect();
        publish(nodes.get(0));
        publish(nodes.get(0));
        settle();
        assertEquals(3, reader.got.size(), "each once, in the order in which they were numbered");
        assertEquals(0, reader.resets);
    }

    @Test
    void aPublisherIsToldThatItsMessageMayHaveBeenPublished() {
        List<PublishResult> results = new ArrayList<>();
        Publication publication = new Publication(NEWS, Payload.text("x"), null, null, null, null);
        Node node = nodes.get(0);
        node.topics.publish(0, publication, results::add);
        node.workers.forEach(worker -> worker.runOne());
        node.broker.disconnect();
        node.topics.publish(0, publication, results::add);
        for (int i = 0; i < 10; i++) {
            node.runOne();
        }
        assertInstanceOf(BrokerState.Away.class, node.broker.state());
        assertTrue(assertInstanceOf(Refusal.Unavailable.class, results.get(0)).maybePublished());
        assertFalse(assertInstanceOf(Refusal.Unavailable.class, results.get(1)).maybePublished());
        node.broker.reconnect();
        assertInstanceOf(BrokerState.Ready.class, node.broker.state());
    }

    @Test
    void readersThatComeTogetherShareOneRead() {
        settle();
        int[] reads = {0};
        Broker counting = new CountingBroker(nodes.get(0).broker, reads);
        ManualWorker worker = new ManualWorker();
        Topics topics = new Topics(counting, List.of(worker), WorkQueues.of(List.of(worker)), SETTINGS, () -> 0);
        MessageId position = new MessageId(1, 0);
        List<Reader> readers = Stream.generate(Reader::new).limit(1000).toList();
        for (Reader reader : readers) {
            topics.subscribe(0, NEWS, new Since.After(position), reader.subscriber());
        }
        publish(nodes.get(1));
        settle();
        while (worker.runOne()) {
            settle();
        }
        settle();
        while (worker.runOne()) {
            settle();
        }
        readers.forEach(reader -> assertEquals(List.of("m0"), reader.got));
        assertTrue(reads[0] <= 4, reads[0] + " reads");
    }

    /** A reader that comes back with the last position that it knows, to either server. */
    private final class Reader {
        private final List<String> got = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private MessageId position;
        private Subscription subscription;
        private boolean present;
        private boolean given;
        private int generation;
        private int resets;

        void come() {
            comeTo(nodes.get(random.nextInt(nodes.size())), random.nextInt(2));
        }

        void comeTo(Node node, int worker) {
            if (!present) {
                Since since = position == null ? new Since.Now() : new Since.After(position);
                node.topics.subscribe(worker, NEWS, since, subscriber());
            }
        }

        /** Takes what it was given of history; returns whether there was any. */
        boolean take() {
            boolean took = given;
            if (given) {
                given = false;
                subscription.taken();
            }
            return took;
        }

        void leave() {
            given = false;
            present = false;
            generation++;
            if (subscription != null) {
                subscription.cancel();
                subscription = null;
            }
        }

        Subscriber subscriber() {
            present = true;
            int mine = ++generation;
            return new Subscriber() {
                @Override
                public boolean started(Subscription started, Start start) {
                    if (mine != generation) {
                        return false;
                    }
                    subscription = started;
                    if (start.reset()) {
                        reset(start.toReset());
                    } else if (position == null) {
                        position = start.position();
                    }
                    replayed(start.messages());
                    return true;
                }

                @Override
                public void replayed(List<Message> messages) {
                    assertEquals(generation, mine, "history after the end");
                    messages.forEach(this::deliver);
                    given = true;
                    untaken.add(Reader.this);
                    if (random.nextBoolean()) {
                        take();
                    }
                }

                @Override
                public void refused(TopicName topic, Refusal refusal) {
                    assertInstanceOf(Refusal.Unavailable.class, refusal);
                    if (mine == generation) {
                        present = false;
                    }
                }

                @Override
                public void deliver(Message message) {
                    assertEquals(generation, mine, "a message after the end");
                    assertTrue(
                            engine.follows(position, message.id()),
                            () -> message.id() + " came after " + position + ", seed " + seed);
                    position = message.id();
                    assertTrue(seen.add(message.payload().string()), () -> "twice: " + message.id() + ", seed " + seed);
                    got.add(message.payload().string());
                }

                @Override
                public void reset(Reset reset) {
                    assertEquals(position.offset(), reset.asked().offset(), "seed " + seed);
                    assertFalse(engine.reaches(position), () -> "nothing is lost after " + position + ", seed " + seed);
                    position = reset.position();
                    resets++;
                }

                @Override
                public void flush() {}

                @Override
                public void failed(Throwable cause) {
                    throw new AssertionError("seed " + seed, cause);
                }
            };
        }
    }

    @Test
    void aStopWaitsForPublicationsThatTheBrokerHasNotAnswered() {
        Node node = nodes.get(0);
        List<PublishResult> results = new ArrayList<>();
        Publication publication = new Publication(NEWS, Payload.text("x"), null, null, null, null);
        node.topics.publish(0, publication, results::add);
        boolean settled = false;
        while (!settled) {
            CompletableFuture<Boolean> asked = node.topics.stopPublishing();
            while (node.runOne()) {
                // as far as it goes without the broker
            }
            settled = asked.join();
            assertEquals(settled, results.size() == 1, "answered: " + results);
            node.broker.arriveOne();
        }
        assertInstanceOf(PublishResult.Published.class, results.get(0));
    }

    /** Counts reads. */
    private record CountingBroker(Broker broker, int[] reads) implements Broker {
        @Override
        public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
            broker.publish(owner, publication, result);
        }

        @Override
        public Refusal follow(int owner, TopicName topic, Feed feed) {
            return broker.follow(owner, topic, feed);
        }

        @Override
        public void unfollow(int owner, TopicName topic) {
            broker.unfollow(owner, topic);
        }

        @Override
        public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
            reads[0]++;
            broker.read(owner, topic, since, limit, result);
        }

        @Override
        public BrokerState state() {
            return broker.state();
        }
    }
}
