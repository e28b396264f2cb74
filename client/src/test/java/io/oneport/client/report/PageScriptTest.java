package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the page's script computes, which no element shows, in a real browser, where there is one. */
class PageScriptTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    @TempDir
    Path folder;

    @BeforeEach
    void thereIsABrowser() {
        Needs.program(Chromium.PROGRAM, "chromium");
    }

    /** The value of an expression in which {@code input} is the given JSON. */
    private JsonNode evaluated(List<String> scripts, String input, String expression)
            throws IOException, InterruptedException {
        StringBuilder page = new StringBuilder("<pre id=\"out\"></pre>\n<script type=\"module\">\n");
        for (String script : scripts) {
            try (InputStream in = ReportPage.class.getResourceAsStream(script)) {
                page.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        page.append("const input = ").append(input).append(";\n");
        page.append("const output = ").append(expression).append(";\n");
        page.append("document.getElementById('out').textContent = JSON.stringify(output);\n</script>\n");
        Path file = Files.writeString(folder.resolve("script.html"), page);
        String elements = new Chromium(folder).elementsOf(file);
        Matcher out = Pattern.compile("<pre id=\"out\">(.+?)</pre>").matcher(elements);
        assertTrue(out.find(), elements);
        return MAPPER.readTree(out.group(1).replace("&lt;", "<").replace("&amp;", "&"));
    }

    private static List<Histogram> histograms() {
        List<Histogram> all = new ArrayList<>();
        Random random = new Random(7);
        for (int size : new int[] {1, 2, 10, 1_000, 200_000}) {
            Histogram times = new Histogram(3);
            for (int i = 0; i < size; i++) {
                times.recordValue((long) Math.exp(random.nextDouble() * 29));
            }
            all.add(times);
        }
        Histogram few = new Histogram(3);
        few.recordValueWithCount(0, 3);
        few.recordValueWithCount(1_023, 5_000_000_000L);
        few.recordValueWithCount(1_024, 1);
        few.recordValueWithCount(2_048, 1);
        few.recordValueWithCount(3_600_000_000_000L, 2);
        all.add(few);
        return all;
    }

    @Test
    void percentilesAreThoseOfTheHistogram() throws IOException, InterruptedException {
        List<Histogram> histograms = histograms();
        String input = MAPPER.writeValueAsString(histograms.stream()
                .map(times -> Map.of("count", times.getTotalCount(), "hdr", HistogramJson.encoded(times)))
                .toList());
        JsonNode spectra = evaluated(
                List.of("histogram.js"),
                input,
                "await Promise.all(input.map(async ({count, hdr}) => {"
                        + " const odds = oddsUpTo(count);"
                        + " return {odds, values: valuesAt(await countsOf(hdr), odds)}; }))");
        for (int i = 0; i < histograms.size(); i++) {
            Histogram times = histograms.get(i);
            JsonNode odds = spectra.path(i).path("odds");
            JsonNode values = spectra.path(i).path("values");
            assertEquals(odds.size(), values.size());
            assertEquals(
                    Math.max(10.0, times.getTotalCount()),
                    odds.path(odds.size() - 1).doubleValue());
            for (int j = 1; j < odds.size(); j++) {
                double percentile = 100 - 100 / odds.path(j).doubleValue();
                assertEquals(
                        times.getValueAtPercentile(percentile), values.path(j).longValue(), "p" + percentile);
            }
        }
    }

    @Test
    @Tag("load")
    void oneThingIsSaidInTheSingular() throws IOException, InterruptedException {
        JsonNode said = evaluated(
                List.of("figures.js", "sentences.js"),
                """
                [[1, 1, 1], [2, 4, 0]]""",
                "input.map(([threads, cores, messages]) => facts({started: 'now', seconds: 1, seed: 7,"
                        + " host: {os: 'Linux', cores, java: '25', transport: 'epoll', threads}})"
                        + " + ' ' + integrityFound({checked: true, messages, answers: cores}))");
        assertTrue(said.path(0).asString().contains("Linux, 1 core, Java 25, epoll, 1 event loop "), said::toString);
        assertTrue(said.path(0).asString().endsWith("of 1 message and 1 response"), said::toString);
        assertTrue(said.path(1).asString().contains("Linux, 4 cores, Java 25, epoll, 2 event loops "), said::toString);
        assertTrue(said.path(1).asString().endsWith("of 0 messages and 4 responses"), said::toString);
    }

    @Test
    void theMomentsAfterTheLastMessageHaveNoRate() throws IOException, InterruptedException {
        JsonNode run =
                evaluated(List.of("series.js"), """
                {"intervalSeconds": 1, "samples": [
                  {"atSeconds": 1, "phase": "warm-up", "points": {}, "cpu": 0.1, "errors": 0},
                  {"atSeconds": 2, "phase": "measure", "points": {"ws.echo": {"count": 500, "p50Nanos": 7}}, "cpu": 0.5,
                   "errors": 3},
                  {"atSeconds": 2.01, "phase": "drain", "points": {"ws.echo": {"count": 1, "p50Nanos": 9}}, "cpu": 0, "errors": 0}
                ]}""", "overTime(input, [{metric: 'ws.echo'}, {metric: 'tls'}], [])");
        assertEquals(MAPPER.readTree("[0, 500, null]"), run.at("/metrics/0/rate"));
        assertEquals(9, run.at("/metrics/0/p50/2").intValue());
        assertEquals(1, run.path("metrics").size());
        assertEquals(MAPPER.readTree("[0.1, 0.5, null]"), run.path("cpu"));
        assertEquals(MAPPER.readTree("[0, 3, null]"), run.path("errors"));
        assertEquals(MAPPER.readTree("""
                        [{"name": "warm-up", "from": 0, "to": 1}, {"name": "measure", "from": 1, "to": 2},
                         {"name": "drain", "from": 2, "to": 2.01}]"""), run.path("phases"));
    }
}
