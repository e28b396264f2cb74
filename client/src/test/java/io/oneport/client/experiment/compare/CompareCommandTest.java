package io.oneport.client.experiment.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Host;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
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
        return result("run", metric, micros, rate, verdict, Map.of(), null);
    }

    /** A search that ended at such a rate. */
    private static RunResult search(long micros, double bestRate) {
        Search search = new Search(bestRate, "passed", List.of());
        return result("find", "ws.echo", micros, bestRate, Validity.Verdict.VALID, Map.of(), search);
    }

    private static RunResult result(
            String command,
            String metric,
            long micros,
            double rate,
            Validity.Verdict verdict,
            Map<String, String> settings,
            Search search) {
        Histogram times = new Histogram(3);
        List<Series.Sample> samples = new ArrayList<>();
        for (int second = 0; second < 30; second++) {
            long nanos = (micros + second % 3) * MICRO;
            times.recordValueWithCount(nanos, 1_000);
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
                command,
                List.of(command),
                "http://127.0.0.1:1",
                1,
                settings,
                new Findings(
                        "2026-01-01T00:00:00Z",
                        30,
                        null,
                        false,
                        new Host("Linux", 2, "17", "epoll", 1),
                        validity,
                        new SocketCounts(1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0),
                        List.of(new Latency(metric, "", times, times, null, rate)),
                        new Integrity(true, 30, 0, 0, 0, 0, 0, 0, 0, 0),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new Series(1, samples)),
                List.of(),
                null,
                null,
                search,
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
        assertTrue(
                run.out().endsWith("\nPASS        no figure of B is proven to be slower by more than 10%\n"),
                run::toString);
    }

    @Test
    void aSlowerOneIsSeenAndFailsOnlyIfAsked() throws IOException {
        String a = written("a.json", echoes(100, 50));
        String b = written("b.json", echoes(250, 40));
        CommandRun shown = compare(a, b);
        assertEquals(ExitCode.PASS, shown.status(), shown::toString);
        assertTrue(shown.out().contains("beyond the spread"), shown::toString);
        CommandRun judged = compare("--fail-if-slower=10%", a, b);
        assertEquals(ExitCode.THRESHOLD, judged.status(), judged::toString);
        assertTrue(
                judged.out().contains("slower      ws.echo.p99: 102µs in A, 252µs in B (+147 %)\n"), judged::toString);
        assertTrue(judged.out().contains("slower      ws.echo.rate: 50/s in A, 40/s in B (-20 %)\n"), judged::toString);
        assertTrue(
                judged.out().contains("not proven  ws.echo.p99.9: 102µs in A, 252µs in B (+147 %)\n"),
                judged::toString);
        assertTrue(
                judged.out().endsWith("FAIL        3 of B's figures are slower by more than 10%\n"), judged::toString);
        assertEquals(
                ExitCode.PASS,
                compare("--fail-if-slower=100%", a, written("c.json", echoes(190, 50)))
                        .status());
        assertEquals(ExitCode.PASS, compare("--fail-if-slower=10%", b, a).status(), "faster is not slower");
    }

    /** What two single runs leave open, three of each show. */
    @Test
    void aSideMayHaveSeveralResults() throws IOException {
        CommandRun one =
                compare("--fail-if-slower=10%", written("a.json", echoes(100, 50)), written("b.json", echoes(130, 50)));
        assertEquals(ExitCode.PASS, one.status(), one::toString);
        assertTrue(one.out().contains("not proven  ws.echo.p50: 101µs in A, 131µs in B (+30 %)\n"), one::toString);
        assertTrue(one.out().contains("3 or more results a side would show more"), one::toString);
        for (int i = 0; i < 3; i++) {
            for (String side : List.of("before", "after")) {
                Path run = Files.createDirectories(folder.resolve(side + "/" + i));
                int micros = (side.equals("before") ? 100 : 130) + i;
                Files.write(run.resolve("result.json"), ResultJson.bytes(echoes(micros, 50)));
            }
        }
        String before = folder.resolve("before").toString();
        String after = folder.resolve("after").toString();
        CommandRun several = compare("--fail-if-slower=10%", before, after);
        assertEquals(ExitCode.THRESHOLD, several.status(), several::toString);
        assertTrue(
                several.out().contains("slower      ws.echo.p50: 102µs in A, 132µs in B (+29 %)\n"), several::toString);
        assertTrue(
                several.out().contains("before · 3 results, figures are their medians · first run of"),
                several::toString);
        CommandRun listed = compare("--fail-if-slower=10%", before, after + "/0," + after + "/1," + after + "/2");
        assertEquals(ExitCode.THRESHOLD, listed.status(), listed::toString);
        assertEquals(
                ExitCode.PASS, compare("--fail-if-slower=10%", before, before).status());
    }

    @Test
    void anInvalidResultOfSeveralIsLeftOut() throws IOException {
        String good = written("a.json", echoes(100, 50));
        String bad = written("b.json", result("ws.echo", 900, 50, Validity.Verdict.INVALID));
        CommandRun run = compare("--fail-if-slower=10%", good, good + "," + good + "," + good + "," + bad);
        assertEquals(ExitCode.PASS, run.status(), run::toString);
        assertTrue(run.out().contains("left out    1 result of B, INVALID"), run::toString);
        assertTrue(run.out().contains("3 × VALID, 1 × INVALID"), run::toString);
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
    void ofSearchesTheBestRatesAreShownAndJudged() throws IOException {
        String a = written("a.json", search(100, 40_000));
        // Its latencies are higher since its rate is.
        String faster = written("b.json", search(300, 50_000));
        CommandRun better = compare("--fail-if-slower=10%", a, faster);
        assertEquals(ExitCode.PASS, better.status(), better::toString);
        assertTrue(
                better.out().matches("(?s).*\nbest rate +40,000/s +50,000/s +×1\\.25  beyond the spread\n.*"),
                better::toString);
        CommandRun worse = compare("--fail-if-slower=10%", faster, a);
        assertEquals(ExitCode.THRESHOLD, worse.status(), worse::toString);
        assertTrue(
                worse.out()
                        .endsWith("slower      best rate: 50,000/s in A, 40,000/s in B (-20 %)\n"
                                + "FAIL        1 of B's figures is slower by more than 10%\n"),
                worse::toString);
        CommandRun none = compare("--fail-if-slower=10%", a, written("c.json", search(100, 0)));
        assertEquals(ExitCode.THRESHOLD, none.status(), none::toString);
        assertTrue(
                none.out().matches("(?s).*\nbest rate +40,000/s +none +×0\\.00  beyond the spread\n.*"),
                none::toString);
    }

    @Test
    void resultsOfDifferentKindsAreRefused() throws IOException {
        String a = written("a.json", echoes(100, 50));
        CommandRun commands = compare(a, written("b.json", search(100, 50)));
        assertEquals(ExitCode.USAGE, commands.status(), commands::toString);
        assertEquals("B: a result of find (expected: a result of run, as A is)\n", commands.err());
        RunResult topic = result("run", "publish", 100, 50, Validity.Verdict.VALID, Map.of("scenario", "topic"), null);
        RunResult echo = result("run", "ws.echo", 100, 50, Validity.Verdict.VALID, Map.of("scenario", "echo"), null);
        CommandRun scenarios = compare(written("e.json", echo), written("t.json", topic));
        assertEquals(ExitCode.USAGE, scenarios.status(), scenarios::toString);
        assertEquals(
                "B: a result of run, scenario topic (expected: a result of run, scenario echo, as A is)\n",
                scenarios.err());
    }

    private String storm(String name, Map<String, String> settings) throws IOException {
        return written(name, result("storm", "ws.echo", 100, 50, Validity.Verdict.VALID, settings, null));
    }

    /** What an option would have added is off where it is missing; what is always told is unknown. */
    @Test
    void whatAnOlderResultDoesNotTellIsNoDifference() throws IOException {
        String older = storm("a.json", Map.of("ws", "1000"));
        String newer = storm("b.json", Map.of("ws", "1000", "size", "128B", "integrity", "on", "threads", "1"));
        assertTrue(compare(older, newer).out().contains("The same settings, host and versions."));
        assertTrue(compare(newer, older).out().contains("The same settings, host and versions."));
        CommandRun run = compare(older, storm("c.json", Map.of("ws", "1000", "size", "1KiB", "deflate", "offered")));
        assertTrue(run.out().matches("(?s).*\nsetting +A +B\ndeflate +– +offered\n\n.*"), run::toString);
        CommandRun both = compare(newer, storm("d.json", Map.of("ws", "1000", "size", "1KiB")));
        assertTrue(both.out().matches("(?s).*\nsetting +A +B\nsize +128B +1KiB\n\n.*"), both::toString);
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
