package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.Books;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Series;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The page in a real browser, where there is one. */
@Tag("load")
class ReportInBrowserTest {
    private static final Pattern SECTION = Pattern.compile("<section id=\"([a-z]+)\">(.*?)</section>", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<t[hd][^>]*>(.*?)</t[hd]>", Pattern.DOTALL);

    @TempDir
    Path folder;

    @BeforeEach
    void thereIsABrowser() {
        Needs.program(Chromium.PROGRAM, "chromium");
    }

    /** A page as it is once its script has run. */
    private record Page(String elements) {
        List<String> sections() {
            return SECTION.matcher(elements)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }

        String section(String id) {
            return SECTION.matcher(elements)
                    .results()
                    .filter(match -> match.group(1).equals(id))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no section " + id))
                    .group(2);
        }

        /** The cells that are not empty, by row, the headings first. */
        List<List<String>> table(String section) {
            return ROW.matcher(section(section))
                    .results()
                    .map(row -> CELL.matcher(row.group(1))
                            .results()
                            .map(cell -> text(cell.group(1)).strip())
                            .filter(cell -> !cell.isEmpty())
                            .toList())
                    .toList();
        }

        String words() {
            String body = elements.substring(elements.indexOf("<main>"), elements.indexOf("</main>"));
            return text(body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "));
        }

        int count(String part) {
            return elements.split(Pattern.quote(part), -1).length - 1;
        }

        private static String text(String markup) {
            return markup.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        }
    }

    private Page opened(RunResult result) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("report.html"), ReportPage.of(result));
        Page page = new Page(new Chromium(folder).elementsOf(file));
        assertTrue(page.elements.contains("data-drawn=\"true\""), "the script did not come to its end");
        assertTrue(page.elements.contains("id=\"broken\" class=\"alarm\" hidden"), "the error banner shows");
        return page;
    }

    /** What the text at the end of a run says in a table. */
    private static List<List<String>> cells(Table table) {
        List<List<String>> cells = new ArrayList<>();
        table.text(1000)
                .lines()
                .forEach(line -> cells.add(Arrays.asList(line.strip().split(" {2,}"))));
        return cells;
    }

    private static void agrees(RunResult result, Page page) {
        assertEquals(cells(Tables.phases(result)), page.table("phases"));
        assertEquals(cells(Tables.books(result)), page.table("accounting"));
        assertEquals(cells(Tables.worstSockets(result)), page.table("worst"));
        String words = page.words();
        List<String> said = new ArrayList<>(List.of(
                result.command(),
                result.target(),
                result.found().validity().verdict().name(),
                "exit code " + result.exitCode(),
                Sentences.health(result.found().validity()),
                Sentences.sockets(result.found().sockets()),
                Sentences.declined(result.found().sockets()),
                Sentences.integrity(result.found().integrity())));
        said.addAll(result.found().validity().reasons());
        result.thresholds().forEach(one -> said.add(one.text() + " was " + one.actual()));
        result.found().latencies().forEach(one -> said.add(one.about()));
        // An experiment says what it found, and not what an exit code means.
        if (result.exitCode() != 0 && result.isolation() == null) {
            said.add(Sentences.outcome(result.exitCode()));
        }
        said.forEach(sentence -> assertTrue(words.contains(sentence), () -> "no \"" + sentence + "\" in " + words));
        assertFalse(words.contains("NaN") || words.contains("undefined") || words.contains("null"), words);
    }

    private static void allPlotsAreDrawn(int plots, Page page) {
        assertEquals(plots, page.count("<canvas"));
        assertEquals(plots, page.count("class=\"plot\""));
    }

