package io.oneport.client.experiment.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Search;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindCommandTest {
    @TempDir
    private Path out;

    private CommandRun find(String url, String... args) {
        List<String> common =
                List.of("--ws=5", "--warmup=0s", "--duration=300ms", "--quiet", "--out", out.toString(), url);
        return CommandRun.of(
                new FindCommand(),
                Stream.concat(Stream.of(args), common.stream()).toArray(String[]::new));
    }

    private Search search() throws IOException {
        return ResultJson.read(out.resolve("result.json")).search();
    }

    /** Two rates that any machine holds, save one that is so busy that this client is late. */
    @Test
    @MostlyWaits
    void theHighestRateThatIsAllowedIsTheBest() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun run = find(server.url(), "--from=100/s", "--to=200/s", "--threshold=ws.echo.p99<1000s");
            for (Search.Trial trial : search().trials()) {
                assertEquals(trial.passed(), trial.why() == null, run::toString);
                assertTrue(
                        trial.passed() || trial.why().matches("the client (is|may be) the limit: .*"), run::toString);
            }
            if (run.status() == ExitCode.INVALID) {
                return; // too busy a machine, and the client says so
            }
            assertEquals(ExitCode.PASS, run.status(), run::toString);
            assertEquals("achieved when 200/s were due; no higher rate was to be tried (--to)", search().sentence());
            Search.Trial last = search().trials().get(search().trials().size() - 1);
            assertEquals(200, last.rate());
            assertEquals(last.achieved(), search().bestRate(), "not what was due");
        }
    }

    @Test
    @MostlyWaits
    void aThresholdThatNothingMeetsIsToldWithItsFigure() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun run = find(server.url(), "--from=100/s", "--trials=3", "--threshold=ws.echo.p99<1us");
            assertEquals(0, search().bestRate());
            assertEquals(
                    List.of(100.0, 100.0, 50.0),
                    search().trials().stream().map(Search.Trial::rate).toList());
            assertNotNull(search().trials().get(0).why());
            assertTrue(search().sentence().contains("was reached (--trials)"), run::toString);
            assertTrue(run.status() == ExitCode.THRESHOLD || run.status() == ExitCode.INVALID, run::toString);
        }
    }

    @Test
    @MostlyWaits
    void aServerThatLosesMessagesHoldsNoRate() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("duplicate:5"))) {
            CommandRun run = find(server.url(), "--from=100/s", "--trials=2");
            assertEquals(0, search().bestRate(), run::toString);
            assertTrue(
                    search().trials().stream()
                            .allMatch(
                                    trial -> trial.why()
                                            .matches(
                                                    "messages were not delivered as they were sent|the client is the limit: .*")),
                    run::toString);
            assertTrue(run.status() == ExitCode.VERIFICATION_FAILED || run.status() == ExitCode.INVALID, run::toString);
        }
    }

    /** No load excuses it, and a lower rate at which it did not happen does not undo it. */
    @Test
    @MostlyWaits
    void whatIsWrongAtSomeRateIsNotPassedOver() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("duplicate:50"))) {
            CommandRun run = find(server.url(), "--from=100/s", "--trials=4", "--threshold=ws.echo.p99<1000s");
            assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::toString);
            assertTrue(
                    search().sentence().contains(" duplicated, reordered, corrupted or crossed when "), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void aServerThatDiesGivesAReportUpToThen() throws IOException {
        try (FaultyServer server = new FaultyServer(Fault.parse("die:60,rst"))) {
            CommandRun run = find(server.url(), "--from=100/s", "--to=100000/s");
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::toString);
            assertTrue(search().sentence().startsWith("interrupted after "), run::toString);
        }
    }

    @Test
    void whatIsWrongWithARunIsFoundInTheOrderOfWhatItMeans() {
        assertEquals(Optional.empty(), Flaw.of(RunSample.findings(true, true), List.of(RunSample.threshold(true))));
        assertEquals(
                Optional.of(new Flaw("http.p99<1ms was 2 ms", false)),
                Flaw.of(RunSample.findings(true, true), List.of(RunSample.threshold(false))));
        assertEquals(
                Optional.of(new Flaw(
                        "the client may be the limit: its busiest thread used 95 % of a core; http.p99<1ms was 2 ms",
                        true)),
                Flaw.of(RunSample.findings(true, true, 0.95, List.of()), List.of(RunSample.threshold(false))));
        assertEquals(
                Optional.empty(),
                Flaw.of(RunSample.findings(true, true, 0.95, List.of()), List.of(RunSample.threshold(true))));
        assertEquals(
                Optional.of(new Flaw("messages were not delivered as they were sent", false)),
                Flaw.of(RunSample.findings(true, false), List.of(RunSample.threshold(false))));
        assertEquals(
                Optional.of(new Flaw("messages were not delivered as they were sent", false)),
                Flaw.of(RunSample.findings(false, false), List.of(RunSample.threshold(false))));
        assertEquals(
                Optional.of(new Flaw("the client is the limit: it was late", true)),
                Flaw.of(RunSample.findings(false, true), List.of(RunSample.threshold(false))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ws 0 http://x | ws: 0 (expected: at least one socket of --ws or --http)",
                "--from 1/m http://x | from: 0.02/s (expected: at least 1/s)",
                "--to 10/s http://x | to: 10/s (expected: at least --from, 1000/s)",
                "--precision 5 http://x | precision: 5 (expected: per cent, more than 0% and at most 100%, such as 50%)",
                "--ws 0 --http 1 --deflate http://x | deflate: on (expected: off without WebSockets: --ws is 0)",
                "--size 1B http://x | size: 1B (expected: at least 16B, so that each message can say whose it is;",
                "--arrival closed http://x | arrival: closed (expected: uniform, poisson)",
                "--trials 0 http://x | trials: 0 (expected: at least 1)",
                "--http-path / http://x | http-path: / (expected: nothing: there are no sockets for plain requests)",
                "--ws 0 --http 1 --size 1KiB http://x | size: 1KiB (expected: nothing: there are no WebSockets: --ws is 0)",
                "--ws 0 --http 1 http://x/y | URL: http://x/y (expected: no path; --http-path names the page)",
                "--ws 0 --http 1 --threshold ws.echo.p99<1s http://x | threshold: ws.echo.p99<1s (expected: a figure of",
                "--threshold http.p99<1s http://x | threshold: http.p99<1s (expected: a figure of what this run measures",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        CommandRun run = CommandRun.of(new FindCommand(), line.split(" "));
        assertEquals(ExitCode.USAGE, run.status(), run::toString);
        assertTrue(run.err().startsWith(message), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
    }
}
