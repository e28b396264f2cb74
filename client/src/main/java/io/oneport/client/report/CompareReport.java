package io.oneport.client.report;

import static io.oneport.client.report.Figures.count;
import static io.oneport.client.report.Figures.rate;
import static io.oneport.client.report.Figures.ratio;

import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** Two results side by side. Differences in their configurations come first. Stateless. */
public final class CompareReport {
    private static final int WIDTH = 110;
    private static final int MAX_CELL = 40;

    /** Settings that older results of experiments lack: if only one result has them, they may have been the same. */
    private static final Set<String> ADDED = Set.of("size", "integrity", "threads");

    private CompareReport() {}

    /**
     * Compares two results.
     *
     * @param nameA what to call the first, such as its file, and {@code nameB} the second
     * @param remarks what there is to say about the difference in a figure, by its name, such as {@code ws.echo.p99}
     * @return lines, each ended by a line feed
     */
    public static String of(String nameA, RunResult a, String nameB, RunResult b, Map<String, String> remarks) {
        StringBuilder text = new StringBuilder();
        text.append("A  ").append(described(nameA, a)).append('\n');
        text.append("B  ").append(described(nameB, b)).append('\n');
        Table differences = differences(a, b);
        text.append('\n')
                .append(
                        differences.isEmpty()
                                ? "The same settings, host and versions.\n"
                                : "DIFFERENT CONFIGURATIONS:\n" + differences.text(WIDTH));
        text.append('\n').append(verdicts(a, b).text(WIDTH));
        text.append('\n').append(metrics(a, b, remarks).text(WIDTH));
        return text.toString();
    }

    private static String described(String name, RunResult result) {
        return Figures.harmless(
                name + " · " + result.command() + " of " + result.found().started() + " · "
                        + Figures.seconds(result.found().seconds()) + " · seed " + result.seed());
    }

    private static Table differences(RunResult a, RunResult b) {
        Map<String, String> ofA = circumstances(a);
        Map<String, String> ofB = circumstances(b);
        Set<String> names = new LinkedHashSet<>(ofA.keySet());
        names.addAll(ofB.keySet());
        names.removeIf(name -> ADDED.contains(name) && !(ofA.containsKey(name) && ofB.containsKey(name)));
        Table table = new Table().words("setting", "A", "B");
        for (String name : names) {
            if (!Objects.equals(ofA.get(name), ofB.get(name))) {
                table.row(
                        cut(name),
                        cut(ofA.getOrDefault(name, Figures.NONE)),
                        cut(ofB.getOrDefault(name, Figures.NONE)));
            }
        }
        return table;
    }

    private static Map<String, String> circumstances(RunResult result) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("program", result.program());
        all.put("command", result.command());
        all.put("target", result.target());
        all.putAll(result.settings());
        all.put("client's system", result.found().host().os());
        all.put("client's cores", count(result.found().host().cores()));
        all.put("client's Java", result.found().host().java());
        all.put("client's transport", result.found().host().transport());
        all.put("client's threads", count(result.found().host().threads()));
        return all;
    }

    private static String cut(String cell) {
        return cell.length() <= MAX_CELL ? cell : cell.substring(0, MAX_CELL - 1) + "…";
    }

    private static Table verdicts(RunResult a, RunResult b) {
        Table table = new Table().words("", "A", "B");
        table.row(
                "validity",
                a.found().validity().verdict().name(),
                b.found().validity().verdict().name());
        table.row("outcome", Sentences.outcome(a.exitCode()), Sentences.outcome(b.exitCode()));
        table.row("integrity", integrity(a), integrity(b));
        table.row("accounting", accounting(a), accounting(b));
        table.row("thresholds", thresholds(a), thresholds(b));
        table.row("failures", failures(a), failures(b));
        return table;
    }

    private static String integrity(RunResult result) {
        if (!result.found().integrity().checked()) {
            return "not checked";
        }
        return result.found().integrity().clean() ? "clean" : "NOT CLEAN";
    }

    private static String accounting(RunResult result) {
        return result.found().books().stream().allMatch(Books::closed) ? "complete" : "INCOMPLETE";
    }

    private static String thresholds(RunResult result) {
        long met = result.thresholds().stream().filter(one -> one.held()).count();
        return met + " of " + result.thresholds().size() + " met";
    }

    private static String failures(RunResult result) {
        return count(result.found().failures().stream()
                .mapToLong(group -> group.count())
                .sum());
    }

    private static Table metrics(RunResult a, RunResult b, Map<String, String> remarks) {
        Map<String, Latency> ofA = byMetric(a);
        Map<String, Latency> ofB = byMetric(b);
        Set<String> names = new LinkedHashSet<>(ofA.keySet());
        names.addAll(ofB.keySet());
        Table table = new Table().words("metric", "").figures("A", "B", "B/A").words("difference");
        if (a.search() != null && b.search() != null) {
            double bestA = a.search().bestRate();
            double bestB = b.search().bestRate();
            table.row("best rate", "", best(bestA), best(bestB), bestA == 0 ? Figures.NONE : ratio(bestA, bestB));
        }
        for (String name : names) {
            metric(table, name, ofA.get(name), ofB.get(name), remarks);
        }
        return table;
    }

    private static String best(double bestRate) {
        return bestRate == 0 ? "none" : rate(Math.rint(bestRate));
    }

    private static Map<String, Latency> byMetric(RunResult result) {
        Map<String, Latency> metrics = new LinkedHashMap<>();
        result.found().latencies().forEach(latency -> metrics.put(latency.metric(), latency));
        return metrics;
    }

    private static void metric(Table table, String name, Latency a, Latency b, Map<String, String> remarks) {
        Histogram timesA = a == null ? new Histogram(3) : a.corrected();
        Histogram timesB = b == null ? new Histogram(3) : b.corrected();
        long countA = timesA.getTotalCount();
        long countB = timesB.getTotalCount();
        double rateA = a == null ? Double.NaN : a.perSecond();
        double rateB = b == null ? Double.NaN : b.perSecond();
        table.row(name, "count", count(countA), count(countB), ratio(countA, countB));
        if (countA + countB == 0) {
            return;
        }
        table.row("", "rate", rate(rateA), rate(rateB), ratio(rateA, rateB), remark(remarks, name, "rate"));
        for (double percentile : new double[] {50, 99, 99.9, 100}) {
            String label = percentile == 100 ? "max" : "p" + Figures.number(percentile);
            double quantileA = countA == 0 ? Double.NaN : timesA.getValueAtPercentile(percentile);
            double quantileB = countB == 0 ? Double.NaN : timesB.getValueAtPercentile(percentile);
            table.row(
                    "",
                    label,
                    Figures.time(quantileA),
                    Figures.time(quantileB),
                    ratio(quantileA, quantileB),
                    remark(remarks, name, label));
        }
    }

    private static String remark(Map<String, String> remarks, String metric, String figure) {
        return remarks.getOrDefault(metric + "." + figure, "");
    }
}
