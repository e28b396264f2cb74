package io.oneport.client.experiment.isolate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of the upgrades.
 *
 * @param begun those that were tried
 * @param completed those that got their 101
 * @param firstFailure of the others, in words, or {@code null} if there was none
 */
record VisitTally(long begun, long completed, @Nullable String firstFailure) {
    /** With less than this share, what was looked at were refusals. */
    private static final double ENOUGH = 0.8;

    /** Whether too few upgrades came to be to say anything about upgrades. */
    boolean tooFew() {
        return completed < ENOUGH * begun;
    }

    /** In words, without a full stop. */
    String sentence() {
        String text = String.format(Locale.ROOT, "%,d of %,d upgrades completed", completed, begun);
        return firstFailure == null ? text : text + ", the first failure: " + firstFailure;
    }
}
