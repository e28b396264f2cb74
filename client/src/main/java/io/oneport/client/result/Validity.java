package io.oneport.client.result;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Whether the figures describe the server, or rather the client itself. Judged before any latency.
 *
 * @param reasons one sentence each; empty if valid
 * @param sendLag from when a message was due to when it was written, in nanoseconds: the client's own delay
 * @param stalls how often an event loop stalled for longer than 50 ms
 * @param longestStallNanos the longest stall, also if it was shorter than that
 * @param gcNanos time spent in garbage collection while measuring
 * @param cpu share of a core that the busiest event loop used; 1.0 is a whole core
 * @param portsUsed the largest number of local ports in use towards the target, those in TIME_WAIT included, and
 *     {@code portsAvailable} how many the system allows
 * @param filesUsed the largest number of file descriptors, and {@code filesAvailable} how many the process may have
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
    /** The share of a core from which on latencies may be the client's own: its thread is hardly ever free when one comes. */
    public static final double BUSY_CPU = 0.9;

    /** Whether the busiest event loop was too busy to tell its own delays from the server's. */
    public boolean busy() {
        return cpu > BUSY_CPU;
    }

    /** From best to worst. */
    public enum Verdict {
        /** The client kept to its plan. */
        VALID,
        /** The client was somewhat late: read the reasons before trusting the tail. */
        SUSPECT,
        /** The client was too late: the figures are its own, not the server's. */
        INVALID
    }
}
