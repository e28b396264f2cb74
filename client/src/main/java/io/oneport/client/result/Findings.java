package io.oneport.client.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out by itself. Its components are fields of {@code result.json} beside those of {@link RunResult}.
 *
 * @param started when the run began, in UTC (ISO 8601)
 * @param seconds how long all of it took
 * @param endedEarly why it ended before its time, in one sentence, or {@code null}
 * @param targetGone whether that was because the server could no longer be reached
 */
public record Findings(
        String started,
        double seconds,
        @Nullable String endedEarly,
        boolean targetGone,
        Host host,
        Validity validity,
        SocketCounts sockets,
        List<Latency> latencies,
        Integrity integrity,
        List<Books> books,
        List<FailureGroup> failures,
        List<WorstSocket> worstSockets,
        List<HostileGroup> hostile,
        Series series,
        Exchanged exchanged,
        Heat heat,
        List<Mark> marks) {
    /** Findings of which no more is known. */
    public Findings(
            String started,
            double seconds,
            String endedEarly,
            boolean targetGone,
            Host host,
            Validity validity,
            SocketCounts sockets,
            List<Latency> latencies,
            Integrity integrity,
            List<Books> books,
            List<FailureGroup> failures,
            List<WorstSocket> worstSockets,
            List<HostileGroup> hostile,
            Series series) {
        this(
                started,
                seconds,
                endedEarly,
                targetGone,
                host,
                validity,
                sockets,
                latencies,
                integrity,
                books,
                failures,
                worstSockets,
                hostile,
                series,
                Exchanged.NONE,
                Heat.NONE,
                List.of());
    }

    /** How {@code endedEarly} begins if a condition was not met. */
    public static final String ABORTED = "a condition was not met: ";

    /** The same figures, if the run was a part of something longer, of which these are the beginning, length and end. */
    public Findings asPartOf(
            String wholeStarted, double wholeSeconds, @Nullable String wholeEndedEarly, boolean wholeTargetGone) {
        return new Findings(
                wholeStarted,
                wholeSeconds,
                wholeEndedEarly,
                wholeTargetGone,
                host,
                validity,
                sockets,
                latencies,
                integrity,
                books,
                failures,
                worstSockets,
                hostile,
                series,
                exchanged,
                heat,
                marks);
    }

    /** Whether it ended early because a condition was not met. */
    public boolean aborted() {
        return endedEarly != null && endedEarly.startsWith(ABORTED);
    }

    /** Whether it ended early because somebody interrupted it. */
    public boolean interrupted() {
        return endedEarly != null && !targetGone && !aborted();
    }
}
