package io.oneport.server.broker.log;

import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a log back at start: repairs what is damaged, finds what its records say, and fills the shards with it. Where messages
 * may be missing, every topic gets a new epoch, so that its readers are told. For one start, before anything is published.
 */
final class LogRecovery {
    private static final Logger log = LoggerFactory.getLogger(LogRecovery.class);

    private final DataDirectory directory;
    private final MessageJournal journal;
    private final LogWriter writer;
    private final LogCounters counters;
    private final List<LogShard> shards = new ArrayList<>();

    LogRecovery(DataDirectory directory, MessageJournal journal, LogWriter writer, LogCounters counters) {
        this.directory = directory;
        this.journal = journal;
        this.writer = writer;
        this.counters = counters;
    }

    /**
     * Reads the log.
     *
     * @param workers how many there are
     * @param state what the shards are to know of the log
     * @param clockMillis the time of day, in milliseconds since 1970
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     * @return a shard for each worker
     */
    List<LogShard> recover(
            LogSettings settings,
            TopicSettings topicSettings,
            int workers,
            LogState state,
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
        restore(found, order, topics, clockMillis.getAsLong());
        if (damaged) {
            journal.cleanUp();
        }
        directory.recovered(lost);
        counters.recoveryNanos = System.nanoTime() - begun;
        report(order.length, topics.size(), check, begun);
        return List.copyOf(shards);
    }

    /** Gives each record, in the order in which they were written, to the shard of its topic. */
    private void restore(
            RecoveredTopics found, long[] order, Map<TopicName, RecoveredTopics.FoundTopic> topics, long nowMillis)
            throws Exception {
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
    }

    private LogShard shard(TopicName topic) {
        return shards.get(Topics.owner(topic, shards.size()));
    }

    private void report(int records, int topics, SegmentCheck check, long begun) {
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
}
