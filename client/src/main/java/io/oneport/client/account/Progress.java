package io.oneport.client.account;

import io.oneport.client.plan.Metric;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a run, reported once a second.
 *
 * @param phase what it does now
 * @param atNanos since the run began
 * @param intervalNanos the time that the figures below stand for
 * @param leftNanos until the end of the drain; negative while that is unknown
 * @param completed what was completed in the interval, by metric, with corrected latencies; what had none is left out
 * @param sendLag this client's own lateness in the interval
 * @param openSockets at its end, sessions among them
 * @param plannedSockets how many are to be held open all the time
 * @param sessions those of a churn; {@code null} in any other run
 * @param errors failures and timeouts since the run began
 * @param intervalErrors those in the interval
 * @param cpu share of a core that the busiest event loop used
 * @param ports local ports towards the server
 */
public record Progress(
        RunPhase phase,
        long atNanos,
        long intervalNanos,
        long leftNanos,
        Map<Metric, Histogram> completed,
        Histogram sendLag,
        long openSockets,
        long plannedSockets,
        @Nullable Sessions sessions,
        long errors,
        long intervalErrors,
        double cpu,
        Ports ports) {
    /** The same, if the run is a part of something that began earlier by this time. */
    public Progress later(long nanos) {
        return new Progress(
                phase,
                atNanos + nanos,
                intervalNanos,
                leftNanos,
                completed,
                sendLag,
                openSockets,
                plannedSockets,
                sessions,
                errors,
                intervalErrors,
                cpu,
                ports);
    }

    /**
     * The sessions of a churn.
     *
     * @param open now, of {@code most} that may be open at once
     * @param begun in the interval
     */
    public record Sessions(long open, long most, long begun) {}

    /**
     * Local ports towards the server.
     *
     * @param used by sockets that are open, and by those that we closed first: their ports rest for a while
     */
    public record Ports(long used, long available) {
        private static final double SHORT = 0.8;

        /** Whether there may soon be none left. */
        public boolean areShort() {
            return used > SHORT * available;
        }
    }

    /** What a run does, in this order. */
    public enum RunPhase {
        CONNECT("connect"),
        WARMUP("warm-up"),
        MEASURE("measure"),
        DRAIN("drain");

        private final String text;

        RunPhase(String text) {
            this.text = text;
        }

        /** For people, such as {@code warm-up}. */
        public String text() {
            return text;
        }
    }
}
