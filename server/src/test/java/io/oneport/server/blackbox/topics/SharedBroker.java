package io.oneport.server.blackbox.topics;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A broker on a thread of its own that several servers share, as they would share one on another machine. */
final class SharedBroker {
    private static final TopicSettings SETTINGS = new TopicSettings(
            10_000, 1 << 24, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20);

    private final ExecutorService engine;
    private final MemoryBroker memory = new MemoryBroker(1, SETTINGS, System::currentTimeMillis, () -> 0);
    private final Map<TopicName, List<Feed>> feeds = new HashMap<>();

    /** Creates an empty broker on a thread of the caller's. */
    SharedBroker(ExecutorService engine) {
        this.engine = engine;
    }

    /** One server's connection. */
    Broker of(List<? extends Executor> workers) {
        return new Connected(workers);
    }

    private final class Connected implements Broker {
        private final List<? extends Executor> workers;
        private final Map<TopicName, Feed> own = new HashMap<>();

        private Connected(List<? extends Executor> workers) {
            this.workers = workers;
        }

        private void on(int owner, Runnable task) {
            try {
                workers.get(owner).execute(task);
            } catch (RejectedExecutionException stopped) {
                // That server is gone.
            }
        }

        @Override
        public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
            engine.execute(() -> memory.publish(0, publication, done -> on(owner, () -> result.accept(done))));
        }

        @Override
        public Refusal follow(int owner, TopicName topic, Feed feed) {
            Feed here = new Feed() {
                @Override
                public void message(Message message) {
                    on(owner, () -> feed.message(message));
                }

                @Override
                public void check() {
                    on(owner, feed::check);
                }

                @Override
                public int subscribers() {
                    return 0;
                }
            };
            engine.execute(() -> {
                own.put(topic, here);
                all(topic).add(here);
                here.check();
            });
            return null;
        }

        private List<Feed> all(TopicName topic) {
            return feeds.computeIfAbsent(topic, name -> {
                List<Feed> all = new CopyOnWriteArrayList<>();
                memory.follow(0, name, new Feed() {
                    @Override
                    public void message(Message message) {
                        all.forEach(feed -> feed.message(message));
                    }

                    @Override
                    public void check() {
                        all.forEach(Feed::check);
                    }

                    @Override
                    public int subscribers() {
                        return 0;
                    }
                });
                return all;
            });
        }

        @Override
        public void unfollow(int owner, TopicName topic) {
            engine.execute(() -> feeds.get(topic).remove(own.remove(topic)));
        }

        @Override
        public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
            engine.execute(() -> memory.read(0, topic, since, limit, done -> on(owner, () -> result.accept(done))));
        }

        /** Parts of a few messages. */
        @Override
        public void page(int owner, TopicName topic, Since since, MessageId told, Consumer<ReadResult> result) {
            read(owner, topic, since, 3, read -> {
                ReadResult.Held held = (ReadResult.Held) read;
                List<Message> messages = held.start().messages();
                boolean more = messages.size() == 3
                        && messages.get(2).id().offset() < held.last().offset();
                result.accept(new ReadResult.Held(held.start(), held.last(), more));
            });
        }

        @Override
        public BrokerState state() {
            return new BrokerState.Ready();
        }
    }
}
