package io.oneport.server.broker.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.journal.EncoderPersister;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.utils.ExecutorFactory;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;
import org.apache.activemq.artemis.utils.actors.OrderedExecutorFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artemis's journal: records that are added, and deleted one by one; files whose records are all deleted go, and those with
 * few left are compacted, on threads of its own.
 *
 * <p>Assumes that one thread at a time calls everything but {@link #failure}.
 */
final class MessageJournal {
    private static final Logger log = LoggerFactory.getLogger(MessageJournal.class);

    /** Files from which on it is worth while to compact. */
    private static final int COMPACT_FILES = 4;
    /** Compacts when this share of the files, or less, is in use. */
    private static final int COMPACT_PERCENT = 50;

    /** How long the writer waits for the next file before it creates it itself. */
    private static final int FILE_SECONDS = 2;

    /** Told about each record that is read. */
    interface RecordReader {
        /** A record was added. */
        void added(RecordInfo info);

        /** A record was deleted. */
        void deleted(long id);
    }

    private static final int CLOSE_SECONDS = 10;

    private final LogRecord.Encoder encoder = new LogRecord.Encoder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final ExecutorService threads;
    private final DataDirectory directory;
    private final Segments segments;
    private final JournalImpl journal;
    private final boolean sync;

    /**
     * Creates one; nothing is read yet.
     *
     * @param batchBytes the most bytes that are written at once; a record has to fit
     * @param counters count what is written
     * @param sync whether a flush makes records durable; a segment that is full, or compacted, always is
     */
    MessageJournal(
            DataDirectory directory,
            int segmentBytes,
            int batchBytes,
            boolean sync,
            LogCounters counters,
            SegmentFaults faults) {
        this.sync = sync;
        this.directory = directory;
        this.threads = Executors.newCachedThreadPool(threads());
        this.segments = new Segments(directory.path().toFile(), batchBytes, counters, this::failed, faults);
        this.journal = new JournalImpl(
                executors(),
                segmentBytes,
                2,
                0, // no file is used again: what follows the last record is zeros
                COMPACT_FILES,
                COMPACT_PERCENT,
                FILE_SECONDS,
                segments,
                DataDirectory.PREFIX,
                DataDirectory.SUFFIX,
                1,
                0);
        journal.setRemoveExtraFilesOnLoad(true);
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "log-files-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** In the order in which the journal asks: one opens files, one compacts, and one appends, which is the caller itself. */
    private ExecutorFactory executors() {
        OrderedExecutorFactory others = new OrderedExecutorFactory(threads);
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() % 3 == 0 ? ArtemisExecutor.delegate(Runnable::run) : others.getExecutor();
    }

    /** Ends the use of the log. It throws, since the journal takes it for granted that nobody returns from here. */
    private void failed(Throwable cause, String message, @Nullable String file) {
        fail(cause);
        throw new UncheckedIOException(cause instanceof IOException io ? io : new IOException(cause));
    }

    /** Nothing is written any more. Any thread. */
    void fail(Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            log.error(
                    "The log cannot be written: {}; publications are refused until the server is restarted, and history"
                            + " can be read",
                    reason());
        }
    }

    /** What made it unusable; null if nothing did. Any thread. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** The same, for people. */
    String reason() {
        Throwable cause = failure.get();
        while (cause != null && cause.getCause() != null && !(cause instanceof java.nio.file.FileSystemException)) {
            cause = cause.getCause();
        }
        return cause == null ? "nothing is wrong" : DataDirectory.reason(cause);
    }

    /** Reads all records, and then is ready to be written to. */
    void load(RecordReader reading, SegmentCheck check) throws Exception {
        segments.check(check);
        try {
            journal.start();
            journal.load(new LoaderCallback() {
                @Override
                public void addRecord(RecordInfo info) {
                    check.added(info.data.length);
                    reading.added(info);
                }

                @Override
                public void deleteRecord(long id) {
                    check.deleted();
                    reading.deleted(id);
                }

                @Override
                public void updateRecord(RecordInfo info) {
                    check.damagedRecord(); // there are none
                }

                @Override
                public void addPreparedTransaction(PreparedTransactionInfo transaction) {
                    check.damagedRecord();
                }

                @Override
                public void failedTransaction(long id, List<RecordInfo> records, List<RecordInfo> deleted) {
                    check.damagedRecord();
                }
            });
            check.end();
        } finally {
            segments.check(null);
        }
    }

    /** Leaves out of the files whatever could not be read. */
    void cleanUp() throws Exception {
        journal.forceMoveNextFile();
        journal.compact();
    }

    /** Adds a record, with the next {@link #flush}. */
    void add(long id, LogRecord what) throws Exception {
        journal.appendAddRecord(
                id, what.type(), EncoderPersister.getInstance(), encoder.encode(id, what), sync, completion);
    }

    /** Deletes a record that was added, with the next {@link #flush} or a later one. */
    void delete(long id) throws Exception {
        journal.tryAppendDeleteRecord(id, false, (record, found) -> {}, completion);
    }

    /** Writes what was added and deleted, and makes it durable, if that is what is wanted. */
    void flush() {
        segments.flush();
    }

    /** Finds out whether a later start will find what is written. */
    void requireInPlace() throws IOException {
        directory.requireInPlace();
    }

    /** Writes everything, and ends the use. */
    void close() throws Exception {
        try {
            if (failure.get() == null) {
                segments.flush();
            }
            journal.stop();
        } finally {
            threads.shutdown();
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The log is still being compacted");
            }
        }
    }

    /** Files of records, the one that is written to included. Any thread. */
    int files() {
        return journal.getDataFilesCount() + 1;
    }

    /** The number of records. Any thread. */
    int records() {
        return journal.getNumberOfRecords();
    }

    private final IOCompletion completion = new IOCompletion() {
        @Override
        public void storeLineUp() {}

        @Override
        public void done() {}

        @Override
        public void onError(int code, String message) {
            fail(new IOException(message));
        }
    };
}
