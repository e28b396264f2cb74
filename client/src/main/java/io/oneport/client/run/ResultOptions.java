package io.oneport.client.run;

import io.oneport.client.judge.Threshold;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.result.Findings;
import io.oneport.client.result.ThresholdOutcome;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that measures: what must hold, and where the results go. */
public final class ResultOptions {
    @Option(
            names = "--threshold",
            paramLabel = "'FIGURE<BOUND'",
            converter = ToThreshold.class,
            description = "Condition to meet, or the exit code is 3, such as 'ws.echo.p99<5ms' or"
                    + " 'ws.success>=99.9%%'. Repeatable.")
    private List<Threshold> thresholds = List.of();

    @Mixin
    private OutputOptions output;

    /** Reads a threshold. */
    public static final class ToThreshold implements ITypeConverter<Threshold> {
        @Override
        public Threshold convert(String word) {
            return Threshold.parse(word);
        }
    }

    /** Adds conditions that a scenario file sets. */
    void alsoRequire(List<Threshold> more) {
        thresholds = Stream.concat(thresholds.stream(), more.stream()).toList();
    }

    /**
     * Refuses thresholds on what a plan won't measure.
     *
     * @throws IllegalArgumentException if there is one; the message says what could be measured
     */
    public void requireMeasuredBy(LoadPlan plan) {
        thresholds.forEach(threshold -> threshold.requireAmong(plan.metrics(), plan.works()));
    }

    /** Judges what was found by the thresholds. */
    public List<ThresholdOutcome> judge(Findings findings) {
        return thresholds.stream()
                .map(threshold -> threshold.judge(findings.latencies(), findings.books()))
                .toList();
    }

    /** What becomes of the results. */
    public OutputOptions output() {
        return output;
    }
}
