package io.oneport.client.experiment.isolate;

import io.oneport.client.account.CompletionListener;
import io.oneport.client.plan.Metric;
import io.oneport.client.result.Series;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Sorts what the probes saw by the window in which it was due. An answer that never came counts as one at the time-out: to
 * leave it out would be to count in a server's favour that it lost a request. Hears one worker; read once the run is over.
 */
final class ProbeRecorder implements CompletionListener {
    private static final int DIGITS = 3;

    private static final class WindowTimes {
        private final Histogram times = new Histogram(DIGITS);
        private long answers;

        WindowTimes() {
            times.setAutoResize(true);
        }
    }

    private final WindowPlan plan;
    private final long timeoutNanos;
    private final Map<Probe, WindowTimes[]> seen = new EnumMap<>(Probe.class);
    /** Until it is known when measuring begins, nothing lies in a window. */
    private volatile long beginNanos = Long.MAX_VALUE;

    ProbeRecorder(WindowPlan plan, Duration timeout) {
        this.plan = plan;
        this.timeoutNanos = timeout.toNanos();
        for (Probe probe : Probe.values()) {
            WindowTimes[] windows = new WindowTimes[plan.windows().size()];
            for (int i = 0; i < windows.length; i++) {
                windows[i] = new WindowTimes();
            }
            seen.put(probe, windows);
        }
    }

    /** When the first window begins, since the run began. Any thread. */
    void begin(long nanos) {
        beginNanos = nanos;
    }

    long beginNanos() {
        return beginNanos;
    }

    @Override
    public void completed(Metric metric, long dueNanos, long latencyNanos) {
        add(metric, dueNanos, latencyNanos, 1);
    }

    @Override
    public void unanswered(Metric metric, long dueNanos) {
        add(metric, dueNanos, timeoutNanos, 0);
    }

    private void add(Metric metric, long dueNanos, long nanos, int answers) {
        Optional<Probe> probe = Probe.of(metric);
        int window = beginNanos == Long.MAX_VALUE ? -1 : plan.indexAt(dueNanos - beginNanos);
        if (probe.isPresent() && window >= 0) {
            WindowTimes found = seen.get(probe.get())[window];
            found.times.recordValue(Math.max(0, nanos));
            found.answers += answers;
        }
    }

    /** A quantile of a window, in nanoseconds; {@link WindowPair#SILENT} if no answer came in it. */
    double quantile(Probe probe, int window, double percentile) {
        WindowTimes found = seen.get(probe)[window];
        return found.answers == 0 ? WindowPair.SILENT : found.times.getValueAtPercentile(percentile);
    }

    /** All of a window; empty if no answer came in it. */
    Optional<Series.Point> point(Probe probe, int window) {
        WindowTimes found = seen.get(probe)[window];
        return found.answers == 0
                ? Optional.empty()
                : Optional.of(new Series.Point(
                        found.answers,
                        found.times.getValueAtPercentile(50),
                        found.times.getValueAtPercentile(99),
                        found.times.getMaxValue()));
    }
}
