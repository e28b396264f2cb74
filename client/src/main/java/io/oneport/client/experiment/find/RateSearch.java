package io.oneport.client.experiment.find;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the highest rate that a server holds: doubles it until it is too high, then halves the gap, in ratio, between
 * the highest that was held and the lowest that was not. If the first is too high already, it goes down by halves.
 *
 * <p>A hiccup of the machine fails a step, and a server near its limit passes one by luck. So a rate that failed is tried
 * again until it has either passed more often than it failed, or failed more often by two; and the best rate is only the best
 * once it has passed twice. Until then, a single pass lets the search go on upwards. Rates are per second. For one thread.
 *
 * <pre>{@code
 * for (OptionalDouble rate = search.next(); rate.isPresent(); rate = search.next()) {
 *     search.report(rate.getAsDouble(), run(rate.getAsDouble()));
 * }
 * }</pre>
 */
public final class RateSearch {
    /** Rates below one a second are not looked at. */
    private static final double LOWEST = 1;

    /** One step. */
    public record TriedRate(double rate, boolean passed) {}

    /** Why there is no next rate. */
    public enum End {
        /** The best rate is known to the precision. */
        FOUND,
        /** The highest rate that may be tried was held: the server can do at least that. */
        HIGHEST_PASSED,
        /** Even the lowest rate was too high. */
        NONE_PASSED,
        /** The limit of trials was reached; the best rate so far may not be the best. */
        NO_TRIALS_LEFT
    }

    private final double highest;
    private final double precision;
    private final int mostTrials;
    private final List<TriedRate> trials = new ArrayList<>();

    /** How often each rate was held, and was not. */
    private final Map<Double, int[]> results = new HashMap<>();
    /** Rates that were held more often than not. */
    private final TreeSet<Double> held = new TreeSet<>();

    private double rate;
    private double failed = Double.POSITIVE_INFINITY;
    private @Nullable End end;

    /**
     * @param start the first rate, from 1
     * @param highest the highest rate to try, from {@code start}
     * @param precision how far apart the best rate and the next that fails may be, as a share of the former: 0.05 for 5 %
     * @param mostTrials how many steps to make at most, at least 1
     */
    public RateSearch(double start, double highest, double precision, int mostTrials) {
        check("start", start, start >= LOWEST && start < Double.POSITIVE_INFINITY, "at least 1");
        check("highest", highest, highest >= start && highest < Double.POSITIVE_INFINITY, "at least start");
        check("precision", precision, precision >= 0.001 && precision <= 1, "0.001 to 1");
        check("mostTrials", mostTrials, mostTrials >= 1, "at least 1");
        this.rate = start;
        this.highest = highest;
        this.precision = precision;
        this.mostTrials = mostTrials;
    }

    /** The rate to try; empty at the end. The same until it is reported. */
    public OptionalDouble next() {
        return end == null ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    /**
     * Takes in the result of a trial.
     *
     * @param tried what {@link #next} gave
     * @throws IllegalStateException if it gave no such rate
     */
    public void report(double tried, boolean passed) {
        if (end != null || tried != rate) {
            throw new IllegalStateException("rate: " + tried + " (expected: " + next() + ")");
        }
        trials.add(new TriedRate(rate, passed));
        int[] counts = results.computeIfAbsent(rate, first -> new int[2]);
        counts[passed ? 0 : 1]++;
        if (counts[1] - counts[0] == 2) {
            failed = rate;
            held.remove(rate);
            choose();
        } else if (counts[0] > counts[1]) {
            held.add(rate);
            choose();
        } else {
            held.remove(rate);
        }
        if (end == null && trials.size() == mostTrials) {
            end = End.NO_TRIALS_LEFT;
        }
    }

    /** The highest rate that was held, if any was; at the end twice, unless there were no trials left for that. */
    public OptionalDouble best() {
        return held.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(held.last());
    }

    /** The lowest rate that failed for good, if any did. */
    public OptionalDouble failed() {
        return failed == Double.POSITIVE_INFINITY ? OptionalDouble.empty() : OptionalDouble.of(failed);
    }

    /** All steps so far, in order. */
    public List<TriedRate> trials() {
        return List.copyOf(trials);
    }

    /** Why the search ended; empty while it goes on. */
    public Optional<End> end() {
        return Optional.ofNullable(end);
    }

    private void choose() {
        double passed = best().orElse(0);
        int[] counts = results.get(passed);
        boolean sure = counts != null && counts[0] >= 2;
        if (passed == highest) {
            endWith(End.HIGHEST_PASSED, passed, sure);
        } else if (passed == 0 && failed == LOWEST) {
            end = End.NONE_PASSED;
        } else if (passed == 0) {
            rate = Math.max(failed / 2, LOWEST);
        } else if (failed == Double.POSITIVE_INFINITY) {
            rate = Math.min(passed * 2, highest);
        } else if (failed <= passed * (1 + precision)) {
            endWith(End.FOUND, passed, sure);
        } else {
            rate = Math.sqrt(passed * failed);
        }
    }

    /** A pass by luck is no finding. */
    private void endWith(End reason, double passed, boolean sure) {
        if (sure) {
            end = reason;
        } else {
            rate = passed;
        }
    }

    private static void check(String name, Number value, boolean right, String expected) {
        if (!right) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
