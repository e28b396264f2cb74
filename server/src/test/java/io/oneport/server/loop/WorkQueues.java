package io.oneport.server.loop;

import java.util.List;
import java.util.concurrent.Executor;

/** Work queues of workers that are no event loops: each turn is a task. */
public final class WorkQueues {
    private WorkQueues() {}

    /** One queue for each worker. */
    public static List<WorkQueue> of(List<? extends Executor> workers) {
        return workers.stream().map(WorkQueues::of).toList();
    }

    /** A worker's queue. */
    public static WorkQueue of(Executor worker) {
        return new WorkQueue(worker, worker, System::nanoTime, Durations.lag());
    }
}
