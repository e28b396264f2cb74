package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path temporary;

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void writesEveryFileAndNothingElse() throws IOException {
        Path folder = temporary.resolve("a/b");
        RunResult result = SampleResult.stalled().build();
        ResultFolder out = ResultFolder.open(folder);
        assertEquals(Set.of(), names(folder));
        out.begin("oneport-client 0.1.0", result.target(), STARTED).close();
        out.write(result);
        assertEquals(
                Set.of(
                        "connect.hgrm",
                        "http.hgrm",
                        "http.uncorrected.hgrm",
                        "report.html",
                        "result.json",
                        "run.hlog",
                        "series.csv",
                        "tls.hgrm",
                        "upgrade.hgrm",
                        "ws.echo.hgrm",
                        "ws.echo.uncorrected.hgrm"),
                names(folder));
        assertEquals(result, ResultJson.read(folder.resolve("result.json")));
    }

    @Test
    void percentilesAreInMillisecondsAndNeverNaN() throws IOException {
        ResultFolder.open(temporary).write(SampleResult.stalled().build());
        String echo = Files.readString(temporary.resolve("ws.echo.hgrm"));
        assertTrue(echo.contains("#[Max     =     2000"), echo.substring(echo.length() - 300));
        assertTrue(Files.readString(temporary.resolve("tls.hgrm")).startsWith("#[No values]"));
    }

    @Test
    void theSeriesIsATable() throws IOException {
        ResultFolder.open(temporary).write(SampleResult.stalled().build());
        List<String> rows = Files.readAllLines(temporary.resolve("series.csv"));
        assertEquals(41, rows.size());
        assertTrue(rows.get(0).startsWith("at_seconds,phase,open_sockets,errors,send_lag_p99_ms,cpu,connect.count,"));
        long columns = rows.get(0).split(",", -1).length;
        rows.forEach(row -> assertEquals(columns, row.split(",", -1).length, row));
        assertTrue(rows.get(1).startsWith("1.000,warm-up,350,0,"), rows.get(1));
    }

    @Test
    void theNextRunTakesAwayTheLastOnesFiles() throws IOException {
        ResultFolder out = ResultFolder.open(temporary);
        out.write(SampleResult.good().build());
        Files.writeString(temporary.resolve("notes.txt"), "mine");
        out.begin("p", "t", STARTED).close();
        assertEquals(Set.of("notes.txt", "run.hlog"), names(temporary));
    }

    @Test
    void aResultThatIsNoneOfOursIsLeftAlone() throws IOException {
        ResultFolder out = ResultFolder.open(temporary);
        Path foreign = Files.writeString(temporary.resolve("result.json"), "{}");
        assertThrows(IOException.class, () -> out.begin("p", "t", STARTED));
        var refused = assertThrows(IllegalArgumentException.class, () -> ResultFolder.open(temporary));
        assertEquals(
                "out: " + temporary
                        + " (expected: a folder without a result.json that is not of oneport-client, schema 1)",
                refused.getMessage());
        assertEquals("{}", Files.readString(foreign));
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        for (Path path : List.of(file, file.resolve("below"), Path.of(""))) {
            var refused = assertThrows(IllegalArgumentException.class, () -> ResultFolder.open(path));
            assertEquals("out: " + path + " (expected: a folder that can be written)", refused.getMessage());
        }
    }

    @Test
    void aFileThatCannotBeReplacedIsNamed() throws IOException {
        ResultFolder out = ResultFolder.open(temporary);
        Path blocked = Files.createDirectories(temporary.resolve("series.csv/full"));
        var failure = assertThrows(
                IOException.class, () -> out.write(SampleResult.good().build()));
        String line = String.valueOf(failure.getMessage());
        assertTrue(line.startsWith("out: " + blocked.getParent() + " (expected: a file that can be written; "), line);
        assertTrue(names(temporary).stream().noneMatch(name -> name.endsWith(".part")));
    }

    @Test
    void theLogIsReadableAsFarAsItGot() throws IOException {
        Path file = temporary.resolve("run.hlog");
        Histogram first = new Histogram(3);
        first.recordValueWithCount(1_000_000, 5);
        Histogram second = new Histogram(3);
        second.recordValue(2_000_000_000L);
        // Not closed before it is read: as if the run had been killed.
        try (RunLog log = new RunLog(file, "oneport-client 0.1.0", "ws://x/\necho", STARTED)) {
            log.interval("ws.echo", 0, 1, first);
            log.interval("http", 1, 2.5, second);
            HistogramLogReader reader = new HistogramLogReader(file.toFile());
            Histogram one = (Histogram) reader.nextIntervalHistogram();
            assertEquals("ws.echo", one.getTag());
            assertEquals(first, one);
            assertEquals(STARTED.toEpochMilli(), one.getStartTimeStamp());
            Histogram two = (Histogram) reader.nextIntervalHistogram();
            assertEquals("http", two.getTag());
            assertEquals(second, two);
            assertEquals(STARTED.toEpochMilli() + 2_500, two.getEndTimeStamp());
            assertNull(reader.nextIntervalHistogram());
            assertEquals(STARTED.toEpochMilli() / 1000.0, reader.getStartTimeSec());
            reader.close();
        }
        assertTrue(Files.readString(file).startsWith("#[oneport-client 0.1.0, target ws://x/\uFFFDecho]"));
    }
}
