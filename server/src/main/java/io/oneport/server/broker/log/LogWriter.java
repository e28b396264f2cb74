package io.oneport.server.broker.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes, a batch at a time: what comes while one is written is in the next. A thread of its own; any thread may add
 * changes, which are written in the order of each thread.
 */
final class LogWriter {
    /** Changes that are written at once, at most. */
    private static final int BATCH = 4096;

    /** Between two looks whether the directory is still there. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Results that are handed to a worker as one task, at most. */
    private static final int RESULTS = 64;

    /** Something to write. */
    interface Change {
        /** The number of the record. */
        long record();

        /** What to add; null to delete. */
        @Nullable
        LogRecord added();
    }

    /** A change that somebody waits for. */
    interface Awaited extends Change {
        /** The worker to tell. */
        int owner();

        /** It is written, or may be. On the worker. */
        void written(boolean done);
    }

    private record Delete(long record) implements Change {
        @Override
        public @Nullable LogRecord added() {
            return null;
        }
    }

    private record Add(long record, LogRecord added) implements Change {}

    private static final Change END = new Delete(0);

    private final MessageJournal journal;
    private final List<? extends Executor> workers;
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final List<Change> batch = new ArrayList<>();
    private final List<List<Awaited>> results = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "log-writer");
    private long lookedNanos = System.nanoTime();

    LogWriter(MessageJournal journal, List<? extends Executor> workers) {
        this.journal = journal;
        this.workers = workers;
        workers.forEach(worker -> results.add(new ArrayList<>()));
    }

    /** Changes that wait to be written. Any thread. */
    int waiting() {
        return changes.size();
    }

    void start() {
        thread.setDaemon(false);
        thread.start();
    }

    /** Adds a record that somebody waits for. */
    void add(Awaited change) {
        changes.add(change);
    }

    void add(long record, LogRecord added) {
        changes.add(new Add(record, added));
    }

    void delete(long record) {
        changes.add(new Delete(record));
    }

    /** Writes everything that was added before, and ends. */
    void end() throws InterruptedException {
        changes.add(END);
        thread.join();
    }

    private void run() {
        boolean goOn = true;
        while (goOn) {
            try {
                batch.add(changes.take());
                changes.drainTo(batch, BATCH - 1);
                goOn = batch.get(batch.size() - 1) != END;
                write();
            } catch (InterruptedException e) {
                goOn = false; // nobody does that
            } finally {
                batch.clear();
            }
        }
    }

    private void write() {
        boolean done = false;
        try {
            for (int i = 0; i < batch.size() && journal.failure() == null; i++) {
                write(batch.get(i));
            }
            if (journal.failure() == null) {
                journal.flush();
                lookForDirectory();
                done = journal.failure() == null;
            }
        } catch (Throwable e) {
            journal.fail(e);
        }
        for (Change change : batch) {
            if (change instanceof Awaited awaited) {
                List<Awaited> of = results.get(awaited.owner());
                of.add(awaited);
                if (of.size() == RESULTS) {
                    tell(awaited.owner(), done);
                }
            }
        }
        for (int owner = 0; owner < results.size(); owner++) {
            tell(owner, done);
        }
    }

    private void lookForDirectory() throws IOException {
        long now = System.nanoTime();
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            journal.requireInPlace();
        }
    }

    private void write(Change change) throws Exception {
        LogRecord added = change.added();
        if (added != null) {
            journal.add(change.record(), added);
        } else if (change != END) {
            journal.delete(change.record());
        }
    }

    private void tell(int owner, boolean done) {
        List<Awaited> all = results.get(owner);
        if (all.isEmpty()) {
            return;
        }
        List<Awaited> told = List.copyOf(all);
        all.clear();
        try {
            workers.get(owner).execute(() -> told.forEach(each -> each.written(done)));
        } catch (RejectedExecutionException e) {
            // The server has stopped: the sockets that this is about are gone.
        }
    }
}
