package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolateCommandTest {
    @TempDir
    private Path out;

    private CommandRun isolate(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--quiet", "--out", out.toString()));
        return CommandRun.of(new IsolateCommand(), all.toArray(String[]::new));
    }

    private RunResult result() throws IOException {
        return ResultJson.read(out.resolve("result.json"));
    }

    /** In a second there are too few upgrades for a verdict; what each of them does shows. */
    @Test
    @MostlyWaits
    void messagesNearUpgradesAreToldFromTheOthers() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("block-on-upgrade:60ms"))) {
            CommandRun run = isolate("--max-duration=1s", "--near=5ms", "--rate=400/s", server.url());
            Isolation isolation = result().isolation();
            assertEquals(ExitCode.INVALID, run.status(), run::toString);
            assertNotEquals(Isolation.Conclusion.PASS, isolation.outcome(), run::toString);
            assertEquals(2, isolation.comparisons().size());
            assertTrue(isolation.upgrades() > 0, run::toString);
            assertTrue(isolation.pairs() <= IsolationJudge.FEWEST_PAIRS, run::toString);
            for (Isolation.Comparison probe : isolation.comparisons()) {
                if (probe.near() > 0) {
                    assertTrue(probe.nearP90Nanos() > 50_000_000, run::toString);
                }
            }
        }
    }

    @Test
    @MostlyWaits
    void aServerThatDiesGivesAReportUpToThen() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("die:700,rst"))) {
            CommandRun run = isolate("--max-duration=30s", server.url());
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::toString);
            assertTrue(run.out().contains("ended early the target is gone"), run::toString);
            assertTrue(run.out().contains("it ended early: the target is gone"), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void aServerWithoutWebSocketsIsNoTarget() {
        try (FaultyServer server = new FaultyServer(Fault.parse("refuse-upgrade"))) {
            CommandRun run = isolate(server.url());
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::toString);
            assertEquals(1, run.err().lines().count(), run::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--margin 0s http://x | margin: 0s (expected: at least 1ms)",
                "--near 2s http://x | near: 2s (expected: at most 1s)",
                "--ws 0 --http 0 http://x | ws: 0 (expected: at least one probe of --ws or --http)",
                "--rate 1/s http://x | rate: 1/s (expected: at least 10/s for --ws 5, so that messages are due within 10ms"
                        + " of an upgrade)",
                "--ws 0 --deflate http://x | deflate: on (expected: off without WebSockets: --ws is 0)",
                "--transport tcp http://x | transport: tcp (expected: auto",
                "--http 0 --http-path / http://x | http-path: / (expected: nothing: there are no sockets for plain requests)",
                "--ws 0 --text http://x | text: on (expected: nothing: there are no WebSockets: --ws is 0)",
                "--threshold sse.open.p99<1s http://x | threshold: sse.open.p99<1s (expected: a figure of what this run"
                        + " measures",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        CommandRun run = CommandRun.of(new IsolateCommand(), line.split(" "));
        assertEquals(ExitCode.USAGE, run.status(), run::toString);
        assertTrue(run.err().startsWith(message), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
    }
}
