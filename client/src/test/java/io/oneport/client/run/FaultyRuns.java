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
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.Fault.Harm;
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

    /** The load, as options and their values. */
    abstract Map<String, String> usual();

    /**
     * Runs once; its books must close.
     *
     * @param more such as {@code --ws=5}; they go before the usual ones, and a name alone takes the usual one away
     */
    final RunResult load(FaultyServer server, String... more) throws IOException {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "--arrival", "uniform",
                "--warmup", "0s",
                "--drain", "3s",
                "--out", out.toString()));
        options.putAll(usual());
        for (String option : more) {
            String[] parts = option.split("=", 2);
            if (parts.length == 1) {
                options.remove(option);
            } else {
                options.put(parts[0], parts[1]);
            }
        }
        List<String> arguments = new ArrayList<>(List.of(server.url(), "--quiet"));
        options.forEach((name, value) -> arguments.add(name + "=" + value));
        run = CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
        assertEquals("", run.err());
        RunResult result = ResultJson.read(out.resolve("result.json"));
        result.found().books().forEach(books -> assertTrue(books.closed(), books::toString));
        return result;
    }

    /**
     * Runs once against a server that harms messages: that is found as often as the server counts it, and nothing else.
     *
     * @param every one of so many messages is harmed
     * @param unseen so many at most don't show, as they are the last ones
     */
    final RunResult assertFinds(Harm harm, int every, int unseen, String... more) throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(harm, every))) {
            RunResult result = load(server, more);
            long faults = server.counts().faults();
            long found = assertOnly(harm, result.found().integrity());
            assertTrue(found <= faults && found >= faults - unseen, found + " of " + faults + "\n" + run.out());
            assertFaulty(result);
            return result;
        }
    }

    /** Gives how often. */
    private long assertOnly(Harm harm, Integrity found) {
        long lost = harm == Harm.DROP ? found.lost() : 0;
        long duplicated = harm == Harm.DUPLICATE ? found.duplicated() : 0;
        long reordered = harm == Harm.REORDER ? found.reordered() : 0;
        long corrupted = harm == Harm.CORRUPT || harm == Harm.TRUNCATE ? found.corrupted() : 0;
        long crossed = harm == Harm.CROSS ? found.crossed() : 0;
        assertOnly(found, lost, duplicated, reordered, corrupted, crossed);
        return lost + duplicated + reordered + corrupted + crossed;
    }

    final void assertFaulty(RunResult result) {
        // However busy this machine is: what is lost is lost.
        assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::out);
        assertEquals(ExitCode.VERIFICATION_FAILED, result.exitCode());
    }

    /** A machine that is too busy to measure is no failure of the test. */
    final void assertEnds(int exitCode, RunResult result) {
        assertEquals(isValid(result) ? exitCode : ExitCode.INVALID, run.status(), run::out);
    }

    final void assertOnly(Integrity found, long lost, long duplicated, long reordered, long corrupted, long crossed) {
        assertTrue(lost + duplicated + reordered + corrupted + crossed > 0, run::out);
        assertEquals(
                new Integrity(
                        true, found.messages(), lost, duplicated, reordered, corrupted, crossed, 0, 0, found.answers()),
                found,
                run::out);
    }

    /** If not, this machine was so busy that the client says of itself that its figures count for nothing. */
    static boolean isValid(RunResult result) {
        return result.found().validity().verdict() != Validity.Verdict.INVALID;
    }

    static Books books(RunResult result, String name) {
        return result.found().books().stream()
                .filter(books -> books.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Of TLS, full or resumed. */
    static long handshakes(RunResult result) {
        return result.found().latencies().stream()
                .filter(latency -> latency.metric().startsWith("tls"))
                .mapToLong(latency -> latency.corrected().getTotalCount())
                .sum();
    }

    static Latency latency(RunResult result, String metric) {
        return result.found().latencies().stream()
                .filter(latency -> latency.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
