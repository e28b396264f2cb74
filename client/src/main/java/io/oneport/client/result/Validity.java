package io.oneport.client.result;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Whether the figures say something about the server, or rather about this client. Judged before any latency.
 *
 * @param reasons one sentence each; empty if valid
 * @param sendLag from when a message was due to when it was written, in nanoseconds: this client's own lateness
 * @param stalls how often an event loop stood still for longer than 50 ms
 * @param longestStallNanos the longest of them, or the longest of any that was seen
 * @param gcNanos time spent in garbage collection while measuring
 * @param cpu share of one core that each event loop's thread may use: 1.0 is all of it; the busiest thread's
 * @param portsUsed local ports towards the target, at the highest, those among them that rest as we closed first, and {@code portsAvailable} how many the system has for that
 * @param filesUsed descriptors at the highest, and {@code filesAvailable} how many this process may have
 */
public record Validity(
        Verdict verdict,
        List<String> reasons,
        Histogram sendLag,
        long stalls,
        long longestStallNanos,
        long gcNanos,
        double cpu,
        long portsUsed,
        long portsAvailable,
        long filesUsed,
        long filesAvailable) {
    /** In the order from good to bad. */
    public enum Verdict {
        /** The client kept to its plan. */
        VALID,
        /** It mostly did; look at the reasons before you believe the tail. */
        SUSPECT,
        /** It did not: the figures are its own, not the server's. */
        INVALID
    }
}
