package io.oneport.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.Event;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TopicPatterns;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.loop.WorkQueue;
import io.oneport.server.loop.WorkQueues;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands of one socket, on an event loop whose tasks the test runs. */
@Timeout(60)
class JsonSessionTest {
    private static final TopicSettings TOPICS = new TopicSettings(
            10, 1 << 20, Duration.ofMinutes(5), 1 << 20, 1000, 1 << 20, Duration.ofSeconds(5), 1 << 20);
    private static final SessionSettings SESSION =
            new SessionSettings(1 << 20, Duration.ofSeconds(1), SlowReaders.parse("disconnect"), 10, 1024, 1 << 20);

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Executor> workers = List.of(tasks::add);
    private final List<WorkQueue> queues = WorkQueues.of(workers);
    private final Topics topics = new Topics(
            new MemoryBroker(1, TOPICS, System::currentTimeMillis, () -> 0), workers, queues, TOPICS, () -> 0);
    private final List<Event> events = new ArrayList<>();
    private boolean held;

    private final JsonSession session = new JsonSession(
            new TopicAccess(topics, SESSION, token -> null, ""),
            Principal.anonymous(TopicPatterns.ALL, TopicPatterns.ALL),
            0,
            new JsonSession.Peer() {
                @Override
                public void send(Event event) {
                    events.add(event);
                }

                @Override
                public void hold() {
                    held = true;
                }

                @Override
                public void release() {
                    held = false;
                }

                @Override
                public Executor executor() {
                    return workers.get(0);
                }

                @Override
                public WorkQueue work() {
                    return queues.get(0);
                }

                @Override
                public boolean writable() {
                    return true;
                }

                @Override
                public long nowNanos() {
                    return 0;
                }

                @Override
                public void failed(Throwable cause) {
                    throw new AssertionError(cause);
                }

                @Override
                public void authenticated(Principal who) {}

                @Override
                public void write(Message message) {}

                @Override
                public void missed(TopicName topic, long count) {}

                @Override
                public void reset(Reset reset) {}

                @Override
                public void flush() {}

                @Override
                public void cutOff() {}

                @Override
                public void unavailable(Refusal refusal) {}

                @Override
                public void countDropped(int messages, boolean superseded) {}
            },
            SESSION);

    private void command(String type) {
        session.message(
                "{\"type\":\"%s\",\"topic\":\"a\",\"id\":1}".formatted(type).getBytes(StandardCharsets.UTF_8));
    }

    /** Each would wait for its turn: a socket could have any number of them on their way. */
    @Test
    void aSocketThatSubscribesAndUnsubscribesAgainAndAgainIsNotReadUntilThatIsDone() {
        int pairs = 0;
        for (; pairs < 1000 && !held; pairs++) {
            command("subscribe");
            command("unsubscribe");
        }
        assertEquals(64, pairs);
        assertTrue(events.isEmpty(), events::toString);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        assertFalse(held);
        assertEquals(2 * pairs, events.size());
    }
}
