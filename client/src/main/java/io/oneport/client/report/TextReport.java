package io.oneport.client.report;

import io.oneport.client.result.Books;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.result.Storm;
import io.oneport.client.result.ThresholdOutcome;

/** The summary that a run prints at its end: whether the figures are valid, then the figures. For one thread. */
public final class TextReport {
    private static final int WIDTH = 110;

    private final RunResult result;
    private final StringBuilder text = new StringBuilder();

    private TextReport(RunResult result) {
        this.result = result;
    }

    /** Writes the summary: lines of at most 110 characters, each ended by a line feed. */
    public static String of(RunResult result) {
        TextReport report = new TextReport(result);
        report.head();
        report.phases();
        report.correctness();
        report.experiments();
        report.trouble();
        report.foot();
        return report.text.toString();
    }

    private void head() {
        line(
                result.found().validity().verdict().name(),
                Sentences.health(result.found().validity()));
        result.found().validity().reasons().forEach(reason -> line("", "- " + reason));
        if (result.found().endedEarly() != null) {
            line("ended early", result.found().endedEarly());
        }
        line("target", result.target());
        line("sockets", Sentences.sockets(result.found().sockets()));
        String declined = Sentences.declined(result.found().sockets());
        if (!declined.isEmpty()) {
            line("", "- " + declined);
        }
    }

    private void phases() {
        table(Tables.phases(result));
        if (result.found().latencies().stream().anyMatch(Tables::gapIsNotable)) {
            note(Sentences.UNCORRECTED);
        }
        if (result.found().latencies().stream().anyMatch(latency -> latency.pessimistic() != null)) {
            note(Sentences.PESSIMISTIC);
        }
    }

    private void correctness() {
        text.append('\n');
        line("integrity", Sentences.integrity(result.found().integrity()));
        if (!result.found().integrity().clean()) {
            line("", "MESSAGES DID NOT ARRIVE AS THEY WERE SENT");
        }
        table(Tables.books(result));
        if (!result.found().books().stream().allMatch(Books::closed)) {
            note(Sentences.ACCOUNTING_INCOMPLETE);
        }
        if (!result.thresholds().isEmpty()) {
            text.append('\n');
        }
        for (ThresholdOutcome threshold : result.thresholds()) {
            line("threshold", (threshold.held() ? "✓ " : "✗ ") + threshold.text() + "  was " + threshold.actual());
        }
    }

    private void experiments() {
        Isolation isolation = result.isolation();
        if (isolation != null) {
            table(Tables.isolation(isolation));
            line(isolation.outcome().name(), isolation.sentence());
        }
        Storm storm = result.storm();
        if (storm != null) {
            table(Tables.storm(storm));
        }
        Search search = result.search();
        if (search != null) {
            table(Tables.search(search));
            line("best", Figures.rate(search.bestRate()) + ": " + search.sentence());
        }
    }

    private void trouble() {
        table(Tables.hostile(result));
        if (!result.found().failures().isEmpty()) {
            table(Tables.failures(result));
            note(Tables.furtherFailures(result));
        }
        table(Tables.worstSockets(result));
    }

    private void foot() {
        text.append('\n');
        line(
                "run",
                Figures.seconds(result.found().seconds()) + " from "
                        + result.found().started() + " · seed " + result.seed());
        line(Sentences.badge(result), Sentences.verdict(result));
    }

    private void table(Table table) {
        if (!table.isEmpty()) {
            text.append('\n').append(table.text(WIDTH));
        }
    }

    private void note(String note) {
        if (!note.isEmpty()) {
            text.append("  ").append(note).append('\n');
        }
    }

    /** A name and its content, which wraps beneath itself where it is too long for a line. */
    private void line(String name, String content) {
        String label = String.format("%-11s ", name);
        int room = WIDTH - label.length();
        String rest = Figures.harmless(content);
        while (rest.length() > room) {
            int blank = rest.lastIndexOf(' ', room);
            int end = blank > 0 ? blank : room;
            text.append(label).append(rest, 0, end).append('\n');
            label = " ".repeat(label.length());
            rest = rest.substring(end).stripLeading();
        }
        text.append((label + rest).stripTrailing()).append('\n');
    }
}
