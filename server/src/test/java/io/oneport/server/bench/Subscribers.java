package io.oneport.server.bench;

import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Subscription;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.loop.WorkQueues;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A topic and readers of it that are objects and no sockets; its worker is a queue that runs when it is told to. */
public final class Subscribers {
    private static final Publication PUBLICATION =
            new Publication(new TopicName("bench"), Payload.text("x".repeat(100)), null, null, null, null);

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<Executor> workers = List.of(turns::add);
    private final TopicSettings settings = new TopicSettings(
            100, 1 << 20, Duration.ofHours(1), 1 << 20, 10, 256 << 10, Duration.ofSeconds(5), 1 << 20);
    private final Topics topics = new Topics(
            new MemoryBroker(1, settings, System::currentTimeMillis, () -> 0),
            workers,
            WorkQueues.of(workers),
            settings,
            () -> 0);
    private long delivered;
    private Message last;

    private final class Reader implements Subscriber {
        @Override
        public boolean started(Subscription subscription, Start start) {
            return true;
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {
            throw new IllegalStateException(refusal.detail());
        }

        @Override
        public void replayed(List<Message> messages) {
            throw new AssertionError("memory gives all of history at once");
        }

        @Override
        public void deliver(Message message) {
            last = message;
            delivered++;
        }

        @Override
        public void reset(Reset reset) {
            throw new IllegalStateException(reset.toString());
        }

        @Override
        public void flush() {
            // Nothing is held.
        }

        @Override
        public void failed(Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** Subscribes so many. */
    public Subscribers(int count) {
        for (int i = 0; i < count; i++) {
            topics.subscribe(0, PUBLICATION.topic(), new Since.Now(), new Reader());
        }
        takeTurns();
    }

    /** Publishes 100 characters so many times and delivers them. Gives the number of deliveries so far. */
    public long publish(int times) {
        for (int i = 0; i < times; i++) {
            topics.publish(0, PUBLICATION, result -> {});
        }
        takeTurns();
        return delivered;
    }

    /** The message that was delivered last. */
    public Message last() {
        return last;
    }

    private void takeTurns() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
    }
}
