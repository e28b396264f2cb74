package io.oneport.client.result;

import java.util.List;
import java.util.Map;

/**
 * All that one run found out. A list is empty, and an experiment {@code null}, where the run had none.
 *
 * @param schema the version of the written form: {@link #SCHEMA}
 * @param program name and version of the client, such as {@code oneport-client 0.1.0}
 * @param command the subcommand, such as {@code run}
 * @param argv its arguments, as they were given
 * @param target where the load went, as a URL
 * @param started when, in UTC (ISO 8601)
 * @param seconds how long all of it took
 * @param seed what all random choices came from
 * @param settings what the run was asked to do, name and value in words, in a sensible order
 * @param endedEarly why the run ended before its time, in one sentence, or {@code null}
 */
public record RunResult(
        int schema,
        String program,
        String command,
        List<String> argv,
        String target,
        String started,
        double seconds,
        long seed,
        Host host,
        Map<String, String> settings,
        String endedEarly,
        Validity validity,
        SocketCounts sockets,
        List<Latency> latencies,
        Integrity integrity,
        List<Books> books,
        List<ThresholdOutcome> thresholds,
        List<FailureGroup> failures,
        List<WorstSocket> worstSockets,
        List<HostileGroup> hostile,
        Series series,
        Isolation isolation,
        Storm storm,
        Search search,
        int exitCode) {
    public static final int SCHEMA = 1;
}
