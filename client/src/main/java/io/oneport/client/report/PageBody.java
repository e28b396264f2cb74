package io.oneport.client.report;

import static io.oneport.client.report.Html.escape;
import static io.oneport.client.report.Html.paragraph;
import static io.oneport.client.report.Html.section;

import io.oneport.client.result.Books;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.result.Validity;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is between the page's top and its footer, from the verdict to the settings. For one thread. */
final class PageBody {
    private final RunResult result;

    private PageBody(RunResult result) {
        this.result = result;
    }

    static String of(RunResult result) {
        PageBody body = new PageBody(result);
        return body.head()
                + section("thresholds", "Thresholds", body.thresholds())
                + body.headline()
                + section("latency", "Latency", body.latency())
                + section("time", "The run over time", body.time())
                + section("phases", "Every phase", body.phases())
                + section("isolation", "Isolation: do upgrades slow down the others?", body.isolation())
                + section("storm", "Storm: how fast do the sockets come back?", body.storm())
                + section("search", "Search: the highest rate that meets the thresholds", body.search())
                + section("integrity", "Integrity: did each message arrive as it was sent?", body.integrity())
                + section("books", "Books: is all work accounted for?", body.books())
                + section("hostile", "Hostile sockets", html(Tables.hostile(result)))
                + section("failures", "Failures", body.failures())
                + section("worst", "Worst sockets", html(Tables.worstSockets(result)))
                + section("health", "Client health: can the figures be believed?", body.health())
                + section("settings", "Settings", body.settings());
    }

    private String head() {
        Validity validity = result.validity();
        String verdict = validity.verdict().name();
        boolean passed = result.exitCode() == 0;
        StringBuilder html = new StringBuilder("<header>\n");
        html.append("<h1>").append(escape(result.command())).append(" <span class=\"target\">");
        html.append(escape(result.target())).append("</span></h1>\n<p class=\"badges\">");
        html.append(badge(verdict.toLowerCase(Locale.ROOT), verdict));
        html.append(badge(
                passed ? "pass" : "fail",
                (passed ? "PASS" : "FAIL: " + Sentences.outcome(result.exitCode())) + " · exit code "
                        + result.exitCode()));
        html.append("</p>\n");
        if (!validity.reasons().isEmpty()) {
            html.append("<ul class=\"reasons\">");
            validity.reasons()
                    .forEach(
                            reason -> html.append("<li>").append(escape(reason)).append("</li>"));
            html.append("</ul>\n");
        }
        if (result.endedEarly() != null) {
            html.append(paragraph("alarm", "Ended early: " + result.endedEarly()));
        }
        String argv = result.argv().stream().map(PageBody::quoted).collect(Collectors.joining(" "));
        html.append("<pre class=\"command\">oneport-client ")
                .append(escape(argv))
                .append("</pre>\n");
        String host = result.host().os() + ", " + result.host().cores() + " cores, Java "
                + result.host().java() + ", " + result.host().transport() + ", "
                + result.host().threads() + " event loops";
        html.append(paragraph(
                "facts",
                result.started() + " · " + Figures.seconds(result.seconds()) + " · seed " + result.seed() + " · "
                        + host));
        html.append(paragraph("facts", "Sockets: " + Sentences.sockets(result.sockets())));
        String declined = Sentences.declined(result.sockets());
        if (!declined.isEmpty()) {
            html.append(paragraph("facts", declined));
        }
        return html.append("</header>\n").toString();
    }

    private static String badge(String cssClass, String text) {
        return "<span class=\"badge " + cssClass + "\">" + escape(text) + "</span> ";
    }

    /** As a shell would have to be told. */
    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:=,@%+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private String thresholds() {
        StringBuilder html = new StringBuilder();
        for (ThresholdOutcome threshold : result.thresholds()) {
            html.append("<li class=\"")
                    .append(threshold.held() ? "held" : "broken")
                    .append("\"><code>");
            html.append(escape(threshold.text())).append("</code> was ");
            html.append(escape(threshold.actual())).append("</li>\n");
        }
        return html.isEmpty() ? "" : "<ul class=\"thresholds\">" + html + "</ul>\n";
    }

    /** Large figures for what has books: the work itself, not the steps on the way to it. */
    private String headline() {
        StringBuilder cards = new StringBuilder();
        for (Latency latency : result.latencies()) {
            for (Books books : result.books()) {
                if (latency.metric().split("\\.")[0].equals(books.name())) {
                    cards.append(card(latency, books));
                }
            }
        }
        return cards.isEmpty() ? "" : "<div class=\"cards\">" + cards + "</div>\n";
    }

