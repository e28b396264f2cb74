package io.oneport.client.report;

import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.ThresholdOutcome;

/** A result as Markdown, for the summary of a build step on GitHub. Stateless: any thread. */
public final class Markdown {
    private Markdown() {}

    /** Writes a result. */
    public static String of(RunResult result) {
        StringBuilder text = new StringBuilder()
                .append("### ")
                .append(cell(result.program()))
                .append(' ')
                .append(cell(result.command()))
                .append(": ")
                .append(Sentences.badge(result))
                .append("\n\n")
                .append(cell(Sentences.verdict(result)))
                .append(" · **")
                .append(result.found().validity().verdict())
                .append("** · ")
                .append(cell(Sentences.health(result.found().validity())))
                .append("\n\n");
        for (String reason : result.found().validity().reasons()) {
            text.append("- ").append(cell(reason)).append('\n');
        }
        if (!result.thresholds().isEmpty()) {
            text.append("\n| threshold | was | |\n|---|---|---|\n");
            for (ThresholdOutcome threshold : result.thresholds()) {
                row(text, "`" + threshold.text() + "`", threshold.actual(), threshold.held() ? "✅" : "❌");
            }
        }
        text.append("\n| metric | count | rate | p50 | p99 | p99.9 | max |\n|---|--:|--:|--:|--:|--:|--:|\n");
        for (Latency latency : result.found().latencies()) {
            row(
                    text,
                    latency.metric(),
                    Figures.count(latency.corrected().getTotalCount()),
                    Figures.rate(latency.perSecond()),
                    Figures.quantile(latency.corrected(), 50),
                    Figures.quantile(latency.corrected(), 99),
                    Figures.quantile(latency.corrected(), 99.9),
                    Figures.max(latency.corrected()));
        }
        text.append("\n| accounting | scheduled | done | failed | timed out | unsent | in flight |\n")
                .append("|---|--:|--:|--:|--:|--:|--:|\n");
        for (Books books : result.found().books()) {
            row(
                    text,
                    books.name(),
                    Figures.count(books.scheduled()),
                    Figures.count(books.done()),
                    Figures.count(books.failed()),
                    Figures.count(books.timedOut()),
                    Figures.count(books.unsent()),
                    Figures.count(books.inFlight()));
        }
        return text.append("\nintegrity: ")
                .append(cell(Sentences.integrity(result.found().integrity())))
                .append("\n\n")
                .toString();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell(cell)).append(" |");
        }
        text.append('\n');
    }

    private static String cell(String text) {
        return Figures.harmless(text).replace("|", "\\|").replace("<", "&lt;");
    }
}
