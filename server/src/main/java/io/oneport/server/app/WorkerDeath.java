package io.oneport.server.app;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices that the thread of an event loop has ended, also where memory is so short that the loop could not say so: what it
 * does at its end takes memory, and what is done here takes none.
 */
final class WorkerDeath {
    private static final long ROUND_MILLIS = 1000;

    private final Thread[] threads;

    /** Blocks until each of the loops has said which thread it has; not on one of them. */
    WorkerDeath(EventExecutorGroup workers) {
        List<Thread> found = new ArrayList<>();
        for (EventExecutor worker : workers) {
            found.add(worker.submit(Thread::currentThread).syncUninterruptibly().getNow());
        }
        this.threads = found.toArray(Thread[]::new);
    }

    /**
     * Blocks until one of the threads has ended, for whatever reason; within about a second of that.
     *
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    void await() throws InterruptedException {
        long each = Math.max(1, ROUND_MILLIS / threads.length);
        for (int i = 0; ; i = (i + 1) % threads.length) {
            threads[i].join(each);
            if (!threads[i].isAlive()) {
                return;
            }
        }
    }
}
