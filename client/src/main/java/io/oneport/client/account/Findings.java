package io.oneport.client.account;

import io.oneport.client.result.Books;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Host;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import io.oneport.client.result.Series;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import io.oneport.client.result.WorstSocket;
import java.util.List;

/**
 * What a run found out by itself; a command adds to it what it alone knows, such as thresholds.
 *
 * @param endedEarly why it ended before its time, or {@code null}
 * @param targetGone whether that was because the server could no longer be reached
 * @param started when, in milliseconds since 1970
 */
public record Findings(
        long started,
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
    /** Whether it ended early because somebody broke it off. */
    public boolean interrupted() {
        return endedEarly != null && !targetGone;
    }
}
