package io.oneport.server.broker.log;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A log with small segments, one worker that is the test's thread, and clocks that stand still unless they are set. */
final class LogRig implements AutoCloseable {
    static final TopicName NEWS = new TopicName("news");
    static final long NOW = 1_700_000_000_000L;
    private static final int SEGMENT_BYTES = 64 << 10;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final LogBroker broker;

    LogRig(Path directory) throws LogException {
        this(directory, 100, true, SegmentFaults.NONE);
    }

    LogRig(Path directory, int history, boolean sync, SegmentFaults faults) throws LogException {
        this(directory, history, sync, faults, () -> NOW);
    }

    /** With another time of day. */
    LogRig(Path directory, LongSupplier clockMillis) throws LogException {
        this(directory, 100, true, SegmentFaults.NONE, clockMillis);
    }

    private LogRig(Path directory, int history, boolean sync, SegmentFaults faults, LongSupplier clockMillis)
            throws LogException {
        TopicSettings settings = new TopicSettings(
                history, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20);
        Executor worker = tasks::add;
        broker = LogBroker.open(
                new LogSettings(directory, sync, 1 << 10),
                settings,
                List.of(worker),
                clockMillis,
                () -> 0,
                SEGMENT_BYTES,
                faults);
    }

    LogBroker broker() {
        return broker;
    }

    List<PublishResult> begin(String text, String key) {
        List<PublishResult> results = new ArrayList<>();
        broker.publish(0, new Publication(NEWS, Payload.text(text), null, null, null, key), results::add);
        return results;
    }

    PublishResult result(String text) {
        List<PublishResult> results = begin(text, null);
        await(results);
        return results.get(0);
    }

    void await(List<PublishResult> results) {
        while (results.isEmpty()) {
            try {
                Runnable task = tasks.poll(20, TimeUnit.SECONDS);
                if (task == null) {
                    throw new AssertionError("no answer");
                }
                task.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    MessageId publish(String text) {
        return assertInstanceOf(PublishResult.Published.class, result(text)).id();
    }

    Start read(Since since) {
        List<ReadResult> results = new ArrayList<>();
        broker.read(0, NEWS, since, Integer.MAX_VALUE, results::add);
        return assertInstanceOf(ReadResult.Held.class, results.get(0)).start();
    }

    List<String> texts() {
        return texts(read(new Since.All()));
    }

    static List<String> texts(Start start) {
        return start.messages().stream()
                .map(message -> message.payload().string())
                .toList();
    }

    @Override
    public void close() {
        broker.close();
    }
}
