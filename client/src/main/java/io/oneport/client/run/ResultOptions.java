package io.oneport.client.run;

import io.oneport.client.load.LoadPlan;
import io.oneport.client.load.Threshold;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of every command that measures: what must hold, and where the results go. */
public final class ResultOptions {
    @Option(
            names = "--threshold",
            paramLabel = "'FIGURE<BOUND'",
            converter = ToThreshold.class,
            description = "What must hold, or else the exit code is 3, such as 'ws.echo.p99<5ms', 'http.rate>1000/s' or"
                    + " 'ws.success>=99.9%%'. Repeatable.")
    private List<Threshold> thresholds = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for report.html, result.json, series.csv, run.hlog and *.hgrm; made if it is not there.")
    private Path out;

    @Option(names = "--quiet", description = "Say nothing while it runs, and only the summary in the end.")
    private boolean quiet;

    /** Reads a threshold. */
    static final class ToThreshold implements ITypeConverter<Threshold> {
        @Override
        public Threshold convert(String word) {
            return Threshold.parse(word);
        }
    }

    /**
     * Refuses thresholds on what a plan won't measure.
     *
     * @throws IllegalArgumentException if there is one; the message says what could be measured
     */
    void requireMeasuredBy(LoadPlan plan) {
        thresholds.forEach(threshold -> threshold.requireAmong(plan.metrics(), plan.works()));
    }

    /** What must hold. */
    public List<Threshold> thresholds() {
        return thresholds;
    }

    /** Where files go, or {@code null}. */
    public Path out() {
        return out;
    }

    /** Whether to say nothing meanwhile. */
    public boolean quiet() {
        return quiet;
    }
}
