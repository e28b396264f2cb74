package io.oneport.server.broker.log;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerMetric;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.BrokerTotals;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.TopicView;
import io.oneport.server.broker.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages in memory and in a log on disk, which is read back at start. A publication is answered, and handed to
 * readers, once its message is written, and durable if that is wanted.
 *
 * <p>When the disk fails nothing is published any more until the next start, which finds out what is there; what is in
 * memory can be read.
 */
public final class LogBroker implements Broker {
    private static final Logger log = LoggerFactory.getLogger(LogBroker.class);

    private static final int LEAST_SEGMENT_BYTES = 8 << 20;

    private final DataDirectory directory;
    private final MessageJournal journal;
    private final LogWriter writer;
    private final LogCounters counters;
    private final int segmentBytes;
    private final List<LogShard> shards = new ArrayList<>();
    private final LogState state;

    private LogBroker(
            DataDirectory directory, MessageJournal journal, List<? extends Executor> workers, LogCounters counters)
            throws LogException {
        this.directory = directory;
        this.journal = journal;
        this.writer = new LogWriter(journal, workers);
        this.counters = counters;
        this.state = new LogState(journal);
        this.segmentBytes = directory.segmentBytes();
    }

    /**
     * Opens a log and reads what is in it.
     *
     * @param workers own topics by their index here
     * @param clockMillis the time of day, in milliseconds since 1970
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     * @throws LogException if the directory can't be used; the message is one line for a person
     */
    public static LogBroker open(
            LogSettings settings,
            TopicSettings topics,
            List<? extends Executor> workers,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis)
            throws LogException {
        return open(settings, topics, workers, clockMillis, elapsedMillis, LEAST_SEGMENT_BYTES, SegmentFaults.NONE);
    }

    /** Opens one with segments of another size, on a disk that does as a test wants. */
    static LogBroker open(
            LogSettings settings,
            TopicSettings topics,
            List<? extends Executor> workers,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis,
            int leastSegmentBytes,
            SegmentFaults faults)
            throws LogException {
        Path path = Objects.requireNonNull(settings.directory());
        int batchBytes = Math.max(leastSegmentBytes / 8, settings.maxMessageBytes() + LogRecord.MOST_BESIDE_PAYLOAD);
        int segmentBytes = Math.max(leastSegmentBytes, 4 * batchBytes);
        DataDirectory directory = DataDirectory.open(path, settings.sync(), segmentBytes);
        @Nullable MessageJournal journal = null;
        try {
            LogCounters counters = new LogCounters();
            journal = new MessageJournal(
                    directory, directory.segmentBytes(), batchBytes, settings.sync(), counters, faults);
            LogBroker broker = new LogBroker(directory, journal, workers, counters);
            broker.recover(settings, topics, workers.size(), clockMillis, elapsedMillis);
            broker.writer.start();
            return broker;
        } catch (Exception e) {
            abandon(directory, journal);
            if (e instanceof LogException known) {
                throw known;
            }
            String why = journal != null && journal.failure() != null ? journal.reason() : DataDirectory.reason(e);
            throw new LogException("Cannot read the log in data-dir " + path + ": " + why, e);
        }
    }

    private static void abandon(DataDirectory directory, @Nullable MessageJournal journal) {
        try {
            if (journal != null) {
                journal.close();
            }
        } catch (Exception e) {
            log.debug("The log that could not be opened could not be closed", e);
        }
        try {
            directory.close(false);
        } catch (IOException e) {
            log.debug("The directory of the log could not be closed", e);
        }
    }

    private void recover(
            LogSettings settings,
            TopicSettings topicSettings,
            int workers,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis)
            throws Exception {
        long begun = System.nanoTime();
        if (settings.sync()) {
            directory.syncSegments();
        }
        SegmentCheck check = new SegmentCheck(directory.segmentBytes());
        for (Path segment : directory.segments()) {
            if (SegmentHeader.repair(segment)) {
                check.damaged(segment.getFileName() + " has a damaged header");
            }
        }
        RecordIds ids = new RecordIds();
        RecoveredTopics found = new RecoveredTopics(check, directory.segments().size(), ids);
        journal.load(found, check);
        long[] order = found.order();
        boolean damaged = check.damage() != null;
        boolean lost = damaged || directory.mayHaveLost();
        if (lost) {
            directory.noteLoss();
        }
        Map<TopicName, RecoveredTopics.FoundTopic> topics = found.topics(order, clockMillis.getAsLong());
        long epoch = directory.firstEpoch();
        if (lost) {
            for (RecoveredTopics.FoundTopic topic : topics.values()) {
                long record = ids.next();
                journal.add(record, topic.fork(epoch++));
                topic.forkRecords.add(record);
            }
            journal.flush();
        }
        long origin = lost ? directory.firstEpoch() : directory.originEpoch();
        for (int owner = 0; owner < workers; owner++) {
            shards.add(new LogShard(
                    state,
                    counters,
                    owner,
                    workers,
                    topicSettings,
                    clockMillis,
                    elapsedMillis,
                    epoch,
                    origin,
                    writer,
                    ids));
        }
        for (RecoveredTopics.FoundTopic topic : topics.values()) {
            shard(topic.name).restore(topic, damaged);
        }
        long nowMillis = clockMillis.getAsLong();
        for (long id : order) {
            LogRecord record = found.record(id);
            if (record instanceof LogRecord.Numbered message) {
                if (Objects.requireNonNull(topics.get(message.topic())).isStale(id)) {
                    writer.delete(id);
                } else {
                    shard(message.topic()).restore(id, message, nowMillis);
                }
            } else if (record instanceof LogRecord.Removed removed) {
                for (LogShard shard : shards) {
                    shard.restore(id, removed, shard == shards.get(0));
                }
            }
        }
        if (damaged) {
            journal.cleanUp();
        }
        directory.recovered(lost);
        counters.recoveryNanos = System.nanoTime() - begun;
        report(found, order.length, topics.size(), check, begun);
    }

