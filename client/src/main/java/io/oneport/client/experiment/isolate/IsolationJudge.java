package io.oneport.client.experiment.isolate;

import io.oneport.client.report.Figures;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.Isolation.Conclusion;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges what was seen by some time. Any thread; reads no clock. */
final class IsolationJudge {
    /** The share of messages by which more may be slow near upgrades: one in ten, so it is about the 90th percentile. */
    static final double LIMIT = 0.1;
    /** With fewer pairs there is no verdict, whatever they say. */
    static final int FEWEST_PAIRS = 100;

    private static final double QUANTILE = 90;
    private static final int BATCHES = 20;
    private static final double MOST_DROPPED = 0.5;

    /** From best to worst, so that the worst of several probes counts. */
    private static final List<Conclusion> FROM_BEST =
            List.of(Conclusion.PASS, Conclusion.NOISY, Conclusion.UNDECIDED, Conclusion.FAIL);

    private final Duration margin;
    private final Duration near;
    private final List<Probe> probes;
    private final long seed;

    /** @param seed of the bootstraps */
    IsolationJudge(Duration margin, Duration near, List<Probe> probes, long seed) {
        this.margin = margin;
        this.near = near;
        this.probes = probes;
        this.seed = seed;
    }

    /**
     * What was seen.
     *
     * @param messages of each probe
     * @param pairs all moments, in the order of time
     * @param standstills of the event loop that drives the probes
     */
    record Seen(Map<Probe, ProbeLog.LoggedMessages> messages, List<MomentPair> pairs, Standstills standstills) {}

    /** Whether the pairs that ended by some time are enough for a verdict. */
    boolean canTell(Seen seen, long untilNanos) {
        List<MomentPair> kept = kept(seen).stream()
                .filter(pair -> pair.lastNanos() + near.toNanos() < untilNanos)
                .toList();
        Conclusion worst = worst(probes.stream()
                .map(probe -> outcome(excess(evidence(seen, probe, kept)), kept.size()))
                .toList());
        return worst == Conclusion.PASS || worst == Conclusion.FAIL;
    }

    /**
     * Judges all of it.
     *
     * @param tally what became of the upgrades
     * @param endedEarly why the experiment was broken off, or {@code null} if it was not
     */
    Isolation judge(Seen seen, VisitTally tally, @Nullable String endedEarly) {
        List<MomentPair> kept = kept(seen);
        List<Isolation.Comparison> comparisons = probes.stream()
                .map(probe -> comparison(probe, evidence(seen, probe, kept), kept.size()))
                .toList();
        Conclusion outcome =
                worst(comparisons.stream().map(Isolation.Comparison::outcome).toList());
        long dropped = seen.pairs.size() - kept.size();
        List<String> why = new ArrayList<>();
        if (outcome != Conclusion.FAIL && tally.tooFew()) {
            outcome = Conclusion.NOISY;
            why.add("too few upgrades completed to tell");
        } else if (outcome == Conclusion.UNDECIDED && dropped > MOST_DROPPED * seen.pairs.size()) {
            outcome = Conclusion.NOISY;
            why.add("this client itself stood still at " + Figures.percent(dropped / (double) seen.pairs.size())
                    + " of the moments: this machine is too busy to tell");
        } else if (outcome == Conclusion.PASS) {
            why.add("near an upgrade no more messages are slow: at most " + worstExcess(comparisons)
                    + " more than at other times (limit " + Figures.percent(LIMIT) + ")");
        } else {
            Conclusion named = outcome;
            comparisons.stream().filter(one -> one.outcome() == named).forEach(one -> why.add(one.sentence()));
        }
        if (endedEarly != null) {
            why.add("it ended early: " + endedEarly);
        }
        why.add("slow: " + Units.text(margin) + " above the usual, due within " + Units.text(near)
                + " of one of " + Figures.counted(kept.size(), "upgrade")
                + (dropped == 0 ? "" : ", " + Figures.count(dropped) + " dropped because this client stood still"));
        if (tally.completed() < tally.begun()) {
            why.add(tally.sentence());
        }
        return new Isolation(
                margin.toNanos(),
                near.toNanos(),
                LIMIT,
                outcome,
                String.join("; ", why),
                kept.size(),
                dropped,
                tally.begun(),
                tally.completed(),
                batches(seen, kept),
                comparisons);
    }

