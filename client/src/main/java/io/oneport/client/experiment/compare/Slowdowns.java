package io.oneport.client.experiment.compare;

import io.oneport.client.report.Figures;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** In what a second run is worse than a first by more than is allowed. Stateless. */
final class Slowdowns {
    private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

    private Slowdowns() {}

    /**
     * Looks at every metric's quantiles, and at the rates of what a plan made due: how fast sockets were opened was asked
     * for. Of searches it looks only at the best rates, since the other figures are those of trials at different rates.
     *
     * @param allowed share by which B may be slower, such as 0.1
     * @return one line for each figure that is worse, without a line feed
     */
    static List<String> of(RunResult a, RunResult b, double allowed) {
        return a.search() != null && b.search() != null
                ? ofSearches(a.search().bestRate(), b.search().bestRate(), allowed)
                : ofRuns(a, b, allowed);
    }

    private static List<String> ofSearches(double bestA, double bestB, double allowed) {
        return bestB >= bestA * (1 - allowed)
                ? List.of()
                : List.of(line(
                        "best rate", Figures.rate(Math.rint(bestA)), Figures.rate(Math.rint(bestB)), bestB / bestA));
    }

    private static List<String> ofRuns(RunResult a, RunResult b, double allowed) {
        Map<String, Latency> ofB =
                b.found().latencies().stream().collect(Collectors.toMap(Latency::metric, Function.identity()));
        List<String> slower = new ArrayList<>();
        for (Latency before : a.found().latencies()) {
            if (before.corrected().getTotalCount() == 0) {
                continue;
            }
            Latency after = ofB.get(before.metric());
            if (after == null || after.corrected().getTotalCount() == 0) {
                slower.add(before.metric() + ": B has none");
                continue;
            }
            for (double percentile : PERCENTILES) {
                double nanosA = before.corrected().getValueAtPercentile(percentile);
                double nanosB = after.corrected().getValueAtPercentile(percentile);
                if (nanosB > nanosA * (1 + allowed)) {
                    slower.add(line(
                            before.metric() + ".p" + Figures.number(percentile),
                            Figures.time(nanosA),
                            Figures.time(nanosB),
                            nanosB / nanosA));
                }
            }
            if (before.uncorrected() != null && after.perSecond() < before.perSecond() * (1 - allowed)) {
                slower.add(line(
                        before.metric() + ".rate",
                        Figures.rate(before.perSecond()),
                        Figures.rate(after.perSecond()),
                        after.perSecond() / before.perSecond()));
            }
        }
        return slower;
    }

    private static String line(String figure, String a, String b, double ratio) {
        return String.format(Locale.ROOT, "%s: %s in A, %s in B (%+.0f %%)", figure, a, b, (ratio - 1) * 100);
    }
}
