package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareReportTest {
    private static String compared(SampleResult a, SampleResult b) {
        String text = CompareReport.of("a.json", List.of(a.build()), "b.json", List.of(b.build()), Map.of());
        text.lines().forEach(line -> assertTrue(line.length() <= 110, line));
        assertFalse(text.contains("NaN"), text);
        return text;
    }

    private static void hasLine(String text, String form) {
        assertTrue(text.lines().anyMatch(line -> line.matches(form)), () -> "no " + form + " in\n" + text);
    }

    @Test
    void putsFiguresSideBySide() {
        String text = compared(SampleResult.good(), SampleResult.stalled());
        hasLine(text, "The same settings, host and versions\\.");
        hasLine(text, "validity +VALID +SUSPECT");
        hasLine(text, "integrity +clean +NOT CLEAN");
        hasLine(text, "ws\\.echo  count +145,000 +155,000 +×1\\.07");
        hasLine(text, " +p99 +[0-9]+µs +1\\.[0-9]+s +×[12],[0-9]+");
        hasLine(text, "tls +count +0 +0 +–");
    }

    @Test
    void aSideMayHaveResultsOfOtherCommandsThanASearch() {
        SampleResult search = SampleResult.search();
        String text = CompareReport.of(
                "a.json",
                List.of(search.build(), SampleResult.good().build()),
                "b.json",
                List.of(search.build()),
                Map.of());
        hasLine(text, "best rate .*×1\\.00.*");
        hasLine(text, "command +(find or run|run or find) +find");
    }

    @Test
    void saysFirstWhatWasNotAskedOfBoth() {
        SampleResult other = SampleResult.good();
        other.command = "find";
        String text = compared(SampleResult.good(), other);
        hasLine(text, "DIFFERENT CONFIGURATIONS:");
        hasLine(text, "command +run +find");
        assertTrue(text.indexOf("DIFFERENT") < text.indexOf("validity"));
    }
}
