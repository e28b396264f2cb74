package io.oneport.client.experiment.isolate;

import io.oneport.client.account.CompletionListener;
import io.oneport.client.plan.Metric;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Every message of the probes: when it was due, and how long it took. One that was never answered took as long as the
 * timeout: to leave it out would be to count in a server's favor that it lost it. Confined to the probes' event loop.
 */
final class ProbeLog implements CompletionListener {
    /**
     * Messages of one probe.
     *
     * @param dueNanos when each was due, since the run began; nearly ascending
     * @param tookNanos how long each took, since then
     */
    record LoggedMessages(long[] dueNanos, long[] tookNanos) {}

    private static final int FIRST_ROOM = 1 << 16;

    private static final class LogColumn {
        private long[] due = new long[FIRST_ROOM];
        private long[] took = new long[FIRST_ROOM];
        private int size;

        void add(long dueNanos, long tookNanos) {
            if (size == due.length) {
                due = Arrays.copyOf(due, 2 * size);
                took = Arrays.copyOf(took, 2 * size);
            }
            due[size] = dueNanos;
            took[size++] = tookNanos;
        }
    }

    private final long timeoutNanos;
    private final Map<Probe, LogColumn> columns = new EnumMap<>(Probe.class);

    ProbeLog(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
        for (Probe probe : Probe.values()) {
            columns.put(probe, new LogColumn());
        }
    }

    @Override
    public void completed(Metric metric, long dueNanos, long latencyNanos) {
        Probe.of(metric).ifPresent(probe -> column(probe).add(dueNanos, latencyNanos));
    }

    @Override
    public void unanswered(Metric metric, long dueNanos) {
        completed(metric, dueNanos, timeoutNanos);
    }

    private LogColumn column(Probe probe) {
        return Objects.requireNonNull(columns.get(probe), "each probe has one");
    }

    /** All messages of a probe so far. */
    LoggedMessages messages(Probe probe) {
        LogColumn column = column(probe);
        return new LoggedMessages(Arrays.copyOf(column.due, column.size), Arrays.copyOf(column.took, column.size));
    }
}
