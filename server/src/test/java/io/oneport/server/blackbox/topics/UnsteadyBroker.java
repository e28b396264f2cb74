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
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A broker that the test takes away, and that can come back empty. Readers get history in parts of three messages. */
final class UnsteadyBroker implements Broker {
    private static final TopicSettings SETTINGS = new TopicSettings(
            100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20);

    private final List<? extends Executor> workers;
    private final List<Map<TopicName, Feed>> feeds;
    /** By owner, which alone uses it. */
    private final Broker[] brokers;

    private volatile boolean away;

    UnsteadyBroker(List<? extends Executor> workers) {
        this.workers = workers;
        this.feeds = workers.stream()
                .map(worker -> (Map<TopicName, Feed>) new HashMap<TopicName, Feed>())
                .toList();
        this.brokers = new Broker[workers.size()];
        Arrays.setAll(brokers, owner -> anew());
    }

    private Broker anew() {
        return new MemoryBroker(workers.size(), SETTINGS, System::currentTimeMillis, () -> 0);
    }

    void goAway() {
        away = true;
    }

    /** Loses everything, and has all readers find that out. */
    void comeBackEmpty() {
        away = false;
        CompletableFuture<?>[] done = new CompletableFuture<?>[workers.size()];
        for (int i = 0; i < done.length; i++) {
            int owner = i;
            done[i] = CompletableFuture.runAsync(
                    () -> {
                        brokers[owner] = anew();
                        feeds.get(owner).forEach((topic, feed) -> {
                            brokers[owner].follow(owner, topic, feed);
                            feed.check();
                        });
                    },
                    workers.get(owner));
        }
        CompletableFuture.allOf(done).join();
    }

    /** How many subscribers a topic has. */
    int subscribers(String topic) {
        int count = 0;
        for (int i = 0; i < brokers.length; i++) {
            Map<TopicName, Feed> here = feeds.get(i);
            count += CompletableFuture.supplyAsync(
                            () -> {
                                Feed feed = here.get(new TopicName(topic));
                                return feed == null ? 0 : feed.subscribers();
                            },
                            workers.get(i))
                    .join();
        }
        return count;
    }

    private Refusal.Unavailable unavailable(boolean maybePublished) {
        return new Refusal.Unavailable(Duration.ofMillis(2500), maybePublished, "The broker is away.");
    }

    @Override
    public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        if (away) {
            workers.get(owner).execute(() -> result.accept(unavailable(true)));
        } else {
            brokers[owner].publish(owner, publication, result);
        }
    }

    @Override
    public Refusal follow(int owner, TopicName topic, Feed feed) {
        feeds.get(owner).put(topic, feed);
        return brokers[owner].follow(owner, topic, feed);
    }

    @Override
    public void unfollow(int owner, TopicName topic) {
        feeds.get(owner).remove(topic);
        brokers[owner].unfollow(owner, topic);
    }

    @Override
    public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        if (away) {
            workers.get(owner).execute(() -> result.accept(unavailable(false)));
        } else {
            brokers[owner].read(owner, topic, since, limit, result);
        }
    }

    /** Parts of a few messages. */
    @Override
    public void page(int owner, TopicName topic, Since since, MessageId told, Consumer<ReadResult> result) {
        read(owner, topic, since, 3, read -> {
            if (read instanceof ReadResult.Held held) {
                List<Message> messages = held.start().messages();
                boolean more = messages.size() == 3
                        && messages.get(2).id().offset() < held.last().offset();
                result.accept(new ReadResult.Held(held.start(), held.last(), more));
            } else {
                result.accept(read);
            }
        });
    }

    @Override
    public BrokerState state() {
        return away ? new BrokerState.Away(Instant.EPOCH, "gone") : new BrokerState.Ready();
    }
}
