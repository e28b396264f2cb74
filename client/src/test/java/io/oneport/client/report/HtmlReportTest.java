package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Series;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Pattern LOADS = Pattern.compile(
            "(?i)<link|<img|<iframe|<script[^>]+src|@import|url\\(|(src|href)\\s*=\\s*[\"']?(https?:)?//");

    private static SampleResult everything() {
        SampleResult sample = SampleResult.stalled();
        sample.isolation = SampleResult.isolation(60).isolation;
        sample.storm = SampleResult.storm().storm;
        sample.search = SampleResult.search().search;
        return sample;
    }

    @Test
    void loadsNothing() {
        String page = HtmlReport.of(everything().build());
        assertFalse(LOADS.matcher(page).find());
        assertTrue(page.contains("default-src 'none'"));
        assertFalse(page.contains("{{"));
    }

    @Test
    void whatAHostileServerSaidIsText() {
        String attack = "</script><script>alert(1)</script>{{data}}";
        SampleResult sample = everything();
        sample.endedEarly = attack;
        sample.command = attack;
        sample.failures = List.of(new FailureGroup(attack, attack, 1, 1, attack));
        String page = HtmlReport.of(sample.build());
        assertFalse(page.contains("<script>alert"));
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;{{data}}"));
        assertEquals(3, page.split("</script>", -1).length - 1);
    }

    @Test
    void saysThatCompressionWasDeclined() {
        SampleResult sample = everything();
        assertFalse(HtmlReport.of(sample.build()).contains("deflate"));
        sample.deflateOffered = 500;
        sample.deflateAgreed = 498;
        String page = HtmlReport.of(sample.build());
        assertTrue(page.contains("deflate agreed on 498 of 500"));
        assertTrue(page.contains("the server did not agree to it on 2 of 500 sockets"));
    }

    @Test
    void hasEverySectionThatTheResultHas() {
        String page = HtmlReport.of(everything().build());
        for (String section : List.of(
                "thresholds",
                "latency",
                "time",
                "phases",
                "isolation",
                "storm",
                "search",
                "integrity",
                "books",
                "hostile",
                "failures",
                "worst",
                "health",
                "settings")) {
            assertTrue(page.contains("<section id=\"" + section + "\">"), section);
        }
        String plain = HtmlReport.of(SampleResult.good().build());
        for (String section : List.of("isolation", "storm", "search", "hostile", "failures")) {
            assertFalse(plain.contains("<section id=\"" + section + "\">"), section);
        }
    }

    @Test
    void namesTheVerdictTheCommandAndTheLicence() {
        String page = HtmlReport.of(everything().build());
        assertTrue(page.contains("<span class=\"badge suspect\">SUSPECT</span>"));
        assertTrue(page.contains("exit code 4"));
        assertTrue(page.contains("--threshold &#39;ws.echo.p99&lt;5ms&#39;</pre>"));
        assertTrue(page.contains("uPlot 1.6.32") && page.contains("(v1.6.32)"));
        assertTrue(page.contains("Permission is hereby granted, free of charge"));
    }

    @Test
    void plotsHoldWhatWasMeasured() {
        PlotData data = PlotData.of(SampleResult.stalled().build());
        PlotData.Spectrum echo = data.spectra().stream()
                .filter(one -> one.metric().equals("ws.echo"))
                .findFirst()
                .orElseThrow();
        assertEquals(echo.odds().size(), echo.corrected().size());
        assertEquals(155_007, echo.odds().get(echo.odds().size() - 1));
        assertTrue(echo.corrected().get(40) > 1_000_000_000, "p99 holds the stall");
        assertTrue(echo.uncorrected().get(40) < 10_000_000, "the uncorrected p99 does not");
        assertEquals(
                List.of(
                        new PlotData.PlottedPhase("warm-up", 0, 5),
                        new PlotData.PlottedPhase("measure", 5, 35),
                        new PlotData.PlottedPhase("drain", 35, 40)),
                data.time().phases());
        assertEquals(0.0, data.time().metrics().get(0).rate().get(21));
        List<Double> back =
                PlotData.of(SampleResult.storm().build()).storm().get(1).percent();
        assertEquals(99.4, back.get(back.size() - 1), 1e-9);
    }

    @Test
    void aRunThatNeverBeganHasAPage() {
        SampleResult sample = SampleResult.good();
        sample.series = new Series(1, List.of());
        String page = HtmlReport.of(sample.build());
        assertFalse(page.contains("plot-rate"));
        assertFalse(page.contains("NaN"), "no figure is NaN");
    }
}
