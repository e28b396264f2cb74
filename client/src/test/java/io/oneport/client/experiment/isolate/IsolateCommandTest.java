package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.plan.Capacity;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.InetAddress;
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

    /** Two upgrades in a storm, each of which stops the whole server for longer than any margin. */
    @Test
    @MostlyWaits
    void aServerThatBlocksOnUpgradesFails() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("block-on-upgrade:100ms"))) {
            CommandRun run = isolate(
                    "--pairs=6",
                    "--controls=6",
                    "--window=200ms",
                    "--washout=200ms",
                    "--storm-rate=10/s",
                    "--margin=30ms",
                    server.url());
            assertEquals(24, result().isolation().windows().size());
            assertEquals(4, result().isolation().comparisons().size());
            assertNotEquals(Isolation.Conclusion.PASS, result().isolation().outcome(), run::toString);
            if (run.status() == ExitCode.INVALID) {
                return; // too busy a machine, and the client says so
            }
            assertEquals(Isolation.Conclusion.FAIL, result().isolation().outcome(), run::toString);
            assertTrue(run.out().contains("\nFAIL        "), run::toString);
            assertEquals(ExitCode.THRESHOLD, run.status(), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void aServerThatDiesGivesAReportUpToThen() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("die:700,rst"))) {
            CommandRun run = isolate("--window=400ms", "--washout=0s", "--pairs=60", server.url());
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::toString);
            assertTrue(run.out().contains("ended early the target is gone"), run::toString);
            assertTrue(result().isolation().windows().size() < 140, run::toString);
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

    /** A port rests for as long as the system says, which towards itself may be a second and not a minute. */
    @Test
    void portsThatRestForASecondDoNotForbidAStorm() throws Exception {
        Needs.met(
                Capacity.portRestSeconds(InetAddress.getLoopbackAddress()) == 1,
                "ports that rest for one second on loopback",
                "Linux with net.ipv4.tcp_tw_reuse=2, its default");
        try (FaultyServer server = new FaultyServer(Fault.parse("refuse-upgrade"))) {
            CommandRun run = isolate(server.url(), "--storm-rate=2k/s", "--pairs=60", "--window=1s");
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::toString);
        }
        CommandRun refused = isolate("http://127.0.0.1:1", "--storm-rate=900k/s", "--pairs=60", "--window=1s");
        assertEquals(ExitCode.USAGE, refused.status(), refused::toString);
        assertTrue(refused.err().contains("/s: a port may rest for 1s then, and there are "), refused::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--pairs 0 http://x | pairs: 0 (expected: 1 to 200)",
                "--controls 201 http://x | controls: 201 (expected: 1 to 200)",
                "--margin 0s http://x | margin: 0s (expected: at least 1ms)",
                "--ws 0 --http 0 http://x | ws: 0 (expected: at least one probe of --ws or --http)",
                "--window 10ms http://x | rate: 50/s (expected: at least 20 answers of --ws in a window of 10ms)",
                "--window 1h --washout 0s http://x | window: 1h (expected: at most 24h in all: 60 of it, with --washout between"
                        + " them, are 60h)",
                "--window 2h http://x | window: 2h (expected: at most 1h)",
                "--storm-rate 5 http://x | storm-rate: 5 (expected: a rate with its unit: /s, /m or /h, such as 10/s or"
                        + " 1.5k/s)",
                "--storm-rate 900k/s http://127.0.0.1 | storm-rate: 900",
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
