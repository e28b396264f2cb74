package io.oneport.client.report;

import static io.oneport.client.report.Figures.count;
import static io.oneport.client.report.Figures.max;
import static io.oneport.client.report.Figures.quantile;
import static io.oneport.client.report.Figures.rate;
import static io.oneport.client.report.Figures.seconds;
import static io.oneport.client.report.Figures.time;

import io.oneport.client.result.Books;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.result.Storm;
import io.oneport.client.result.WorstSocket;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The parts of a result as tables, for the text at the end of a run. {@code tables.js} has the same for the page. Stateless. */
final class Tables {
    private static final int MAX_FAILURES = 10;
    private static final int MAX_WORST = 5;
    /** A gap between corrected and uncorrected is shown if it exceeds this, and a tenth of the figure. */
    private static final long NOTABLE_NANOS = 100_000;

    private Tables() {}

    /** One row for each metric; below it the uncorrected and pessimistic figures, where they differ notably. */
    static Table phases(RunResult result) {
        Table table = new Table().words("phase").figures("count", "rate", "p50", "p99", "p99.9", "max");
        for (Latency latency : result.found().latencies()) {
            row(table, latency.metric(), latency.corrected(), rate(latency.perSecond()));
            Histogram sent = latency.uncorrected();
            if (sent != null && gapIsNotable(latency)) {
                row(table, "  uncorrected", sent, "");
            }
            Histogram pessimistic = latency.pessimistic();
            if (pessimistic != null) {
                row(table, "  pessimistic", pessimistic, "");
            }
        }
        return table;
    }

    private static void row(Table table, String name, Histogram times, String rate) {
        table.row(
                name,
                count(times.getTotalCount()),
                times.getTotalCount() == 0 && !rate.isEmpty() ? Figures.NONE : rate,
                quantile(times, 50),
                quantile(times, 99),
                quantile(times, 99.9),
                max(times));
    }

    /** Whether the uncorrected figures alone would mislead. */
    static boolean gapIsNotable(Latency latency) {
        Histogram due = latency.corrected();
        Histogram sent = latency.uncorrected();
        if (sent == null || Figures.empty(due) || Figures.empty(sent)) {
            return false;
        }
        return notable(due.getValueAtPercentile(50), sent.getValueAtPercentile(50))
                || notable(due.getValueAtPercentile(99), sent.getValueAtPercentile(99))
                || notable(due.getValueAtPercentile(99.9), sent.getValueAtPercentile(99.9))
                || notable(due.getMaxValue(), sent.getMaxValue());
    }

    private static boolean notable(long due, long sent) {
        return due - sent > Math.max(NOTABLE_NANOS, due / 10);
    }

    static Table books(RunResult result) {
        Table table = new Table()
                .words("accounting")
                .figures("scheduled", "= done", "+ failed", "+ timed out", "+ unsent", "+ in flight")
                .words("");
        for (Books books : result.found().books()) {
            table.row(
                    books.name(),
                    count(books.scheduled()),
                    count(books.done()),
                    count(books.failed()),
                    count(books.timedOut()),
                    count(books.unsent()),
                    count(books.inFlight()),
                    books.closed() ? "complete" : count(missing(books)) + " UNACCOUNTED FOR");
        }
        return table;
    }

    private static long missing(Books books) {
        return books.scheduled()
                - (books.done() + books.failed() + books.timedOut() + books.unsent() + books.inFlight());
    }

    static Table failures(RunResult result) {
        Table table = new Table().figures("count", "first at").words("source", "what");
        result.found().failures().stream()
                .limit(MAX_FAILURES)
                .forEach(group ->
                        table.row(count(group.count()), seconds(group.firstSeconds()), group.source(), group.what()));
        return table;
    }

    /** How many kinds of failure the table leaves out, in words; empty if none. */
    static String furtherFailures(RunResult result) {
        int more = result.found().failures().size() - MAX_FAILURES;
        return more > 0 ? "and " + count(more) + " more kinds of failure, see result.json" : "";
    }

    static Table worstSockets(RunResult result) {
        Table table = new Table().figures("longest", "at", "done", "failed").words("speaks", "five-tuple");
        for (WorstSocket socket :
                result.found().worstSockets().stream().limit(MAX_WORST).toList()) {
            table.row(
                    time(socket.worstNanos()),
                    seconds(socket.worstAtSeconds()),
                    count(socket.done()),
                    count(socket.failed()),
                    socket.speaks(),
                    socket.fiveTuple());
        }
        return table;
    }

    static Table hostile(RunResult result) {
        Table table = new Table().words("hostile").figures("sockets").words("what the server did");
        for (HostileGroup group : result.found().hostile()) {
            String outcomes = group.outcomes().entrySet().stream()
                    .map(outcome -> outcome.getKey() + " " + count(outcome.getValue()))
                    .collect(Collectors.joining(" · "));
            table.row(group.kind(), count(group.sockets()), outcomes);
        }
        return table;
    }

    static Table isolation(Isolation isolation) {
        Table table = new Table()
                .words("probe")
                .figures("usual", "slow", "near upgrades", "difference", "99.7% interval", "p90", "near upgrades")
                .words("verdict");
        for (Isolation.Comparison one : isolation.comparisons()) {
            table.row(
                    one.probe(),
                    time(one.usualNanos()),
                    Figures.percent(one.calmSlow()),
                    Figures.percent(one.nearSlow()),
                    Figures.percent(one.excess()),
                    Figures.percent(one.excessLow()) + " … " + Figures.percent(one.excessHigh()),
                    time(one.calmP90Nanos()),
                    time(one.nearP90Nanos()),
                    one.outcome().name());
        }
        return table;
    }

    static Table storm(Storm storm) {
        Table table =
                new Table().words("storm").figures("at", "cut", "recovered", "50% after", "99% after", "100% after");
        for (Storm.Round round : storm.rounds()) {
            table.row(
                    round.how(),
                    seconds(round.atSeconds()),
                    count(round.cut()),
                    count(round.recovered()),
                    time(round.half()),
                    time(round.most()),
                    time(round.all()));
        }
        return table;
    }

    static Table search(Search search) {
        Table table = new Table().figures("rate", "achieved", "p50", "p99").words("", "reason");
        for (Search.Trial trial : search.trials()) {
            table.row(
                    rate(trial.rate()),
                    rate(trial.achieved()),
                    time(trial.p50Nanos()),
                    time(trial.p99Nanos()),
                    trial.passed() ? "✓" : "✗",
                    trial.why() == null ? "" : trial.why());
        }
        return table;
    }
}
