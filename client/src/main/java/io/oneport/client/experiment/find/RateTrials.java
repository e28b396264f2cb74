package io.oneport.client.experiment.find;

import io.oneport.client.fleet.LoadRun;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.report.Figures;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Latency;
import io.oneport.client.result.Search;
import io.oneport.client.run.Measurement;
import io.oneport.protocol.IsoTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Tries the rates of a {@link RateSearch}, each by a short run. For one thread. */
public final class RateTrials {
    private final Measurement measurement;
    private final DoubleFunction<LoadPlan> planAt;
    private final Function<Findings, Optional<Flaw>> look;
    private final List<Search.Trial> trials = new ArrayList<>();
    private final long originNanos = System.nanoTime();
    private final long startedMillis = System.currentTimeMillis();

    /** Of each rate the last run that passed, and what it achieved. */
    private final Map<Double, Findings> passed = new HashMap<>();
    /** Of each rate why it did not pass, the last time that it did not. */
    private final Map<Double, Flaw> flaws = new HashMap<>();

    private @Nullable Findings best;
    private @Nullable Findings last;
    private @Nullable Flaw flaw;
    /** What the server did that no load excuses, and at which rate. */
    private @Nullable String wrong;

    private @Nullable String brokenOff;
    private boolean targetGone;

    /**
     * Prepares.
     *
     * @param measurement hears how it goes
     * @param planAt the run for a total rate per second
     * @param look finds what is wrong with a run; empty if it passes
     */
    public RateTrials(
            Measurement measurement, DoubleFunction<LoadPlan> planAt, Function<Findings, Optional<Flaw>> look) {
        this.measurement = measurement;
        this.planAt = planAt;
        this.look = look;
    }

    /**
     * Tries until the search has ended, the target is gone, or this thread is interrupted.
     *
     * @return what was found, in words and figures
     * @throws UnreachableException if the target can't be reached at all
     * @throws IOException if a run can't be prepared
     */
    public Search run(RateSearch search) throws IOException {
        for (OptionalDouble next = search.next(); next.isPresent() && brokenOff == null; next = search.next()) {
            double rate = next.getAsDouble();
            Findings found;
            try {
                found = once(rate);
            } catch (UnreachableException gone) {
                if (last == null) {
                    throw gone;
                }
                brokenOff = gone.getMessage();
                targetGone = true;
                break;
            }
            last = found;
            if (found.endedEarly() != null) {
                brokenOff = found.endedEarly();
                targetGone = found.targetGone();
            } else {
                take(search, rate, found);
            }
        }
        best = search.best().isPresent() ? passed.get(search.best().getAsDouble()) : null;
        flaw = search.failed().isPresent() ? flaws.get(search.failed().getAsDouble()) : null;
        String sentence = sentence(search) + (wrong == null ? "" : "; " + wrong);
        return new Search(best == null ? 0 : achieved(best), sentence, trials);
    }

    private Findings once(double rate) throws IOException {
        LoadPlan plan = planAt.apply(rate);
        long offset = System.nanoTime() - originNanos;
        // Another seed each time: a rate that is tried again shall not fail by the same accident.
        LoadPlan seeded = new LoadPlan(
                plan.scenario(),
                plan.fleet(),
                plan.traffic(),
                plan.phases(),
                plan.messages(),
                plan.paths(),
                plan.wires(),
                plan.seed() + trials.size());
        try (LoadRun run = new LoadRun(seeded, progress -> measurement.progress(progress.later(offset)))) {
            return run.execute();
        }
    }

    private void take(RateSearch search, double rate, Findings findings) {
        Optional<Flaw> found = look.apply(findings);
        String why = found.map(Flaw::why).orElse(null);
        Histogram times = findings.latencies().stream()
                .filter(RateTrials::isPlanned)
                .findFirst()
                .map(Latency::corrected)
                .orElseGet(() -> new Histogram(3));
        trials.add(new Search.Trial(
                rate,
                achieved(findings),
                found.isEmpty(),
                why,
                times.getValueAtPercentile(50),
                times.getValueAtPercentile(99)));
        long messages = findings.integrity().wrong();
        if (messages > 0 && wrong == null) {
            wrong = Figures.counted(messages, "message") + " duplicated, reordered, corrupted or crossed when "
                    + Figures.rate(Math.rint(rate)) + " were due";
        }
        measurement.say("trial " + trials.size() + ": " + Figures.rate(Math.rint(rate)) + " "
                + (why == null ? "passed" : "failed: " + why));
        search.report(rate, found.isEmpty());
        if (found.isEmpty()) {
            passed.put(rate, findings);
        } else {
            flaws.put(rate, found.get());
        }
    }

    /** Messages a second that were answered, of all kinds. */
    private static double achieved(Findings findings) {
        return findings.latencies().stream()
                .filter(RateTrials::isPlanned)
                .mapToDouble(Latency::perSecond)
                .sum();
    }

    private static boolean isPlanned(Latency latency) {
        return latency.uncorrected() != null;
    }

    private String sentence(RateSearch search) {
        String failed =
                flaw == null ? "" : Figures.rate(Math.rint(search.failed().orElseThrow())) + " failed: " + flaw.why();
        String at = best == null
                ? ""
                : "achieved when " + Figures.rate(Math.rint(search.best().orElseThrow())) + " were due";
        if (search.end().isEmpty()) {
            return "interrupted after " + Figures.counted(trials.size(), "trial") + ": " + brokenOff;
        }
        return switch (search.end().get()) {
            case FOUND -> at + "; " + failed;
            case HIGHEST_PASSED -> at + "; no higher rate was to be tried (--to)";
            case NONE_PASSED -> "no rate passed; " + failed;
            case NO_TRIALS_LEFT ->
                (at.isEmpty() ? "" : at + "; ") + "the limit of " + Figures.counted(trials.size(), "trial")
                        + " was reached (--trials); the best rate may be higher"
                        + (failed.isEmpty() ? "" : "; " + failed);
        };
    }

    /** Whether it was this client that could not do more than the best rate. */
    public boolean limitedByClient() {
        return flaw != null && flaw.ofClient();
    }

    /** Whether the server did at any rate what no load excuses. */
    public boolean provenWrong() {
        return wrong != null;
    }

    /** What the best trial found, or else the last one, in the time of all of them. */
    public Findings findings() {
        Findings shown = best != null ? best : last;
        return Objects.requireNonNull(shown, "there was a run")
                .asPartOf(IsoTime.text(startedMillis), (System.nanoTime() - originNanos) / 1e9, brokenOff, targetGone);
    }
}
