package io.oneport.client.experiment.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Storm;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StormCommandTest {
    @TempDir
    private Path out;

    private CommandRun storm(String url, String... args) {
        String[] all = Stream.concat(List.of(args).stream(), List.of("--quiet", "--out", out.toString(), url).stream())
                .toArray(String[]::new);
        return CommandRun.of(new StormCommand(), all);
    }

    private RunResult result() throws IOException {
        return ResultJson.read(out.resolve("result.json"));
    }

    @Test
    @MostlyWaits
    void whoIsCutIsBack() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun run = storm(server.url(), "--ws=40", "--cut=25%", "--rounds=2", "--every=2s", "--all-within=1h");
            List<Storm.Round> rounds = result().storm().rounds();
            assertEquals(2, rounds.size(), run::toString);
            for (Storm.Round round : rounds) {
                assertEquals("rst", round.how());
                assertEquals(10, round.cut(), run::toString);
                if (result().found().validity().verdict() == Validity.Verdict.INVALID) {
                    // So busy a machine may not have had them all back before the round was over.
                    assertTrue(round.recovered() <= 10, run::toString);
                    continue;
                }
                assertEquals(10, round.recovered(), run::toString);
                assertEquals(round.recoveredAfterNanos().get(9), round.all());
                assertTrue(round.half() > 0 && round.half() <= round.most() && round.most() <= round.all());
            }
            assertTrue(result().found().sockets().reopened() <= 20, run::toString);
            assertEquals(0, result().found().sockets().lost(), "cut by us, not lost: " + run);
            assertEquals(1, result().thresholds().size(), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void whoMayNotComeBackInTimeMissesTheThreshold() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun run = storm(
                    server.url(),
                    "--ws=20",
                    "--cut=100%",
                    "--how=fin",
                    "--rounds=1",
                    "--every=1s",
                    "--reconnect-within=500ms",
                    "--all-within=1ms");
            assertEquals(20, result().storm().rounds().get(0).cut(), run::toString);
            assertEquals("fin", result().storm().rounds().get(0).how());
            assertTrue(result().storm().rounds().get(0).all() > 100_000_000L, "spread over half a second: " + run);
            assertTrue(run.status() == ExitCode.THRESHOLD || run.status() == ExitCode.INVALID, run::toString);
            assertTrue(run.out().contains("✗ all-within 1ms"), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void aServerThatDiesGivesAReportUpToThen() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("die:150,fin"))) {
            CommandRun run = storm(server.url(), "--ws=20", "--rate=5/s", "--every=10s");
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::toString);
            assertTrue(run.out().contains("ended early the target is gone"), run::toString);
            assertEquals(ExitCode.UNREACHABLE, result().exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ws 0 http://x | ws: 0 (expected: at least 1)",
                "--cut 0% http://x | cut: 0% (expected: per cent, more than 0% and at most 100%, such as 50%)",
                "--how kill http://x | how: kill (expected: fin or rst)",
                "--rounds 0 http://x | rounds: 0 (expected: 1 to 1000)",
                "--rounds 1000 --every 24h http://x | every: 24h (expected: at most 24h in all: 1000 --rounds of it are 24000h)",
                "--rounds 25 --every 1h http://x | every: 1h (expected: at most 24h in all: 25 --rounds of it are 25h)",
                "--every 500ms http://x | every: 500ms (expected: at least 1s)",
                "--every 2s --reconnect-within 2s http://x | reconnect-within: 2s (expected: less than --every, 2s)",
                "--threads 0 http://x | threads: 0 (expected: 1 to 64)",
                "--ws 9999999 http://x | sockets: 9999999 (expected: at most",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        CommandRun run = CommandRun.of(new StormCommand(), line.split(" "));
        assertEquals(ExitCode.USAGE, run.status(), run::toString);
        assertTrue(run.err().startsWith(message), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
    }
}
