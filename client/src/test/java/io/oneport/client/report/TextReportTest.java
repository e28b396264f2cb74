package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.Books;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Integrity;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static void contains(String text, String part) {
        assertTrue(text.contains(part), () -> "no \"" + part + "\" in\n" + text);
    }

    private static void fits(String text) {
        text.lines().forEach(line -> assertTrue(line.length() <= 110, line));
        assertFalse(text.contains("NaN"), text);
    }

    @Test
    void theVerdictComesFirstAndTheOutcomeLast() {
        List<String> lines =
                TextReport.of(SampleResult.stalled().build()).lines().toList();
        assertTrue(lines.get(0).startsWith("SUSPECT "), lines.get(0));
        contains(String.join("\n", lines.subList(1, 3)), "- an event loop of this client stalled for 31 ms, twice");
        assertEquals(
                "failed      messages did not arrive as they were sent (exit code 4)", lines.get(lines.size() - 1));
    }

    @Test
    void whatIsNotThereIsADash() {
        String text = TextReport.of(SampleResult.good().build());
        fits(text);
        assertTrue(text.lines().anyMatch(line -> line.matches("tls +0 +– +– +– +– +–")), text);
        contains(text, "seed 42");
    }

    @Test
    void theGapBetweenDueAndSentIsShownWhereThereIsOne() {
        assertFalse(TextReport.of(SampleResult.good().build()).contains("uncorrected"));
        String text = TextReport.of(SampleResult.stalled().build());
        fits(text);
        contains(text, "\n  uncorrected  155,000 ");
        contains(text, "\n  pessimistic  155,007 ");
        contains(text, Sentences.UNCORRECTED);
        contains(text, "MESSAGES DID NOT ARRIVE AS THEY WERE SENT");
        contains(text, "✗ ws.echo.p99<5ms  was 1.92s");
        contains(text, "61     22.4s  10.0.0.1  connection reset by peer");
    }

    @Test
    void oneMessageIsSaidInTheSingular() {
        SampleResult sample = SampleResult.good();
        sample.integrity = new Integrity(true, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        sample.deflateOffered = 1;
        String text = TextReport.of(sample.build());
        contains(text, "of 1 message\n");
        contains(text, "the server declined deflate on 1 of 1 socket: messages there were not compressed");
    }

    @Test
    void whetherCompressionWasAgreedIsSaidOfThoseWhoOfferedIt() {
        assertFalse(TextReport.of(SampleResult.good().build()).contains("deflate"));
        SampleResult sample = SampleResult.good();
        sample.deflateOffered = 500;
        sample.deflateAgreed = 500;
        String agreed = TextReport.of(sample.build());
        fits(agreed);
        contains(agreed, " · deflate agreed on 500 of 500 · ");
        assertFalse(agreed.contains("not compressed"), agreed);
        sample.deflateAgreed = 0;
        String declined = TextReport.of(sample.build());
        fits(declined);
        contains(declined, " · deflate agreed on 0 of 500 · ");
        contains(declined, "- the server declined deflate on 500 of 500 sockets: messages there");
    }

    @Test
    void booksThatDoNotCloseAreLoud() {
        SampleResult sample = SampleResult.good();
        sample.books = List.of(new Books("ws", 1_000, 990, 3, 0, 0, 0));
        String text = TextReport.of(sample.build());
        contains(text, "7 UNACCOUNTED FOR");
        contains(text, "ACCOUNTING IS INCOMPLETE");
        assertFalse(TextReport.of(SampleResult.good().build()).contains("CCOUNTED FOR"));
    }

    @Test
    void experimentsHaveTheirTablesAndVerdicts() {
        String isolation = TextReport.of(SampleResult.isolation(1500).build());
        fits(isolation);
        contains(isolation, "37% … 45%");
        assertTrue(
                isolation.lines().anyMatch(line -> line.matches("http +220µs +1.0% +42% +41% .* 1.90ms  FAIL")),
                isolation);
        contains(isolation, "FAIL        near an upgrade 42% of the http messages are slow");
        String storm = TextReport.of(SampleResult.storm().build());
        assertTrue(storm.lines().anyMatch(line -> line.matches("rst +25\\.0s +1,000 +994 .* –")), storm);
        String search = TextReport.of(SampleResult.search().build());
        fits(search);
        contains(search, "best        20,000/s: 20,000/s met all thresholds");
    }

    @Test
    void failuresAreBoundedAndDoNotSteerATerminal() {
        SampleResult sample = SampleResult.good();
        sample.endedEarly = "it said \u001b[2J " + "and so on ".repeat(30);
        sample.failures = IntStream.range(0, 12)
                .mapToObj(i -> new FailureGroup("bad \u001b[2J\n" + "x".repeat(300), "10.0.0.1", 12 - i, 1, ""))
                .toList();
        String text = TextReport.of(sample.build());
        fits(text);
        assertFalse(text.contains("\u001b"));
        contains(text, "and 2 more kinds of failure");
        assertEquals(10, text.lines().filter(line -> line.contains("bad ")).count());
    }

    @Test
    void figuresHaveThreeDigitsAndAUnit() {
        assertEquals("0", Figures.time(0));
        assertEquals("850ns", Figures.time(850));
        assertEquals("1.00µs", Figures.time(999.6));
        assertEquals("12.3µs", Figures.time(12_345));
        assertEquals("1.00ms", Figures.time(999_600));
        assertEquals("2.01s", Figures.time(2_010_000_000L));
        assertEquals("3,600s", Figures.time(3_600_000_000_000L));
        assertEquals("–", Figures.time(Double.NaN));
        assertEquals("-3.00ms", Figures.shift(-3_000_000));
        assertEquals("+3.00ms", Figures.shift(3_000_000));
        assertEquals("1,234,567", Figures.count(1_234_567));
        assertEquals("1.05M", Figures.roundCount(1_048_576));
        assertEquals("41%", Figures.percent(0.41));
        assertEquals("–", Figures.ratio(0, 1));
    }
}
