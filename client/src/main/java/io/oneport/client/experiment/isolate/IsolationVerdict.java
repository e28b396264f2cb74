package io.oneport.client.experiment.isolate;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Whether upgrade storms leave the other sockets alone.
 *
 * <p>All figures have to pass. Since one that does not is enough to refuse, the chance that a server which does shift some
 * figure beyond the margin passes is no higher than for that figure alone, 2.5 %, and needs no correction for their number.
 *
 * @param findings one for each figure, at least one
 */
record IsolationVerdict(List<Finding> findings) {
    IsolationVerdict {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("findings: none (expected: at least one)");
        }
    }

    /**
     * Judges all figures.
     *
     * @param margin how much a storm may add to each figure; more than none
     * @param seed of the bootstraps
     */
    static IsolationVerdict judge(List<Observation> seen, Duration margin, long seed) {
        if (margin.isNegative() || margin.isZero()) {
            throw new IllegalArgumentException("margin: " + margin + " (expected: above 0s)");
        }
        return new IsolationVerdict(seen.stream()
                .map(observation -> Finding.judge(observation, margin, seed))
                .toList());
    }

    /** The worst outcome among the findings. */
    Finding.Grade outcome() {
        return findings.stream()
                .map(Finding::outcome)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
