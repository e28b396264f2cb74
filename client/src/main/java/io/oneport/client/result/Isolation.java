package io.oneport.client.result;

import java.util.List;
import java.util.Map;

/**
 * What the isolation experiment found: whether upgrades on some sockets slow down others. Messages that were due near an
 * upgrade are compared with those that were due near moments at which nothing was done.
 *
 * @param marginNanos a message is slow that took longer than usual by this
 * @param nearNanos how long after a moment a message was due that counts as near it
 * @param limit how much greater the share of slow messages may be near upgrades
 * @param outcome whether it is
 * @param sentence the verdict in words
 * @param pairs of an upgrade and another moment, that were compared
 * @param dropped those that were not, because this client itself stood still meanwhile
 * @param upgrades that were tried
 * @param completed those of them that got their 101
 * @param batches the pairs in the order of time, divided into equal parts
 */
public record Isolation(
        long marginNanos,
        long nearNanos,
        double limit,
        Conclusion outcome,
        String sentence,
        long pairs,
        long dropped,
        long upgrades,
        long completed,
        List<MomentBatch> batches,
        List<Comparison> comparisons) {
    /** Of the experiment, or of one comparison. */
    public enum Conclusion {
        PASS,
        FAIL,
        /** The interval contains the limit: it takes more pairs. */
        UNDECIDED,
        /** This client itself stood still too often, or too few upgrades completed. */
        NOISY
    }

    /**
     * Consecutive pairs.
     *
     * @param startSeconds when the first of them was, since the run began
     * @param probes what each probe (such as {@code http}) saw
     */
    public record MomentBatch(double startSeconds, Map<String, Sides> probes) {}

    /** The 90th percentile of messages near the upgrades of a batch, and near its other moments. */
    public record Sides(long nearP90Nanos, long calmP90Nanos) {}

    /**
     * Messages near upgrades against those near other moments, for one probe. A figure that is not finite has no value; in
     * JSON it is {@code null}.
     *
     * @param probe such as {@code http} or {@code ws}
     * @param near how many messages were near upgrades
     * @param calm how many were near other moments
     * @param usualNanos the median of the latter
     * @param nearSlow share of slow messages near upgrades
     * @param calmSlow share of slow messages near other moments
     * @param excess the difference of both shares
     * @param excessLow lower end of its 99.7 % interval
     * @param excessHigh upper end
     * @param nearP90Nanos 90th percentile near upgrades
     * @param calmP90Nanos 90th percentile near other moments
     * @param shiftNanos the difference of both
     * @param lowNanos lower end of its 99.7 % interval
     * @param highNanos upper end
     */
    public record Comparison(
            String probe,
            long near,
            long calm,
            long usualNanos,
            double nearSlow,
            double calmSlow,
            double excess,
            double excessLow,
            double excessHigh,
            double nearP90Nanos,
            double calmP90Nanos,
            double shiftNanos,
            double lowNanos,
            double highNanos,
            Conclusion outcome,
            String sentence) {}
}
