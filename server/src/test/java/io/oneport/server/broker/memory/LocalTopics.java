package io.oneport.server.broker.memory;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Subscription;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.loop.WorkQueues;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Topics on one worker whose tasks run at once, and two clocks that the test moves. */
final class LocalTopics {
    final Topics topics;
    long clockMillis = 1_700_000_000_000L;
    long elapsedMillis;
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    LocalTopics(int messages, long bytes, long total, int maxTopics) {
        this(new TopicSettings(
                messages, bytes, Duration.ofMinutes(5), total, maxTopics, 1 << 20, Duration.ofSeconds(5), 1 << 20));
    }

    LocalTopics(TopicSettings settings) {
        List<Executor> workers = List.of(tasks::add);
        topics = new Topics(
                new MemoryBroker(1, settings, () -> clockMillis, this::elapsedMillis),
                workers,
                WorkQueues.of(workers),
                settings,
                this::elapsedMillis);
    }

    private long elapsedMillis() {
        if (elapsedMillis < 0) {
            elapsedMillis = -elapsedMillis;
            throw new IllegalStateException("on purpose");
        }
        return elapsedMillis;
    }

    /** The next time that the clock is read it fails, once. */
    void breakClock() {
        elapsedMillis = -elapsedMillis;
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    PublishResult result(String topic, byte[] payload, Duration ttl, String key) {
        List<PublishResult> results = new ArrayList<>();
        Publication publication =
                new Publication(new TopicName(topic), new Payload(payload, true), null, null, ttl, key);
        topics.publish(0, publication, results::add);
        runAll();
        return results.get(0);
    }

    MessageId publish(String topic, String text) {
        return publish(topic, text.getBytes(), null);
    }

    MessageId publish(String topic, byte[] payload, Duration ttl) {
        return assertInstanceOf(PublishResult.Published.class, result(topic, payload, ttl, null))
                .id();
    }

    boolean refused(String topic) {
        return result(topic, new byte[1], null, null) instanceof Refusal;
    }

    /** What somebody is told who subscribes and leaves at once; null if that is refused. */
    Start read(String topic, Since since) {
        Reader reader = new Reader(false);
        subscribe(topic, since, reader);
        return reader.start;
    }

    /** What somebody is told who only reads what is held. */
    Start history(String topic, Since since) {
        List<ReadResult> results = new ArrayList<>();
        topics.history(0, new TopicName(topic), since, Integer.MAX_VALUE, results::add);
        return assertInstanceOf(ReadResult.Held.class, results.get(0)).start();
    }

    Start after(String topic, MessageId id) {
        return read(topic, new Since.After(id));
    }

    Reader stay(String topic) {
        Reader reader = new Reader(true);
        subscribe(topic, new Since.Now(), reader);
        return reader;
    }

    private void subscribe(String topic, Since since, Reader reader) {
        topics.subscribe(0, new TopicName(topic), since, reader);
        runAll();
    }

    void leave(Reader reader) {
        reader.subscription.cancel();
        runAll();
    }

    /** A whole sweep; gives the number of parts that it took. */
    int sweep() {
        int parts = 1;
        while (topics.sweep(0)) {
            parts++;
        }
        return parts;
    }

    static List<String> texts(Start start) {
        return start.messages().stream()
                .map(message -> message.payload().string())
                .toList();
    }

    /** A reader that remembers how it began and what it got. */
    static final class Reader implements Subscriber {
        private final boolean stays;
        final List<Message> got = new ArrayList<>();
        Start start;
        Subscription subscription;

        private Reader(boolean stays) {
            this.stays = stays;
        }

        @Override
        public boolean started(Subscription subscription, Start start) {
            this.subscription = subscription;
            this.start = start;
            return stays;
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {}

        @Override
        public void replayed(List<Message> messages) {
            throw new AssertionError("memory gives all of history at once");
        }

        @Override
        public void deliver(Message message) {
            got.add(message);
        }

        @Override
        public void reset(Reset reset) {
            throw new IllegalStateException(reset.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void failed(Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }
}
