package io.oneport.client.experiment.find;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Looks for the highest rate that a server holds: doubles it until it is too high, then halves the gap, in ratio, between
 * the highest that was held and the lowest that was not. If the first is too high already, it goes down by halves.
 *
 * <p>A rate counts as too high only when it failed twice in a row, since a hiccup of the machine fails a step too, and a
 * single wrong step sends such a search astray for good. Rates are per second. For one thread.
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

    private double rate;
    private boolean failedOnce;
    private double passed;
    private double failed = Double.POSITIVE_INFINITY;
    private End end;

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
    public void report(double tried, boolean held) {
        if (end != null || tried != rate) {
            throw new IllegalStateException("rate: " + tried + " (expected: " + next() + ")");
        }
        trials.add(new TriedRate(rate, held));
        if (!held && !failedOnce) {
            failedOnce = true;
        } else {
            failedOnce = false;
            if (held) {
                passed = rate;
            } else {
                failed = rate;
            }
            choose();
        }
        if (end == null && trials.size() == mostTrials) {
            end = End.NO_TRIALS_LEFT;
        }
    }

    /** The highest rate that was held, if any was. */
    public OptionalDouble best() {
        return passed > 0 ? OptionalDouble.of(passed) : OptionalDouble.empty();
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
        if (passed == highest) {
            end = End.HIGHEST_PASSED;
        } else if (passed == 0 && failed == LOWEST) {
            end = End.NONE_PASSED;
        } else if (passed == 0) {
            rate = Math.max(failed / 2, LOWEST);
        } else if (failed == Double.POSITIVE_INFINITY) {
            rate = Math.min(passed * 2, highest);
        } else if (failed <= passed * (1 + precision)) {
            end = End.FOUND;
        } else {
            rate = Math.sqrt(passed * failed);
        }
    }

    private static void check(String name, Number value, boolean right, String expected) {
        if (!right) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
