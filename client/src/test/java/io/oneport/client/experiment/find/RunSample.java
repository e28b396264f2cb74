package io.oneport.client.experiment.find;

import io.oneport.client.result.Findings;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import io.oneport.client.result.Series;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.result.Validity;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Runs that found nothing but what is asked for. */
public final class RunSample {
    private RunSample() {}

    static Findings findings(boolean valid, boolean clean) {
        return findings(valid, clean, 0, List.of());
    }

    /** A run with these latencies, in which this client's busiest thread used a share of a core. */
    public static Findings findings(boolean valid, boolean clean, double cpu, List<Latency> latencies) {
        Validity validity = new Validity(
                valid ? Validity.Verdict.VALID : Validity.Verdict.INVALID,
                valid ? List.of() : List.of("it was late", "it stood still"),
                new Histogram(3),
                0,
                0,
                0,
                cpu,
                0,
                0,
                0,
                0);
        return new Findings(
                "2026-01-01T00:00:00Z",
                1,
                null,
                false,
                null,
                validity,
                null,
                latencies,
                new Integrity(true, 10, clean ? 0 : 1, 0, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Series(1, List.of()));
    }

    static ThresholdOutcome threshold(boolean held) {
        return new ThresholdOutcome("http.p99<1ms", "2 ms", held);
    }
}
