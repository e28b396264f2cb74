package io.oneport.client.judge;

import io.oneport.client.pace.StallWatch;
import io.oneport.client.plan.Capacity;
import io.oneport.client.result.Validity;
import io.oneport.client.result.Validity.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Judges whether a run measured the server or rather this client. Stateless: any thread.
 *
 * <p>The limits are about what a person would see in the figures: a client that sends a message 1 ms late adds that
 * millisecond to its latency.
 */
public final class ValidityJudge {
    private static final long SUSPECT_LAG_NANOS = 1_000_000;
    private static final long INVALID_LAG_NANOS = 10_000_000;
    private static final long INVALID_STALL_NANOS = 500_000_000;
    private static final double SUSPECT_GC = 0.02;
    private static final double INVALID_WITHOUT_ROOM = 0.01;

    private ValidityJudge() {}

    /**
     * Judges.
     *
     * @param measuredNanos how long was measured
     * @param withoutRoom connections for which this machine had no port or no descriptor, beside {@code opened}
     * @param closedModel whether the next message waited for an answer: then nothing could be late
     */
    public static Validity judge(
            Histogram sendLag,
            long stalls,
            long longestStallNanos,
            long gcNanos,
            double cpu,
            long measuredNanos,
            long ports,
            long portsAvailable,
            long files,
            long withoutRoom,
            long opened,
            boolean closedModel) {
        List<String> reasons = new ArrayList<>();
        Verdict verdict = Verdict.VALID;
        long lag = sendLag.getValueAtPercentile(99);
        if (lag > SUSPECT_LAG_NANOS) {
            verdict = lag > INVALID_LAG_NANOS ? Verdict.INVALID : Verdict.SUSPECT;
            reasons.add("1 in 100 messages was sent " + millis(lag)
                    + " late or later: the client could not keep to its schedule");
        }
        if (stalls > 0) {
            verdict = worse(verdict, longestStallNanos > INVALID_STALL_NANOS ? Verdict.INVALID : Verdict.SUSPECT);
            reasons.add("this client stalled " + (stalls == 1 ? "once" : stalls + " times") + " for more than "
                    + millis(StallWatch.LIMIT_NANOS) + ", at worst for " + millis(longestStallNanos));
        }
        if (cpu > Validity.BUSY_CPU) {
            verdict = worse(verdict, Verdict.SUSPECT);
            reasons.add(String.format(
                    Locale.ROOT,
                    "this client's busiest thread used %.0f %% of a core: %s",
                    cpu * 100,
                    closedModel ? "the rate may be its own ceiling" : "the latencies may be its own"));
        }
        if (measuredNanos > 0 && gcNanos > SUSPECT_GC * measuredNanos) {
            verdict = worse(verdict, Verdict.SUSPECT);
            reasons.add("this client collected garbage for " + millis(gcNanos));
        }
        if (withoutRoom > 0) {
            boolean many = withoutRoom > INVALID_WITHOUT_ROOM * (withoutRoom + opened);
            verdict = worse(verdict, many ? Verdict.INVALID : Verdict.SUSPECT);
            reasons.add(String.format(
                    Locale.ROOT,
                    "this machine had no free port or file descriptor for %,d connections: no failure of the server's"
                            + " (--source-ip adds ports, ulimit -n descriptors)",
                    withoutRoom));
        }
        return new Validity(
                verdict,
                reasons,
                sendLag,
                stalls,
                longestStallNanos,
                gcNanos,
                cpu,
                ports,
                portsAvailable,
                files,
                Capacity.filesAvailable());
    }

    private static Verdict worse(Verdict one, Verdict other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