    @Test
    void aRunShowsItsNumbers() throws IOException, InterruptedException {
        SampleResult sample = SampleResult.good();
        RunResult result = sample.build();
        Page page = opened(result);
        agrees(result, page);
        allPlotsAreDrawn(6, page);
        assertEquals(
                List.of(
                        "thresholds",
                        "latency",
                        "time",
                        "phases",
                        "percentiles",
                        "integrity",
                        "accounting",
                        "worst",
                        "health",
                        "settings"),
                page.sections());
        assertTrue(page.elements.contains("<title>oneport-client 0.1.0 run ws://10.0.0.9:8080/echo</title>"));
        assertTrue(page.words()
                .contains("oneport-client run ws://10.0.0.9:8080/echo --ws 500 --http 200"
                        + " --threshold 'ws.echo.p99<5ms'"));
        assertTrue(page.words().contains(" achieved 5,000/s mean "));
        assertEquals(
                List.of("metric", "mean", "p50", "p75", "p90", "p99", "p99.9", "p99.99", "max"),
                page.table("percentiles").get(0));
        assertTrue(page.words().contains("Payload: 3.7 MiB sent · 4.9 MiB received · HTTP status 200: 5,900, 503: 12"));
        assertTrue(page.section("latency").contains("class=\"cell\""), "no heat map");
        assertTrue(page.table("settings").contains(List.of("rate", "10/s per socket")));
    }

    @Test
    void twoResultsAreDrawnOverEachOther() throws IOException, InterruptedException {
        RunResult first = SampleResult.good().build();
        RunResult second = SampleResult.stalled().build();
        Path file = Files.writeString(
                folder.resolve("compare.html"),
                ComparePage.of("a", first, "b</script>", second, Map.of("ws.echo.p99", "beyond the spread")));
        Page page = new Page(new Chromium(folder).elementsOf(file));
        assertTrue(page.elements.contains("data-drawn=\"true\""), "the script did not come to its end");
        assertTrue(page.elements.contains("id=\"broken\" class=\"alarm\" hidden"), "the error banner shows");
        allPlotsAreDrawn(2, page);
        assertTrue(page.words().contains("A: a"), page::words);
        assertTrue(page.words().contains("B: b</script>"), page::words);
        assertTrue(page.table("figures").stream().anyMatch(row -> row.contains("beyond the spread")));
    }

    @Test
    void whatWentWrongIsShown() throws IOException, InterruptedException {
        SampleResult sample = SampleResult.stalled();
        sample.endedEarly = "the server closed all sockets";
        sample.deflateOffered = 500;
        sample.deflateAgreed = 498;
        sample.books = List.of(new Books("ws", 1_000, 990, 3, 0, 5, 0));
        sample.failures = IntStream.range(0, 12)
                .mapToObj(i -> new FailureGroup("failure " + i, "10.0.0." + i, 1234 - i, 1.25, "example " + i))
                .toList();
        RunResult result = sample.build();
        Page page = opened(result);
        agrees(result, page);
        assertEquals(cells(Tables.hostile(result)), page.table("hostile"));
        List<List<String>> failures = page.table("failures");
        assertEquals(11, failures.size());
        assertEquals(List.of("1,232", "1.3s", "10.0.0.2", "failure 2", "example 2"), failures.get(3));
        for (String said : List.of(
                Sentences.UNCORRECTED,
                Sentences.PESSIMISTIC,
                "Ended early: the server closed all sockets",
                Sentences.ACCOUNTING_INCOMPLETE,
                "unsent 5",
                Tables.furtherFailures(result))) {
            assertTrue(page.words().contains(said), said);
        }
    }

    @Test
    void experimentsHaveTheirOwnSections() throws IOException, InterruptedException {
        RunResult result = SampleResult.everything().build();
        Page page = opened(result);
        agrees(result, page);
        allPlotsAreDrawn(8, page);
        assertEquals(15, page.sections().size());
        assertEquals(cells(Tables.isolation(result.isolation())), page.table("isolation"));
        assertEquals(cells(Tables.storm(result.storm())), page.table("storm"));
        assertEquals(cells(Tables.search(result.search())), page.table("search"));
        assertTrue(page.words().contains(result.isolation().sentence().substring(1)));
        assertTrue(page.words().contains("Best: 20,000/s, " + result.search().sentence()));
        String isolation = page.section("isolation");
        int comparisons = result.isolation().comparisons().size();
        assertEquals(1 + comparisons, isolation.split("<svg", -1).length - 1);
        assertEquals(comparisons, isolation.split("class=\"interval ", -1).length - 1);
        // A dot beside the interval, and one at each end of its line.
        assertEquals(comparisons * 12 * 3, isolation.split("class=\"pair\"", -1).length - 1);
    }

