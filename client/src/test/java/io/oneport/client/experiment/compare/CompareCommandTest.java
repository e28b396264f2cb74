package io.oneport.client.experiment.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Host;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Series;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    private static final long MICRO = 1000;

    @TempDir
    private Path folder;

    /** A run of 30 seconds whose echoes took about so long. */
    private static RunResult result(String metric, long micros, double rate, Validity.Verdict verdict) {
        Histogram times = new Histogram(3);
        List<Series.Sample> samples = new ArrayList<>();
        for (int second = 0; second < 30; second++) {
            long nanos = (micros + second % 3) * MICRO;
            times.recordValue(nanos);
            samples.add(new Series.Sample(
                    second,
                    "measure",
                    Map.of(metric, new Series.Point((long) rate, nanos, 2 * nanos, 3 * nanos)),
                    1,
                    0,
                    0,
                    0.1));
        }
        Validity validity = new Validity(verdict, List.of(), new Histogram(3), 0, 0, 0, 0.1, 1, 10, 1, 10);
        return new RunResult(
                RunResult.SCHEMA,
                "oneport-client 0",
                "run",
                List.of("run"),
                "http://127.0.0.1:1",
                "2026-01-01T00:00:00Z",
                30,
                1,
                new Host("Linux", 2, "17", "epoll", 1),
                Map.of(),
                null,
                validity,
                new SocketCounts(1, 1, 1, 0, 0, 0, 0, 0, 1),
                List.of(new Latency(metric, "", times, times, null, rate)),
                new Integrity(true, 30, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Series(1, samples),
                null,
                null,
                null,
                0);
    }

    private String written(String name, RunResult result) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, ResultJson.bytes(result));
        return file.toString();
    }

    private static RunResult echoes(long micros, double rate) {
        return result("ws.echo", micros, rate, Validity.Verdict.VALID);
    }

    private static CommandRun compare(String... args) {
        return CommandRun.of(new CompareCommand(), args);
    }

    @Test
    void twoOfAKindStandSideBySide() throws IOException {
        CommandRun run = compare(
                "--fail-if-slower", "10%", written("a.json", echoes(100, 50)), written("b.json", echoes(100, 50)));
        assertEquals(ExitCode.PASS, run.status(), run::toString);
        assertTrue(run.out().contains("The same settings, host and versions."), run::toString);
        assertTrue(run.out().contains("×1.00"), run::toString);
        assertTrue(run.out().contains("within"), run::toString);
        assertTrue(run.out().endsWith("\nPASS        no figure of B is slower by more than 10%\n"), run::toString);
    }

    @Test
    void aSlowerOneIsSeenAndFailsOnlyIfAsked() throws IOException {
        String a = written("a.json", echoes(100, 50));
        String b = written("b.json", echoes(150, 40));
        CommandRun shown = compare(a, b);
        assertEquals(ExitCode.PASS, shown.status(), shown::toString);
        assertTrue(shown.out().contains("beyond the spread"), shown::toString);
        CommandRun judged = compare("--fail-if-slower=10%", a, b);
        assertEquals(ExitCode.THRESHOLD, judged.status(), judged::toString);
        assertTrue(
                judged.out().contains("slower      ws.echo.p99: 102µs in A, 152µs in B (+49 %)\n"), judged::toString);
        assertTrue(judged.out().contains("slower      ws.echo.rate: 50/s in A, 40/s in B (-20 %)\n"), judged::toString);
        assertTrue(
                judged.out().endsWith("FAIL        4 of B's figures are slower by more than 10%\n"), judged::toString);
        assertEquals(ExitCode.PASS, compare("--fail-if-slower=60%", a, b).status());
        assertEquals(ExitCode.PASS, compare("--fail-if-slower=10%", b, a).status(), "faster is not slower");
    }

    @Test
    void whatBDoesNotHaveIsWorse() throws IOException {
        CommandRun run = compare(
                "--fail-if-slower=10%",
                written("a.json", echoes(100, 50)), written("b.json", result("http", 100, 50, Validity.Verdict.VALID)));
        assertEquals(ExitCode.THRESHOLD, run.status(), run::toString);
        assertTrue(run.out().contains("slower      ws.echo: B has none\n"), run::toString);
    }

    @Test
    void anInvalidRunIsNotJudged() throws IOException {
        CommandRun run = compare(
                "--fail-if-slower=10%",
                written("a.json", echoes(100, 50)),
                written("b.json", result("ws.echo", 100, 50, Validity.Verdict.INVALID)));
        assertEquals(ExitCode.INVALID, run.status(), run::toString);
    }

    @Test
    void aFolderStandsForItsResult() throws IOException {
        String file = written("result.json", echoes(100, 50));
        assertEquals(ExitCode.PASS, compare(folder.toString(), file).status());
    }

    @Test
    void whatIsNoResultIsToldInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{}");
        CommandRun run = compare(written("a.json", echoes(100, 50)), file.toString());
        assertEquals(ExitCode.USAGE, run.status(), run::toString);
        assertEquals(
                "result: " + file + " (expected: a result.json of oneport-client, schema 1; it names no schema)\n",
                run.err());
        assertEquals(ExitCode.USAGE, compare(file.toString()).status());
    }
}
