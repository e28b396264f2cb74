package io.oneport.client.run;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.result.Books;
import io.oneport.client.result.Findings;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.result.Validity;
import java.util.List;

/** Makes an exit code of what was found. Stateless: any thread. */
public final class ExitVerdict {
    private static final List<Integer> FROM_WORST = List.of(
            ExitCode.UNREACHABLE,
            ExitCode.VERIFICATION_FAILED,
            ExitCode.INVALID,
            ExitCode.THRESHOLD,
            ExitCode.INTERNAL,
            ExitCode.PASS);

    private ExitVerdict() {}

    /** The one of two exit codes that counts more. */
    public static int worse(int one, int other) {
        return FROM_WORST.indexOf(one) <= FROM_WORST.indexOf(other) ? one : other;
    }

    /**
     * The code that counts most of those that apply: a target that is gone; content, which is proven whatever the client's
     * own delays; an invalid measurement; thresholds.
     */
    public static int exitCode(Findings findings, List<ThresholdOutcome> thresholds) {
        if (findings.targetGone()) {
            return ExitCode.UNREACHABLE;
        }
        if (!findings.integrity().clean()) {
            return ExitCode.VERIFICATION_FAILED;
        }
        if (findings.validity().verdict() == Validity.Verdict.INVALID) {
            return ExitCode.INVALID;
        }
        if (findings.aborted() || !thresholds.stream().allMatch(ThresholdOutcome::held)) {
            return ExitCode.THRESHOLD;
        }
        // Books that don't close are a defect of this program.
        return findings.books().stream().allMatch(Books::closed) ? ExitCode.PASS : ExitCode.INTERNAL;
    }
}