    private void report(RecoveredTopics found, int records, int topics, SegmentCheck check, long begun) {
        if (check.damage() != null) {
            log.warn(
                    "The log is damaged, and was recovered without what could not be read: {}; readers of messages that"
                            + " are missing get a reset",
                    check.damage());
        } else if (directory.mayHaveLost()) {
            log.warn("Messages may be missing, since this is a backup, or the machine was started after data-sync was"
                    + " never; their readers get a reset");
        }
        log.info(
                "Read the log in {}: {} records of {} topics, {}, in {} s",
                directory.path(),
                records,
                topics,
                Units.sizeText(check.bytes()),
                String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begun) / 1e9));
    }

    @Override
    public List<BrokerMetric> metrics() {
        int files = journal.files();
        return List.of(
                gauge("ready", "1 while messages can be written.", state.now() instanceof BrokerState.Ready ? 1 : 0),
                gauge("segments", "Files of the log.", files),
                gauge("bytes", "What these occupy on the disk.", (double) files * segmentBytes),
                gauge("records", "Records in use.", journal.records()),
                gauge("pending", "Changes that wait to be written.", writer.waiting()),
                gauge("in_flight_bytes", "Bytes of publications that are being written.", counters.inFlightBytes.get()),
                gauge("recovery_seconds", "What it took to read the log at the start.", counters.recoveryNanos / 1e9),
                counter("batches_total", "Batches that were written.", counters.batches.sum()),
                counter("written_bytes_total", "Bytes in these.", counters.writtenBytes.sum()),
                counter("syncs_total", "Batches that were made durable.", counters.syncs.sum()),
                counter("sync_seconds_total", "What that took (fsync).", counters.syncNanos.sum() / 1e9));
    }

    private static BrokerMetric gauge(String name, String help, double value) {
        return new BrokerMetric("oneport_log_" + name, false, help, value);
    }

    private static BrokerMetric counter(String name, String help, double value) {
        return new BrokerMetric("oneport_log_" + name, true, help, value);
    }

    private LogShard shard(TopicName topic) {
        return shards.get(Topics.owner(topic, shards.size()));
    }

    @Override
    public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        shards.get(owner).publish(publication, result);
    }

    @Override
    public @Nullable Refusal follow(int owner, TopicName topic, Feed feed) {
        return shards.get(owner).store().follow(topic, feed);
    }

    @Override
    public BrokerTotals totals(int owner) {
        return shards.get(owner).store().totals();
    }

    @Override
    public Iterator<TopicView> held(int owner) {
        return shards.get(owner).store().views();
    }

    @Override
    public void unfollow(int owner, TopicName topic) {
        shards.get(owner).store().unfollow(topic);
    }

    @Override
    public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        result.accept(shards.get(owner).store().read(topic, since, limit));
    }

    @Override
    public boolean readsAtOnce() {
        return true;
    }

    @Override
    public BrokerState state() {
        return state.now();
    }

    @Override
    public boolean sweep(int owner) {
        return shards.get(owner).store().sweep();
    }

    /** On a thread that the JVM waits for: whoever calls this may be one that it does not, and be the last. */
    @Override
    public void close() {
        Thread closing = new Thread(this::closeNow, "log-close");
        closing.setDaemon(false);
        closing.start();
        try {
            closing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeNow() {
        try {
            writer.end();
            journal.close();
            directory.syncSegments();
            directory.close(journal.failure() == null);
        } catch (Exception e) {
            log.error("The log was not closed in order: {}", DataDirectory.reason(e));
            abandon(directory, null);
        }
    }
}
