package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.RunResult;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
    private static final Pattern LOADS = Pattern.compile(
            "(?i)<link|<img|<iframe|<script[^>]+src|@import|url\\(|(src|href)\\s*=\\s*[\"']?(https?:)?//");

    private static final Pattern EMBEDDED =
            Pattern.compile("<script type=\"application/json\" id=\"result\">(.*?)</script>", Pattern.DOTALL);

    private static String embedded(String page) {
        Matcher matcher = EMBEDDED.matcher(page);
        assertTrue(matcher.find(), "the page has no result");
        return matcher.group(1);
    }

    @Test
    void loadsNothingAndAllowsNothingElse() {
        String page = ReportPage.of(SampleResult.everything().build());
        assertFalse(LOADS.matcher(page).find());
        assertTrue(page.contains("default-src 'none'"));
        assertTrue(page.contains("require-trusted-types-for 'script'"));
        assertTrue(page.matches("(?s).*style-src 'sha256-[^']+'; script-src 'sha256-[^']+' 'sha256-[^']+'\">.*"));
        assertFalse(Pattern.compile("\\{\\{[a-z]+}}").matcher(page).find(), "a place is not filled");
    }

    @Test
    void containsTheWholeResult() {
        RunResult result = SampleResult.everything().build();
        String json = embedded(ReportPage.of(result));
        assertEquals(
                JsonMapper.shared().readTree(ResultJson.bytes(result)),
                JsonMapper.shared().readTree(json));
    }

    @Test
    void nothingInAResultEndsItsElement() {
        String attack = "</script><!--<script>{{result}}\u2028$1\\";
        SampleResult sample = SampleResult.everything();
        sample.command = attack;
        sample.endedEarly = attack;
        sample.failures = List.of(new FailureGroup(attack, attack, 1, 1, attack));
        String page = ReportPage.of(sample.build());
        assertEquals(3, page.split("</script>", -1).length - 1);
        String json = embedded(page);
        assertFalse(json.contains("<"));
        assertEquals(attack, JsonMapper.shared().readTree(json).path("command").stringValue());
    }

    /** Java only puts the parts together: what differs between two pages is their results. */
    @Test
    void isTheSamePageForEachResult() {
        String one = ReportPage.of(SampleResult.good().build());
        String other = ReportPage.of(SampleResult.everything().build());
        assertEquals(one.replace(embedded(one), ""), other.replace(embedded(other), ""));
    }

    @Test
    void buildsNoMarkupFromStrings() {
        String page = ReportPage.of(SampleResult.good().build());
        for (String way : List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")) {
            assertFalse(page.contains(way), way);
        }
    }

    @Test
    void namesTheLibraryThatItContainsAndItsLicense() {
        String page = ReportPage.of(SampleResult.good().build());
        assertTrue(page.contains("uPlot 1.6.32") && page.contains("(v1.6.32)"));
        assertTrue(page.contains("Permission is hereby granted, free of charge"));
    }
}
