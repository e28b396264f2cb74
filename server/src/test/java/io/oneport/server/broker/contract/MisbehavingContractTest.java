package io.oneport.server.broker.contract;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.memory.MemoryBroker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A broker on another machine that behaves as badly as it may: messages reach feeds late, in any order, twice, or not at
 * all (and then there is a check); answers come late and in any order.
 */
class MisbehavingContractTest extends BrokerContract {
    @Override
    protected BrokerFixture fixture() {
        long seed = System.nanoTime();
        System.out.println("MisbehavingContractTest seed " + seed);
        return new Misbehaving(new Random(seed));
    }

    // Of a message that is not kept, nobody can say that a reader missed it once a later one has come first. A broker
    // that lets
    // messages overtake each other cannot promise these, so they are no tests here.

    @Override
    void aTimeToLiveOfZeroTakesAnOffsetAndIsDeliveredButNotKept() {}

    @Override
    void aMessageTooLargeToKeepIsDeliveredAndIsAGap() {}

    @Override
    void withoutHistoryMessagesAreDeliveredAndLost() {}

    @Override
    void aGapInALongHistoryIsToldOnce() {}

    private static final class Misbehaving implements BrokerFixture {
        private final Random random;
        private final List<Runnable> underWay = new ArrayList<>();
        private List<Map<TopicName, Feed>> feeds = List.of();
        private MemoryBroker engine;

        /** Small, so that readers of other tests come that way, too. */
        @Override
        public int page() {
            return 20;
        }

        private Misbehaving(Random random) {
            this.random = random;
        }

        @Override
        public int nodes() {
            return 2;
        }

        @Override
        public boolean move() {
            if (underWay.isEmpty()) {
                return false;
            }
            underWay.remove(random.nextInt(underWay.size())).run();
            return true;
        }

        @Override
        public Broker open(int node, List<Executor> workers, TopicSettings settings, LongSupplier elapsedMillis) {
            if (node == 0) { // all of them anew
                // As many owners as a server has, so that limits are split as there.
                engine = new MemoryBroker(workers.size(), settings, System::currentTimeMillis, elapsedMillis);
                feeds = List.of(new HashMap<>(), new HashMap<>());
                underWay.clear();
            }
            return new Connected(engine, feeds.get(node), workers);
        }

        private void live(int owner, TopicName topic, Message message) {
            for (Map<TopicName, Feed> node : feeds) {
                underWay.add(() -> {
                    Feed feed = node.get(topic);
                    if (feed == null) {
                        return;
                    }
                    switch (random.nextInt(8)) {
                        case 0 -> {
                            if (holds(owner, message)) {
                                feed.check(); // the message is lost, and the broker has noticed
                            } else {
                                feed.message(message);
                            }
                        }
                        case 1 -> {
                            feed.message(message);
                            underWay.add(() -> feed.message(message));
                        }
                        default -> feed.message(message);
                    }
                });
            }
        }

        /** Whether a message can still be read, so that nothing is missed if it does not come. */
        private boolean holds(int owner, Message message) {
            List<ReadResult> read = new ArrayList<>();
            engine.read(owner, message.topic(), new Since.All(), Integer.MAX_VALUE, read::add);
            return ((ReadResult.Held) read.get(0)).start().messages().contains(message);
        }

        private final class Connected implements Broker {
            private final MemoryBroker engine;
            private final Map<TopicName, Feed> own;
            private final List<Executor> workers;
            /** Topics that are to be followed, and are not yet. */
            private final Set<TopicName> following = new HashSet<>();

            private Connected(MemoryBroker engine, Map<TopicName, Feed> own, List<Executor> workers) {
                this.engine = engine;
                this.own = own;
                this.workers = workers;
            }

            @Override
            public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
                TopicName topic = publication.topic();
                underWay.add(() -> {
                    Refusal refusal = engine.follow(owner, topic, new Feed() {
                        @Override
                        public void message(Message message) {
                            live(owner, topic, message);
                        }

                        @Override
                        public void check() {}

                        @Override
                        public int subscribers() {
                            return 0;
                        }
                    });
                    engine.publish(owner, publication, answer -> later(owner, () -> result.accept(answer)));
                    if (refusal == null) {
                        engine.unfollow(owner, topic);
                    }
                });
            }

            private void later(int owner, Runnable task) {
                underWay.add(() -> workers.get(owner).execute(task));
            }

            @Override
            public Refusal follow(int owner, TopicName topic, Feed feed) {
                following.add(topic);
                underWay.add(() -> {
                    if (following.remove(topic)) {
                        own.put(topic, feed);
                        later(owner, feed::check);
                    }
                });
                return null;
            }

            @Override
            public void unfollow(int owner, TopicName topic) {
                following.remove(topic);
                own.remove(topic);
            }

            @Override
            public void page(int owner, TopicName topic, Since since, MessageId told, Consumer<ReadResult> result) {
                int most = 1 + random.nextInt(Misbehaving.this.page());
                read(owner, topic, since, most, read -> {
                    ReadResult.Held held = (ReadResult.Held) read;
                    List<Message> messages = held.start().messages();
                    boolean more = messages.size() == most
                            && messages.get(most - 1).id().offset()
                                    < held.last().offset();
                    result.accept(new ReadResult.Held(held.start(), held.last(), more));
                });
            }

            @Override
            public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
                underWay.add(() -> {
                    if (following.contains(topic)) {
                        // Else a reader would begin before what is not kept reaches it: nobody could say what it
                        // missed.
                        read(owner, topic, since, limit, result);
                    } else {
                        engine.read(owner, topic, since, limit, read -> later(owner, () -> result.accept(read)));
                    }
                });
            }

            @Override
            public BrokerState state() {
                return engine.state();
            }

            @Override
            public boolean sweep(int owner) {
                return engine.sweep(owner);
            }
        }
    }
}
