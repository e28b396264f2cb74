package io.oneport.server.features.files;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that may wait for a disk, so that no event loop has to: a few, since a disk serves few at a time. If it does not
 * answer at all, they wait, requests for files are refused, and everything else goes on. Threads end when there is nothing to
 * do, and do not keep the process alive. Any thread.
 */
final class FileThreads implements Executor {
    private static final int THREADS = 4;

    /** Requests that may wait for a thread. */
    private static final int MOST_WAITING = 1024;

    private final AtomicInteger named = new AtomicInteger();
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, waiting, this::newThread);

    private final ScheduledThreadPoolExecutor closing = new ScheduledThreadPoolExecutor(1, this::newThread);

    FileThreads() {
        threads.allowCoreThreadTimeOut(true);
        closing.setKeepAliveTime(10, TimeUnit.SECONDS);
        closing.allowCoreThreadTimeOut(true);
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "files-" + named.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Closes a file once nobody has used it for a while. */
    void closeLater(SharedFile file) {
        closing.schedule(() -> closeIfIdle(file), SharedFile.SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeIfIdle(SharedFile file) {
        if (!file.closeIfIdle()) {
            closeLater(file);
        }
    }

    /** Whether so many wait that no further request should. */
    boolean busy() {
        return waiting.size() >= MOST_WAITING;
    }

    /** Runs something, sooner or later: for what has begun, and is bounded by the number of sockets. */
    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }
}
