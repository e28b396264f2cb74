package io.oneport.client.result;

/**
 * A socket that stands out.
 *
 * @param fiveTuple both its ends
 * @param speaks its protocol, such as {@code ws}
 * @param done how much it completed
 * @param failed how much of it failed or was late
 * @param worstNanos its longest corrected latency
 * @param worstAtSeconds when that was, in seconds since the run began
 */
public record WorstSocket(
        String fiveTuple, String speaks, long done, long failed, long worstNanos, double worstAtSeconds) {}
