package io.oneport.server.broker;

import io.oneport.server.loop.WorkQueue;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The server's workers, as topics see them; each list has one element for each worker. Any thread.
 *
 * @param executors run tasks one at a time and in order each; event loops
 * @param queues the work of each
 * @param counters what each has counted; its own
 */
record TopicWorkers(List<? extends Executor> executors, List<WorkQueue> queues, List<TopicCounters> counters) {
    int size() {
        return executors.size();
    }

    /** Runs a task on a worker: at once if this is {@code here}, else as {@link #execute} does. */
    void run(int here, int there, Runnable task) {
        if (here == there) {
            task.run();
        } else {
            execute(there, task);
        }
    }

    /** Runs a task on a worker, soon, unless the server is stopping. */
    void execute(int there, Runnable task) {
        try {
            executors.get(there).execute(task);
        } catch (RejectedExecutionException e) {
            // The server is stopping: the sockets that this is about are gone.
        }
    }
}
