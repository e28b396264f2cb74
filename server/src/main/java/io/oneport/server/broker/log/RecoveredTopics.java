package io.oneport.server.broker.log;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.broker.memory.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a log holds when it is opened. */
final class RecoveredTopics implements MessageJournal.RecordReader {
    private static final Logger log = LoggerFactory.getLogger(RecoveredTopics.class);
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    /** A topic in the log. */
    static final class FoundTopic {
        final TopicName name;
        final List<Long> forkRecords = new ArrayList<>();
        private final List<MessageId> forks = new ArrayList<>();
        private long epoch;
        /** Records before this one are of an earlier life. */
        private long begin;

        private long lastRecord;
        private LogRecord.@Nullable Numbered last;
        /** The lowest offset of a message that has not ended by its own wish; 0 for none. */
        private long first;
        /** The highest offset that is missing between two messages. */
        private long hole;

        private FoundTopic(TopicName name) {
            this.name = name;
        }

        private void add(long record, LogRecord.Numbered message, long nowMillis) {
            if (epoch != 0 && message.id().epoch() != epoch) { // the topic was removed, and began anew
                forks.clear();
                last = null;
                first = 0;
                hole = 0;
                begin = record;
            }
            if (last != null && message.id().offset() > last.id().offset() + 1) {
                hole = message.id().offset() - 1;
            }
            if (first == 0 && !ended(message, nowMillis)) {
                first = message.id().offset();
            }
            last = message;
            lastRecord = record;
            epoch = message.id().epoch();
        }

        private void add(long record, LogRecord.Fork fork) {
            fork(fork.epoch(), fork.upTo(), fork.next());
            forkRecords.add(record);
        }

        private void fork(long ended, long upTo, long next) {
            forks.replaceAll(each -> new MessageId(each.epoch(), Math.min(each.offset(), upTo)));
            forks.add(new MessageId(ended, upTo));
            epoch = next;
        }

        /** The topic goes on in another epoch, since some of its messages may be missing. */
        LogRecord.Fork fork(long next) {
            LogRecord.Fork fork = new LogRecord.Fork(name, epoch, lastOffset(), next);
            fork(epoch, lastOffset(), next);
            return fork;
        }

        private long lastOffset() {
            return last == null ? 0 : last.id().offset();
        }

        MessageId last() {
            return new MessageId(epoch, lastOffset());
        }

        long lastRecord() {
            return lastRecord;
        }

        /** Whether a record is of an earlier life of the topic, which should have been deleted. */
        boolean isStale(long record) {
            return record < begin;
        }

        /**
         * What is missing.
         *
         * @param damaged whether messages may be missing between others; else those ended by their own wish
         */
        Losses losses(boolean damaged) {
            LogRecord.Numbered newest = last;
            if (newest == null) {
                return new Losses(0, 0, 1, forks);
            }
            long from = first == 0 ? newest.id().offset() : first;
            long lost = from > newest.firstHeld() ? from - 1 : newest.lostThrough();
            long unkept = Math.max(newest.lastUnkept(), damaged ? hole : 0);
            return new Losses(lost, unkept, from, forks);
        }
    }

    private final Map<String, TopicName> names = new HashMap<>();
    /** By the count in its number: numbers themselves are so alike that a map of them would have long chains. */
    private final Map<Long, LogRecord> records = new HashMap<>();

    private final Map<TopicName, FoundTopic> topics = new HashMap<>();
    private final SegmentCheck check;
    private final int segments;
    private final RecordIds ids;
    private long nextProgress = System.nanoTime() + PROGRESS_NANOS;

    RecoveredTopics(SegmentCheck check, int segments, RecordIds ids) {
        this.ids = ids;
        this.check = check;
        this.segments = segments;
    }

    @Override
    public void added(RecordInfo info) {
        LogRecord found = LogRecord.decode(
                info.id, info.userRecordType, info.data, name -> names.computeIfAbsent(name, TopicName::new));
        if (found == null) {
            check.damagedRecord();
            return;
        }
        ids.used(info.id); // also if it is deleted: the journal tells two records of the same number apart by nothing
        records.put(RecordIds.count(info.id), found);
        if (System.nanoTime() - nextProgress > 0) {
            nextProgress += PROGRESS_NANOS;
            log.info(
                    "Reading the log: {} of {} files, {}, {} records in use so far",
                    check.segments(),
                    segments,
                    Units.sizeText(check.bytes()),
                    records.size());
        }
    }

    @Override
    public void deleted(long id) {
        if (RecordIds.isValid(id)) {
            records.remove(RecordIds.count(id));
        } else {
            check.damagedRecord();
        }
    }

    /** Records by number, which is the order in which they were added. */
    long[] order() {
        long[] ids = new long[records.size()];
        int i = 0;
        for (long count : records.keySet()) {
            ids[i++] = RecordIds.of(count);
        }
        Arrays.sort(ids);
        return ids;
    }

    LogRecord record(long id) {
        LogRecord found = records.get(RecordIds.count(id));
        if (found == null) {
            throw new IllegalArgumentException("no record " + id);
        }
        return found;
    }

    /**
     * Finds the topics.
     *
     * @param order from {@link #order}
     * @param nowMillis the time of day
     */
    Map<TopicName, FoundTopic> topics(long[] order, long nowMillis) {
        for (long id : order) {
            LogRecord found = record(id);
            if (found instanceof LogRecord.Numbered message) {
                topic(message.topic()).add(id, message, nowMillis);
            } else if (found instanceof LogRecord.Fork fork) {
                topic(fork.topic()).add(id, fork);
            }
        }
        return topics;
    }

    private FoundTopic topic(TopicName name) {
        return topics.computeIfAbsent(name, FoundTopic::new);
    }

    /** Whether a message's time to live has ended. */
    static boolean ended(LogRecord.Numbered message, long nowMillis) {
        return message.ttlMillis() >= 0 && nowMillis - message.timeMillis() >= message.ttlMillis();
    }
}
