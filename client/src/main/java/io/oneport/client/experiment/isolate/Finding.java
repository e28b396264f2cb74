package io.oneport.client.experiment.isolate;

import java.time.Duration;
import java.util.Locale;

/**
 * What the isolation experiment says about one figure of one probe.
 *
 * @param figure such as {@code http.p99}
 * @param storm how far storms shift it
 * @param control how far calm windows shift against each other: the noise
 * @param text one sentence for people, without a full stop
 */
record Finding(String figure, Shift storm, Shift control, Grade outcome, String text) {
    /** From best to worst. Whatever is not {@link #PASS} has not passed. */
    enum Grade {
        /** The interval of the shift ends below the margin. */
        PASS,
        /** The margin lies within the interval: more windows would decide. */
        UNDECIDED,
        /** Calm windows differ by more than the margin, or were silent: this run can't show isolation. */
        INVALID,
        /** The interval lies beyond both the margin and the noise, or a storm left the probe without any answer. */
        FAIL
    }

    /**
     * Judges a figure. A storm in which no answer came is a failure whatever the statistics say: they are made to forgive a
     * few spoilt pairs, and a stall that lasts a whole window is no noise.
     *
     * @param margin how much a storm may add
     * @param seed of the bootstraps
     */
    static Finding judge(Observation seen, Duration margin, long seed) {
        Shift storm = Shift.of(seen.storms(), seed);
        Shift control = Shift.of(seen.controls(), seed);
        double noise = noiseNanos(control);
        long limit = margin.toNanos();
        Grade outcome;
        String why;
        if (seen.silentStorms() > 0) {
            outcome = Grade.FAIL;
            why = text(
                    "no answer came in %d of %d storms and %d calm windows",
                    seen.silentStorms(), storm.pairs(), seen.silentCalms());
        } else if (seen.silentCalms() > 0) {
            outcome = Grade.INVALID;
            why = text("no answer came in %d calm windows", seen.silentCalms());
        } else if (Math.min(storm.pairs(), control.pairs()) < Shift.FEWEST_PAIRS) {
            outcome = Grade.UNDECIDED;
            why = text(
                    "%d storm pairs and %d control pairs can't show anything at 95 %%; it takes %d of each",
                    storm.pairs(), control.pairs(), Shift.FEWEST_PAIRS);
        } else if (storm.lowNanos() > Math.max(limit, noise)) {
            outcome = Grade.FAIL;
            why = shifted(storm) + ", more than the margin of " + millis(limit);
        } else if (noise > limit) {
            outcome = Grade.INVALID;
            why = text(
                    "calm windows alone may differ by %s, more than the margin of %s: too noisy to tell",
                    millis(noise), millis(limit));
        } else if (storm.highNanos() <= limit) {
            outcome = Grade.PASS;
            why = shifted(storm) + ", within the margin of " + millis(limit);
        } else {
            outcome = Grade.UNDECIDED;
            why = shifted(storm) + ", which may be within the margin of " + millis(limit)
                    + " or not: more windows would tell";
        }
        return new Finding(seen.figure(), storm, control, outcome, seen.figure() + ": " + why);
    }

    /** How far apart calm windows may lie: the end of their interval that is further from zero. */
    double noiseNanos() {
        return noiseNanos(control);
    }

    private static double noiseNanos(Shift control) {
        return Math.max(-control.lowNanos(), control.highNanos());
    }

    private static String shifted(Shift storm) {
        return text(
                "storms shift it by %s (95 %% interval %s to %s)",
                millis(storm.nanos()), millis(storm.lowNanos()), millis(storm.highNanos()));
    }

    private static String millis(double nanos) {
        // Rounded first, so that nobody reads -0.000ms.
        return text("%.3fms", Math.round(nanos / 1000) / 1000.0);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
