package io.oneport.client.experiment.isolate;

import io.oneport.client.result.Isolation;
import io.oneport.client.result.Isolation.Conclusion;
import io.oneport.client.result.Series;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes of windows and what the probes saw in them the experiment's result. For one thread. */
final class IsolationResult {
    private static final List<Integer> PERCENTILES = List.of(50, 99);

    private final WindowPlan planned;
    private final List<Probe> probes;
    private final ProbeRecorder recorder;
    private final Duration margin;
    private final double stormRate;
    private final long seed;

    /**
     * Makes one.
     *
     * @param planned all windows
     * @param probes those that there were
     * @param recorder what they saw
     * @param stormRate upgrades that were to be made in a second
     * @param seed of the bootstraps
     */
    IsolationResult(
            WindowPlan planned,
            List<Probe> probes,
            ProbeRecorder recorder,
            Duration margin,
            double stormRate,
            long seed) {
        this.planned = planned;
        this.probes = probes;
        this.recorder = recorder;
        this.margin = margin;
        this.stormRate = stormRate;
        this.seed = seed;
    }

    /**
     * Judges.
     *
     * @param tally what became of the storms
     * @param endNanos when the run ended, since it began; windows that had not ended by then do not count
     */
    Isolation judge(StormTally tally, long endNanos) {
        WindowPlan done = planned.until(endNanos - recorder.beginNanos());
        boolean whole = done.windows().size() == planned.windows().size();
        List<Isolation.Window> windows = windows(done);
        if (done.storms() == 0 || done.controls() == 0) {
            String why = brokenOff(done) + ", before there was a pair of each kind";
            return result(Conclusion.UNDECIDED, sentence(List.of(why), tally), windows, List.of());
        }
        IsolationVerdict verdict = IsolationVerdict.judge(observations(done), margin, seed);
        Conclusion outcome = outcome(verdict.outcome());
        List<String> why = new ArrayList<>();
        if (outcome != Conclusion.FAIL && tally.clientFellShort()) {
            outcome = Conclusion.NOISY;
        } else if (outcome == Conclusion.PASS && !whole) {
            outcome = Conclusion.UNDECIDED;
        } else if (outcome == Conclusion.PASS) {
            why.add("storms shift no figure by more than the margin of " + Units.text(margin));
        }
        verdict.findings().stream()
                .filter(finding -> finding.outcome() == verdict.outcome())
                .filter(finding -> finding.outcome() != Finding.Grade.PASS)
                .forEach(finding -> why.add(finding.text()));
        if (!whole) {
            why.add(brokenOff(done));
        }
        return result(outcome, sentence(why, tally), windows, comparisons(done, verdict));
    }

    private String brokenOff(WindowPlan done) {
        return "it was interrupted after " + done.windows().size() + " of "
                + planned.windows().size() + " windows";
    }

    private static String sentence(List<String> why, StormTally tally) {
        return String.join("; ", why) + (why.isEmpty() ? "" : "; ") + tally.sentence();
    }

    private Isolation result(
            Conclusion outcome,
            String sentence,
            List<Isolation.Window> windows,
            List<Isolation.Comparison> comparisons) {
        return new Isolation(margin.toNanos(), stormRate, outcome, sentence, windows, comparisons);
    }

    private static Conclusion outcome(Finding.Grade outcome) {
        return switch (outcome) {
            case PASS -> Conclusion.PASS;
            case UNDECIDED -> Conclusion.UNDECIDED;
            case INVALID -> Conclusion.NOISY;
            case FAIL -> Conclusion.FAIL;
        };
    }

    private List<Isolation.Window> windows(WindowPlan done) {
        List<Isolation.Window> windows = new ArrayList<>();
        for (int i = 0; i < done.windows().size(); i++) {
            WindowPlan.PlannedWindow window = done.windows().get(i);
            Map<String, Series.Point> points = new LinkedHashMap<>();
            for (Probe probe : probes) {
                recorder.point(probe, i).ifPresent(point -> points.put(probe.text(), point));
            }
            windows.add(new Isolation.Window(
                    kind(window.kind()),
                    window.pair(),
                    (recorder.beginNanos() + window.startNanos()) / 1e9,
                    window.lengthNanos() / 1e9,
                    points));
        }
        return windows;
    }

    private static String kind(WindowPlan.WindowKind kind) {
        return switch (kind) {
            case CALM -> "calm";
            case STORM -> "storm";
            case CONTROL_A, CONTROL_B -> "control";
        };
    }

    private double[] quantiles(WindowPlan done, Probe probe, int percentile) {
        return IntStream.range(0, done.windows().size())
                .mapToDouble(window -> recorder.quantile(probe, window, percentile))
                .toArray();
    }

    private List<Observation> observations(WindowPlan done) {
        List<Observation> observations = new ArrayList<>();
        for (Probe probe : probes) {
            for (int percentile : PERCENTILES) {
                double[] quantiles = quantiles(done, probe, percentile);
                observations.add(new Observation(
                        probe.text() + ".p" + percentile, done.stormPairs(quantiles), done.controlPairs(quantiles)));
            }
        }
        return observations;
    }

    private List<Isolation.Comparison> comparisons(WindowPlan done, IsolationVerdict verdict) {
        List<Isolation.Comparison> comparisons = new ArrayList<>();
        for (Probe probe : probes) {
            for (int percentile : PERCENTILES) {
                Finding finding = verdict.findings().get(comparisons.size());
                List<WindowPair> pairs = done.stormPairs(quantiles(done, probe, percentile));
                comparisons.add(new Isolation.Comparison(
                        probe.text(),
                        "p" + percentile,
                        median(pairs.stream()
                                .mapToDouble(WindowPair::beforeNanos)
                                .toArray()),
                        median(pairs.stream()
                                .mapToDouble(WindowPair::afterNanos)
                                .toArray()),
                        finding.storm().nanos(),
                        finding.storm().lowNanos(),
                        finding.storm().highNanos(),
                        finding.storm().pValue(),
                        finding.noiseNanos(),
                        outcome(finding.outcome()),
                        finding.text()));
            }
        }
        return comparisons;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
