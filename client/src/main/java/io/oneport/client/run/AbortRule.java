package io.oneport.client.run;

import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import io.oneport.client.judge.Threshold;
import io.oneport.client.result.Latency;
import io.oneport.client.result.ThresholdOutcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Ends a run early once a condition on a latency does not hold for what was measured so far. Looks once a second, when enough
 * was measured to say so. For the thread that runs it.
 */
final class AbortRule implements ProgressListener {
    /** Fewer say little of a percentile. */
    private static final int FEWEST = 100;

    private static final int DIGITS = 3;

    private final List<Threshold> conditions;
    private final Consumer<String> end;
    private final Map<String, Histogram> measured = new TreeMap<>();
    private long measuredNanos;

    /** @param end takes the reason */
    AbortRule(List<Threshold> conditions, Consumer<String> end) {
        this.conditions = conditions;
        this.end = end;
    }

    @Override
    public void progress(Progress progress) {
        if (progress.phase() != Progress.RunPhase.MEASURE) {
            return;
        }
        measuredNanos += progress.intervalNanos();
        progress.completed()
                .forEach((metric, histogram) -> measured.computeIfAbsent(metric.text(), first -> {
                            Histogram sum = new Histogram(DIGITS);
                            sum.setAutoResize(true);
                            return sum;
                        })
                        .add(histogram));
        for (Threshold condition : conditions) {
            Histogram histogram = measured.get(condition.subject());
            if (histogram == null || histogram.getTotalCount() < FEWEST) {
                continue;
            }
            double perSecond = histogram.getTotalCount() / (measuredNanos / 1e9);
            Latency latency = new Latency(condition.subject(), "", histogram, null, null, perSecond);
            ThresholdOutcome outcome = condition.judge(List.of(latency), List.of());
            if (!outcome.held()) {
                end.accept("--abort-on " + condition.text() + ": was " + outcome.actual());
                return;
            }
        }
    }
}
