package io.oneport.client.account;

import io.oneport.client.plan.Metric;

/** Hears of everything that ends, for experiments that sort it in their own way. Called on a worker's loop. */
public interface CompletionListener {
    CompletionListener NONE = (metric, dueNanos, latencyNanos) -> {};

    /**
     * Something has ended.
     *
     * @param dueNanos when it was due, since the run began
     * @param latencyNanos since it was due
     */
    void completed(Metric metric, long dueNanos, long latencyNanos);

    /**
     * Something will never end: its answer came too late to count, or its socket is gone, or it was never sent.
     *
     * @param dueNanos when it was due, since the run began
     */
    default void unanswered(Metric metric, long dueNanos) {}
}
