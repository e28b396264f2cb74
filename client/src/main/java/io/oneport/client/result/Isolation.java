package io.oneport.client.result;

import java.util.List;
import java.util.Map;

/**
 * What the isolation experiment found: whether upgrades on some sockets slow down others.
 *
 * @param marginNanos the largest shift that counts as none
 * @param stormRate upgrades a second in a storm window
 * @param sentence the verdict in words
 */
public record Isolation(
        long marginNanos,
        double stormRate,
        Conclusion outcome,
        String sentence,
        List<Window> windows,
        List<Comparison> comparisons) {
    /** Of the experiment, or of one comparison. */
    public enum Conclusion {
        PASS,
        FAIL,
        /** The interval contains the margin: more windows are needed. */
        UNDECIDED,
        /** Calm windows differ from each other as much as the margin: the machine is too noisy. */
        NOISY
    }

    /**
     * One window.
     *
     * @param kind {@code calm}, {@code storm} or {@code control}
     * @param pair windows of the same pair are compared with each other
     * @param startSeconds since the run began
     * @param probes what each probe (such as {@code http}) measured in it
     */
    public record Window(
            String kind, int pair, double startSeconds, double seconds, Map<String, Series.Point> probes) {}

    /**
     * Storm against calm, for one probe and quantile. A figure that is not finite has no value: windows without any answer
     * have no quantile, and few pairs have no interval. In JSON it is {@code null}.
     *
     * @param probe such as {@code http} or {@code ws}
     * @param quantile such as {@code p99}
     * @param calmNanos median of the calm windows, and {@code stormNanos} that of the windows in a storm
     * @param shiftNanos how much later the probes' answers arrived in storms
     * @param lowNanos lower bound of the 95 % interval, and {@code highNanos} its upper bound
     * @param pValue of the Wilcoxon signed-rank test
     * @param noiseNanos upper bound of the same figure between calm windows
     */
    public record Comparison(
            String probe,
            String quantile,
            double calmNanos,
            double stormNanos,
            double shiftNanos,
            double lowNanos,
            double highNanos,
            double pValue,
            double noiseNanos,
            Conclusion outcome,
            String sentence) {}
}
