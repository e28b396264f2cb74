package io.oneport.client.experiment.find;

import io.oneport.client.result.Findings;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.result.Validity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a trial did not pass.
 *
 * @param why in words, without a full stop
 * @param ofClient whether it was this client that could not, so that it says nothing of the server
 */
public record Flaw(String why, boolean ofClient) {
    /**
     * Looks for what is wrong with a run: first what was lost, however busy the client was; then its validity before its
     * thresholds, since an invalid run measures the client. A threshold that was not met while the client itself was busy all
     * the time says nothing of the server either.
     */
    public static Optional<Flaw> of(Findings findings, List<ThresholdOutcome> thresholds) {
        if (!findings.integrity().clean()) {
            return Optional.of(new Flaw("messages were not delivered as they were sent", false));
        }
        if (findings.validity().verdict() == Validity.Verdict.INVALID) {
            return Optional.of(new Flaw(
                    "the client is the limit: " + findings.validity().reasons().get(0), true));
        }
        return thresholds.stream()
                .filter(threshold -> !threshold.held())
                .findFirst()
                .map(threshold -> missed(threshold.text() + " was " + threshold.actual(), findings.validity()));
    }

    private static Flaw missed(String what, Validity validity) {
        return validity.busy()
                ? new Flaw(
                        String.format(
                                Locale.ROOT,
                                "the client may be the limit: its busiest thread used %.0f %% of a core; %s",
                                validity.cpu() * 100,
                                what),
                        true)
                : new Flaw(what, false);
    }
}