    /** What this client read late because it stood still says nothing of the server. */
    private List<MomentPair> kept(Seen seen) {
        long after = near.toNanos() + margin.toNanos();
        return seen.pairs.stream()
                .filter(pair -> !seen.standstills.touch(pair.upgradeNanos(), pair.upgradeNanos() + after)
                        && !seen.standstills.touch(pair.calmNanos(), pair.calmNanos() + after))
                .toList();
    }

    private Evidence evidence(Seen seen, Probe probe, List<MomentPair> pairs) {
        return Evidence.of(
                Objects.requireNonNull(seen.messages.get(probe), "each probe has some"), pairs, near.toNanos());
    }

    private Excess excess(Evidence evidence) {
        return Excess.of(evidence, evidence.usualNanos() + margin.toNanos());
    }

    private static Conclusion outcome(Excess excess, int pairs) {
        if (pairs < FEWEST_PAIRS) {
            return Conclusion.UNDECIDED;
        }
        if (excess.low() > LIMIT) {
            return Conclusion.FAIL;
        }
        return excess.high() < LIMIT ? Conclusion.PASS : Conclusion.UNDECIDED;
    }

    private static Conclusion worst(List<Conclusion> outcomes) {
        return FROM_BEST.get(
                outcomes.stream().mapToInt(FROM_BEST::indexOf).max().orElseThrow());
    }

    private static String worstExcess(List<Isolation.Comparison> comparisons) {
        return Figures.percent(Math.max(
                0,
                comparisons.stream()
                        .mapToDouble(Isolation.Comparison::excessHigh)
                        .max()
                        .orElseThrow()));
    }

    private Isolation.Comparison comparison(Probe probe, Evidence evidence, int pairs) {
        Excess excess = excess(evidence);
        QuantileShift shift = QuantileShift.of(evidence, QUANTILE, seed);
        Conclusion outcome = outcome(excess, pairs);
        return new Isolation.Comparison(
                probe.text(),
                evidence.nearCount(),
                evidence.calmCount(),
                evidence.usualNanos(),
                excess.near(),
                excess.calm(),
                excess.share(),
                excess.low(),
                excess.high(),
                shift.nearNanos(),
                shift.calmNanos(),
                shift.nanos(),
                shift.lowNanos(),
                shift.highNanos(),
                outcome,
                sentence(probe, excess, shift, outcome, pairs));
    }

    private static String sentence(Probe probe, Excess excess, QuantileShift shift, Conclusion outcome, int pairs) {
        if (pairs < FEWEST_PAIRS) {
            return probe.text() + ": " + Figures.counted(pairs, "upgrade") + " can't show anything; it takes "
                    + FEWEST_PAIRS;
        }
        String seen = probe.text() + ": " + Figures.percent(excess.near())
                + " of the messages near an upgrade are slow, "
                + Figures.percent(excess.calm()) + " of the others; p90 " + Figures.time(shift.nearNanos()) + " and "
                + Figures.time(shift.calmNanos());
        return outcome != Conclusion.UNDECIDED
                ? seen
                : seen + ": the difference lies between " + Figures.percent(excess.low()) + " and "
                        + Figures.percent(excess.high()) + ", and the limit of " + Figures.percent(LIMIT)
                        + " in between: --max-duration gives it more time";
    }

    private List<Isolation.MomentBatch> batches(Seen seen, List<MomentPair> kept) {
        Map<Probe, Evidence> all = new LinkedHashMap<>();
        probes.forEach(probe -> all.put(probe, evidence(seen, probe, kept)));
        int count = Math.min(BATCHES, kept.size());
        List<Isolation.MomentBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * kept.size() / count);
            int to = (int) ((i + 1L) * kept.size() / count);
            Map<String, Isolation.Sides> sides = new LinkedHashMap<>();
            all.forEach((probe, evidence) -> {
                Evidence part = evidence.part(from, to);
                if (part.nearCount() > 0 && part.calmCount() > 0) {
                    sides.put(
                            probe.text(),
                            new Isolation.Sides(part.nearQuantile(QUANTILE), part.calmQuantile(QUANTILE)));
                }
            });
            MomentPair first = kept.get(from);
            batches.add(new Isolation.MomentBatch(Math.min(first.upgradeNanos(), first.calmNanos()) / 1e9, sides));
        }
        return batches;
    }
}
