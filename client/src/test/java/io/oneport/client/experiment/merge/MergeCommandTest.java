package io.oneport.client.experiment.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Series;
import io.oneport.client.run.RunCommand;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

@Timeout(60)
class MergeCommandTest {
    @TempDir
    private static Path folder;

    private static FaultyServer server;

    @BeforeAll
    static void loadTwice() throws Exception {
        server = new FaultyServer(new Fault.None());
        for (String name : List.of("a", "b")) {
            CommandRun run = CommandRun.of(
                    new RunCommand(),
                    server.url(),
                    "--quiet",
                    "--ws=3",
                    "--http=0",
                    "--rate=20/s",
                    "--arrival=uniform",
                    "--warmup=0s",
                    "--duration=1s",
                    "--threshold=ws.done>=60",
                    "--out=" + folder.resolve(name));
            assertEquals("", run.err());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CommandRun merge(String... arguments) {
        return CommandRun.of(new MergeCommand(), arguments);
    }

    private static RunResult result(String name) throws Exception {
        return ResultJson.read(folder.resolve(name).resolve("result.json"));
    }

    private static Books ws(RunResult result) {
        return result.found().books().stream()
                .filter(books -> books.name().equals("ws"))
                .findFirst()
                .orElseThrow();
    }

    private static Latency echo(RunResult result) {
        return result.found().latencies().stream()
                .filter(one -> one.metric().equals("ws.echo"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsAndHistogramsAddUp() throws Exception {
        Path sum = folder.resolve("sum");
        Path junit = folder.resolve("junit.xml");
        CommandRun run = merge(
                folder.resolve("a").toString(),
                folder.resolve("b").resolve("result.json").toString(),
                "--out=" + sum,
                "--junit=" + junit,
                "--threshold=ws.done>=121");
        assertEquals("", run.err());
        RunResult merged = result("sum");
        RunResult one = result("a");
        RunResult other = result("b");
        assertEquals(120, ws(merged).done(), run::out);
        assertTrue(ws(merged).closed());
        Histogram expected = echo(one).corrected().copy();
        expected.add(echo(other).corrected());
        assertEquals(expected, echo(merged).corrected());
        assertEquals(
                one.found().integrity().messages() + other.found().integrity().messages(),
                merged.found().integrity().messages());
        assertEquals(
                List.of("ws.done>=60", "ws.done>=121"),
                merged.thresholds().stream().map(threshold -> threshold.text()).toList());
        assertEquals(
                List.of(true, false),
                merged.thresholds().stream().map(threshold -> threshold.held()).toList());
        long counted = merged.found().series().samples().stream()
                .map(Series.Sample::points)
                .filter(points -> points.containsKey("ws.echo"))
                .mapToLong(points -> points.get("ws.echo").count())
                .sum();
        assertEquals(120, counted);
        assertTrue(run.status() == ExitCode.THRESHOLD || run.status() == ExitCode.INVALID, run::out);
        assertEquals(run.status(), merged.exitCode());
        assertTrue(Files.size(sum.resolve("report.html")) > 1000);

        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(junit.toFile())
                .getDocumentElement();
        assertEquals("testsuite", suite.getTagName());
        assertEquals(
                suite.getAttribute("tests"),
                String.valueOf(suite.getElementsByTagName("testcase").getLength()));
        assertEquals(
                suite.getAttribute("failures"),
                String.valueOf(suite.getElementsByTagName("failure").getLength()));
        assertTrue(Integer.parseInt(suite.getAttribute("failures")) >= 1);
    }

    /** Also if another machine did not look. */
    @Test
    void whatOneMachineHasLostIsLost() throws Exception {
        Path lossy = changed("lossy", "\"lost\"", "3");
        Path blind = changed("blind", "\"checked\"", "false");
        CommandRun run = merge(lossy.toString(), blind.toString(), "--out=" + folder.resolve("partly"));
        assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::out);
        assertEquals(3, result("partly").found().integrity().lost(), run::out);
    }

    /** A result with another value in its integrity. */
    private static Path changed(String name, String field, String value) throws Exception {
        String json = Files.readString(folder.resolve("a").resolve("result.json"));
        int at = json.lastIndexOf(field, json.indexOf("\"crossed\""));
        int from = json.indexOf(':', at) + 1;
        int to = json.indexOf(',', at);
        return Files.writeString(folder.resolve(name), json.substring(0, from) + value + json.substring(to));
    }

    @Test
    void aConditionThatDoesNotHoldEndsTheRun() throws Exception {
        Instant before = Instant.now();
        CommandRun run = CommandRun.of(
                new RunCommand(),
                server.url(),
                "--quiet",
                "--ws=3",
                "--http=0",
                "--rate=200/s",
                "--warmup=0s",
                "--duration=50s",
                "--abort-on=ws.echo.p50<1us",
                "--out=" + folder.resolve("aborted"));
        assertTrue(run.status() == ExitCode.THRESHOLD || run.status() == ExitCode.INVALID, run::out);
        assertTrue(Instant.now().isBefore(before.plusSeconds(40)), run::out);
        RunResult result = result("aborted");
        assertTrue(result.found().aborted());
        assertTrue(
                result.found().endedEarly().startsWith("a condition was not met: --abort-on ws.echo.p50<1us: was "),
                result.found()::endedEarly);
        result.found().books().forEach(books -> assertTrue(books.closed(), books::toString));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        String a = folder.resolve("a").toString();
        assertRefused("(expected: two results or more)", merge(a));
        assertRefused("result: ", merge(a, folder.resolve("none").toString()));
        assertRefused(
                "junit: " + folder.resolve("no/such.xml") + " (expected: a file in a folder that exists)",
                merge(a, folder.resolve("b").toString(), "--junit=" + folder.resolve("no/such.xml")));
        assertRefused(
                "abort-on: ws.failed<1 (expected: a condition on a latency, a rate or a count of a metric)",
                CommandRun.of(new RunCommand(), server.url(), "--quiet", "--abort-on=ws.failed<1"));
        assertRefused(
                "a time to come",
                CommandRun.of(new RunCommand(), server.url(), "--quiet", "--start-at=2020-01-01T00:00:00Z"));
        assertRefused(
                "a time with its offset, such as",
                CommandRun.of(new RunCommand(), server.url(), "--quiet", "--start-at=noon"));
        assertRefused(
                "a port from 0 to 65535, or HOST:PORT",
                CommandRun.of(new RunCommand(), server.url(), "--quiet", "--prometheus-port=70000"));
    }

    @Test
    void aResultCountsOnce() throws Exception {
        Path folderOfA = folder.resolve("a");
        Path a = folderOfA.resolve("result.json");
        Path b = folder.resolve("b");
        Path copy = Files.copy(a, folder.resolve("copy"));
        assertRefused(
                "RESULT: " + a + " (expected: each result once: it is given twice)",
                merge(folderOfA.toString(), b.toString(), a.toString()));
        assertRefused(
                "RESULT: " + copy + " (expected: each result once: " + a + " has the same content)",
                merge(a.toString(), b.toString(), copy.toString()));
    }

    private static void assertRefused(String said, CommandRun run) {
        assertEquals(ExitCode.USAGE, run.status(), run::err);
        assertTrue(run.err().contains(said), run::err);
    }
}