    @Test
    void eachExperimentAloneIsDrawn() throws IOException, InterruptedException {
        for (SampleResult sample : List.of(SampleResult.isolation(1500), SampleResult.storm(), SampleResult.search())) {
            Set<String> experiments = Set.of("isolation", "storm", "search");
            RunResult result = sample.build();
            Page page = opened(result);
            agrees(result, page);
            assertEquals(
                    1, page.sections().stream().filter(experiments::contains).count(), sample.command);
        }
    }

    @Test
    void aRunThatNeverBeganHasAPage() throws IOException, InterruptedException {
        SampleResult sample = SampleResult.good();
        sample.series = new Series(1, List.of());
        RunResult result = sample.build();
        Page page = opened(result);
        agrees(result, page);
        allPlotsAreDrawn(1, page);
        assertFalse(page.sections().contains("time"));
    }

    @Test
    void aHostileServersTextIsSeenAndNotRun() throws IOException, InterruptedException {
        String attack =
                "</script><script>document.documentElement.dataset.hacked=1</script><img src=x onerror=alert(1)>\"'\u0007";
        JsonNode hostile = suffixed(
                "",
                JsonMapper.shared()
                        .readTree(ResultJson.bytes(SampleResult.everything().build())),
                attack);
        Path file =
                Files.write(folder.resolve("result.json"), JsonMapper.shared().writeValueAsBytes(hostile));
        Page page = opened(ResultJson.read(file));
        assertFalse(page.elements.contains("data-hacked"));
        assertEquals(0, page.count("<img"));
        assertEquals(3, page.count("<script"));
        allPlotsAreDrawn(8, page);
        // In each table and in the pictures, the control character made visible.
        String seen = attack.replace('\u0007', '\ufffd');
        for (String section : List.of("phases", "accounting", "hostile", "failures", "worst", "settings", "search")) {
            assertTrue(page.table(section).toString().contains(seen), section);
        }
        assertTrue(page.words().contains("run" + seen));
    }

    /** The same result with the attack at the end of each string that a server or a user could have chosen. */
    private static JsonNode suffixed(String name, JsonNode node, String attack) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (node.isString()) {
            boolean ours =
                    Set.of("verdict", "outcome", "hdr", "kind", "quantile").contains(name);
            return ours ? node : make.stringNode(node.stringValue() + attack);
        }
        if (node.isArray()) {
            var array = make.arrayNode();
            node.forEach(element -> array.add(suffixed(name, element, attack)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = make.objectNode();
            boolean names = Set.of("settings", "outcomes", "points", "probes").contains(name);
            node.forEachEntry((key, value) -> object.set(names ? key + attack : key, suffixed(key, value, attack)));
            return object;
        }
        return node;
    }

    /** A change of sizes that an observer of sizes makes at once is reported as an error of the page. */
    @Test
    void aWiderWindowIsNoError() throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("report.html"),
                ReportPage.of(SampleResult.everything().build()));
        Path outer = Files.writeString(folder.resolve("outer.html"), """
                <iframe id="inner" src="report.html" style="width:500px;height:900px"></iframe>
                <pre id="out"></pre>
                <script>
                const inner = document.getElementById("inner");
                // by frames: sizes are observed then, and virtual time must not run out before one is drawn
                const moment = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)));
                inner.onload = async () => {
                  const page = inner.contentDocument;
                  const width = () => page.querySelector("#plot-storm canvas")?.clientWidth;
                  while (page.documentElement.dataset.drawn !== "true") await moment();
                  const widths = [];
                  for (const outside of [700, 1200, 380]) {
                    const before = width();
                    inner.style.width = outside + "px";
                    while (width() === before) await moment();
                    widths.push(width());
                  }
                  await moment();
                  document.getElementById("out").textContent = `${widths} ${page.getElementById("broken").hidden}`;
                };
                </script>
                """);
        String elements = new Chromium(folder).elementsOf(outer);
        Matcher out = Pattern.compile("<pre id=\"out\">(\\d+),(\\d+),(\\d+) true</pre>")
                .matcher(elements);
        assertTrue(out.find(), elements);
        int[] widths = IntStream.rangeClosed(1, 3)
                .map(i -> Integer.parseInt(out.group(i)))
                .toArray();
        assertTrue(widths[0] < widths[1] && widths[2] < widths[0], Arrays.toString(widths));
    }
}
