package io.oneport.client.report;

import io.oneport.client.result.Books;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.result.Validity;
import java.util.Locale;

/**
 * A result as JUnit's XML, which build servers show: whether it is valid, whether messages arrived as they were sent, whether
 * the accounting is complete, and each threshold. Stateless: any thread.
 */
public final class JUnitXml {
    private JUnitXml() {}

    /** Writes a result. */
    public static String of(RunResult result) {
        StringBuilder cases = new StringBuilder();
        int[] counts = new int[2];
        Validity validity = result.found().validity();
        add(
                cases,
                counts,
                "the client kept to its schedule",
                validity.verdict() != Validity.Verdict.INVALID,
                String.join("; ", validity.reasons()));
        if (result.found().integrity().checked()) {
            add(
                    cases,
                    counts,
                    "messages arrived as they were sent",
                    result.found().integrity().clean(),
                    Sentences.integrity(result.found().integrity()));
        }
        for (Books books : result.found().books()) {
            add(cases, counts, "accounting of " + books.name(), books.closed(), Sentences.ACCOUNTING_INCOMPLETE);
        }
        add(
                cases,
                counts,
                "the target was there to the end",
                !result.found().targetGone(),
                String.valueOf(result.found().endedEarly()));
        for (ThresholdOutcome threshold : result.thresholds()) {
            add(cases, counts, threshold.text(), threshold.held(), "was " + threshold.actual());
        }
        return String.format(
                Locale.ROOT,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n"
                        + "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\" time=\"%.3f\""
                        + " timestamp=\"%s\">%n%s</testsuite>%n",
                escaped(result.program() + " " + result.command() + " " + result.target()),
                counts[0],
                counts[1],
                result.found().seconds(),
                escaped(result.found().started()),
                cases);
    }

    private static void add(StringBuilder cases, int[] counts, String name, boolean held, String why) {
        counts[0]++;
        counts[1] += held ? 0 : 1;
        cases.append("  <testcase classname=\"oneport\" name=\"")
                .append(escaped(name))
                .append('"');
        if (held) {
            cases.append("/>");
        } else {
            cases.append("><failure message=\"").append(escaped(why)).append("\"/></testcase>");
        }
        cases.append(System.lineSeparator());
    }

    /** As XML 1.0 has it, section 2.4; what it can't have is left out (section 2.2). */
    private static String escaped(String text) {
        return text.replaceAll("[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd]", "")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