    private static String card(Latency latency, Books books) {
        long errors = books.failed() + books.timedOut();
        boolean none = Figures.empty(latency.corrected());
        return "<article><h2>" + escape(latency.metric()) + "</h2><dl>"
                + figure("rate", none ? Figures.NONE : Figures.rate(latency.perSecond()))
                + figure("p50", Figures.quantile(latency.corrected(), 50))
                + figure("p99", Figures.quantile(latency.corrected(), 99))
                + figure("max", Figures.max(latency.corrected()))
                + figure(errors > 0 ? "bad" : "", "errors", Figures.count(errors))
                + (books.unsent() > 0 ? figure("bad", "unsent", Figures.count(books.unsent())) : "")
                + "</dl></article>\n";
    }

    private static String figure(String name, String value) {
        return figure("", name, value);
    }

    private static String figure(String cssClass, String name, String value) {
        return "<div class=\"" + cssClass + "\"><dt>" + name + "</dt><dd>" + escape(value) + "</dd></div>";
    }

    private String latency() {
        if (result.latencies().stream().allMatch(latency -> Figures.empty(latency.corrected()))) {
            return "";
        }
        return "<div id=\"metrics\" class=\"picker\"></div>\n<div class=\"two\">"
                + plot("spectrum", "Latency by percentile", "Read it as: so many percent took at most so long.")
                + (noSeries() ? "" : plot("latency-time", "Latency over time", "Counted from when each was due."))
                + "</div>\n";
    }

    private String time() {
        return noSeries()
                ? ""
                : "<div class=\"two\">"
                        + plot("rate", "Completed per second", "Counted when they completed.")
                        + plot("sockets", "Open sockets, and errors per sample", "")
                        + "</div>\n";
    }

    private boolean noSeries() {
        return result.series().samples().isEmpty();
    }

    private static String plot(String name, String title, String caption) {
        return "<figure><h3>" + escape(title) + "</h3><div class=\"plot\" id=\"plot-" + name + "\"></div>"
                + (caption.isEmpty() ? "" : "<figcaption>" + escape(caption) + "</figcaption>") + "</figure>\n";
    }

    private String phases() {
        String notes = "";
        if (result.latencies().stream().anyMatch(Tables::gapIsNotable)) {
            notes += paragraph("note", Sentences.UNCORRECTED);
        }
        if (result.latencies().stream().anyMatch(latency -> latency.pessimistic() != null)) {
            notes += paragraph("note", Sentences.PESSIMISTIC);
        }
        String about = result.latencies().stream()
                .map(one -> "<dt>" + escape(one.metric()) + "</dt><dd>" + escape(one.about()) + "</dd>\n")
                .collect(Collectors.joining());
        return html(Tables.phases(result))
                + notes
                + "<details><summary>What each phase measures</summary><dl class=\"about\">" + about
                + "</dl></details>\n";
    }

    private String isolation() {
        Isolation isolation = result.isolation();
        if (isolation == null) {
            return "";
        }
        return "<p>"
                + badge(
                        isolation.outcome().name().toLowerCase(Locale.ROOT),
                        isolation.outcome().name())
                + escape(isolation.sentence()) + "</p>\n" + IsolationPlot.of(isolation)
                + html(Tables.isolation(isolation));
    }

    private String storm() {
        if (result.storm() == null) {
            return "";
        }
        return plot("storm", "Sockets that were back, by time since the cut", "Back: upgraded, and answered once.")
                + html(Tables.storm(result.storm()));
    }

    private String search() {
        if (result.search() == null) {
            return "";
        }
        return paragraph(
                        "",
                        "Best: " + Figures.rate(result.search().bestRate()) + ". "
                                + result.search().sentence())
                + plot("search", "Latency at each rate that was tried", "")
                + html(Tables.search(result.search()));
    }

    private String integrity() {
        return paragraph(result.integrity().clean() ? "" : "alarm", Sentences.integrity(result.integrity()));
    }

    private String books() {
        boolean closed = result.books().stream().allMatch(Books::closed);
        return (closed ? "" : paragraph("alarm", "The books do not close: believe none of the figures."))
                + html(Tables.books(result));
    }

    private String failures() {
        if (result.failures().isEmpty()) {
            return "";
        }
        return html(Tables.failures(result, true)) + paragraph("note", Tables.furtherFailures(result));
    }

    private String health() {
        String plots = noSeries()
                ? ""
                : "<div class=\"two\">"
                        + plot("send-lag", "Send lag, p99", "From when a message was due to when it was written.")
                        + plot("cpu", "CPU of the busiest event loop", "At 100% the client is the bottleneck.")
                        + "</div>\n";
        return paragraph("", Sentences.health(result.validity())) + plots;
    }

    private String settings() {
        Table table = new Table().words("setting", "value");
        for (Map.Entry<String, String> setting : result.settings().entrySet()) {
            table.row(setting.getKey(), setting.getValue());
        }
        return html(table);
    }

    private static String html(Table table) {
        return table.isEmpty() ? "" : table.html();
    }
}
