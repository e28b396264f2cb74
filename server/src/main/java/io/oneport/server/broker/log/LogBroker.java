package io.oneport.server.broker.log;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
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
    private final List<LogShard> shards;
    private final LogState state;

    private LogBroker(
            DataDirectory directory,
            MessageJournal journal,
            LogWriter writer,
            LogCounters counters,
            LogState state,
            List<LogShard> shards)
            throws LogException {
        this.directory = directory;
        this.journal = journal;
        this.writer = writer;
        this.counters = counters;
        this.state = state;
        this.shards = shards;
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
            LogWriter writer = new LogWriter(journal, workers);
            LogState state = new LogState(journal);
            List<LogShard> shards = new LogRecovery(directory, journal, writer, counters)
                    .recover(settings, topics, workers.size(), state, clockMillis, elapsedMillis);
            LogBroker broker = new LogBroker(directory, journal, writer, counters, state, shards);
            writer.start();
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
