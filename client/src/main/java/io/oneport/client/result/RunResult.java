package io.oneport.client.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one run found out, and what it was asked to do: what is printed, written and drawn. A list is empty, and an
 * experiment {@code null}, where the run had none.
 *
 * @param schema the version of the written form: {@link #SCHEMA}
 * @param program name and version of the client, such as {@code oneport-client 0.1.0}
 * @param command the subcommand, such as {@code run}
 * @param argv its arguments, as they were given
 * @param target where the load went, as a URL
 * @param seed what all random choices came from
 * @param settings what the run was asked to do, name and value in words, in a sensible order
 * @param found what was measured; in JSON its components stand beside these
 */
public record RunResult(
        int schema,
        String program,
        String command,
        List<String> argv,
        String target,
        long seed,
        Map<String, String> settings,
        Findings found,
        List<ThresholdOutcome> thresholds,
        @Nullable Isolation isolation,
        @Nullable Storm storm,
        @Nullable Search search,
        int exitCode) {
    public static final int SCHEMA = 1;
}
