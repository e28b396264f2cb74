package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.FaultyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Short runs against a server that is wrong on purpose, and what they find. */
abstract class FaultyRuns {
    @TempDir
    Path out;

    /** The last one. */
    CommandRun run;

    /**
     * Runs once; its books must close.
     *
     * @param usual options of the test's own
     * @param more such as {@code --ws=5}; they go before the usual ones
     */
    final RunResult load(FaultyServer server, Map<String, String> usual, String... more) throws IOException {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "--arrival", "uniform",
                "--warmup", "0s",
                "--drain", "2s",
                "--connect-rate", "1k/s",
                "--out", out.toString()));
        options.putAll(usual);
        for (String option : more) {
            String[] parts = option.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        List<String> arguments = new ArrayList<>(List.of(server.url(), "--quiet"));
        options.forEach((name, value) -> arguments.add(name + "=" + value));
        run = CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
        assertEquals("", run.err());
        RunResult result = ResultJson.read(out.resolve("result.json"));
        result.books().forEach(books -> assertTrue(books.closed(), books::toString));
        return result;
    }

    final void assertFaulty(RunResult result) {
        assertEnds(ExitCode.VERIFICATION_FAILED, result);
    }

    /** A machine that is too busy to measure is no failure of the test. */
    final void assertEnds(int exitCode, RunResult result) {
        boolean valid = result.validity().verdict() != Validity.Verdict.INVALID;
        assertEquals(valid ? exitCode : ExitCode.INVALID, run.status(), run::out);
    }

    final void assertOnly(Integrity found, long lost, long duplicated, long reordered, long corrupted, long crossed) {
        assertTrue(lost + duplicated + reordered + corrupted + crossed > 0, run::out);
        assertEquals(
                new Integrity(true, found.messages(), lost, duplicated, reordered, corrupted, crossed, 0),
                found,
                run::out);
    }

    static Books books(RunResult result, String name) {
        return result.books().stream()
                .filter(books -> books.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Latency latency(RunResult result, String metric) {
        return result.latencies().stream()
                .filter(latency -> latency.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
