package io.oneport.client.experiment.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.experiment.find.RunSample;
import io.oneport.client.plan.Metric;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.testing.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelftestCommandTest {
    @Test
    @Tag("load")
    void theCeilingIsTold(@TempDir Path out) throws IOException {
        CommandRun run = CommandRun.of(
                new SelftestCommand(), "--ws=5", "--duration=100ms", "--threads=1", "--quiet", "--out=" + out);
        RunResult result = ResultJson.read(out.resolve("result.json"));
        assertEquals(result.exitCode(), run.status(), run::toString);
        assertTrue(
                run.out().contains("\nclosed loop, 1 in flight on each of 5 sockets; the range of two runs\n"),
                run::toString);
        assertTrue(
                run.out().matches("(?s).*unchecked  [0-9,]+ to [0-9,]+/s, [0-9.]+ µs of CPU for each\n.*"),
                run::toString);
        assertTrue(result.found().integrity().clean(), run::toString);
        for (Search.Trial trial : result.search().trials()) {
            assertTrue(
                    trial.passed()
                            || trial.why()
                                    .matches("half of the (messages left|echoes came) .* late or later|.* came back"),
                    trial::toString);
        }
        if (result.search().bestRate() > 0) {
            assertTrue(run.out().contains("\nWith 1 thread this client generates up to about "), run::toString);
            assertEquals(ExitCode.PASS, run.status(), run::toString);
        } else {
            // A machine so busy that not even one message a second leaves on time.
            assertTrue(run.out().contains("\nWith 1 thread no rate was on time: "), run::toString);
            assertEquals(ExitCode.INVALID, run.status(), run::toString);
        }
    }

    /** What is sent on time and piles up, unread, is no rate that this client keeps. */
    @Test
    void aRateWhoseEchoesPileUpIsTooHigh() {
        assertEquals(Optional.empty(), SelftestCommand.lateness(echoesAfter(9)));
        assertEquals(
                "half of the echoes came 305ms late or later",
                SelftestCommand.lateness(echoesAfter(305)).orElseThrow().why());
    }

    private static Findings echoesAfter(long millis) {
        Histogram times = new Histogram(3);
        times.recordValue(millis * 1_000_000);
        return RunSample.findings(
                true, true, 1, List.of(new Latency(Metric.ECHO.text(), "", times, times, null, 1000)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ws 0 | ws: 0 (expected: at least 1)",
                "--size 15B | size: 15B (expected: 16B to 64KiB)",
                "--duration 0s | duration: 0s (expected: at least 1ms)",
                "--threads 65 | threads: 65 (expected: 1 to 64)",
                "http://x | Unmatched argument at index 0: 'http://x'",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        CommandRun run = CommandRun.of(new SelftestCommand(), line.split(" "));
        assertEquals(ExitCode.USAGE, run.status(), run::toString);
        assertTrue(run.err().startsWith(message), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
    }
}
