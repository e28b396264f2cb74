package io.oneport.client.report;

import static io.oneport.client.report.Figures.count;
import static io.oneport.client.report.Figures.rate;
import static io.oneport.client.report.Figures.ratio;

import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Two sides, each of one or more results. Differences in their configurations come first. Stateless. */
public final class CompareReport {
    private static final int WIDTH = 110;
    private static final int MAX_CELL = 40;

    /** Settings that older results of experiments lack: if only one result has them, they may have been the same. */
    private static final Set<String> ADDED = Set.of("size", "integrity", "threads");

    private CompareReport() {}

    /**
     * Compares two sides.
     *
     * @param nameA what to call the first, such as its file, and {@code nameB} the second
     * @param a its results, at least one
     * @param remarks what there is to say about the difference in a figure, by its name, such as {@code ws.echo.p99}
     * @return lines, each ended by a line feed
     */
    public static String of(
            String nameA, List<RunResult> a, String nameB, List<RunResult> b, Map<String, String> remarks) {
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

    private static String described(String name, List<RunResult> side) {
        RunResult first = side.get(0);
        String when = first.command() + " of " + first.found().started() + " · "
                + Figures.seconds(first.found().seconds()) + " · seed " + first.seed();
        return Figures.harmless(name + " · "
                + (side.size() == 1
                        ? when
                        : Figures.counted(side.size(), "result") + ", figures are their medians · first " + when));
    }

    private static Table differences(List<RunResult> a, List<RunResult> b) {
        Map<String, Set<String>> ofA = circumstances(a);
        Map<String, Set<String>> ofB = circumstances(b);
        Set<String> names = new LinkedHashSet<>(ofA.keySet());
        names.addAll(ofB.keySet());
        names.removeIf(name -> ADDED.contains(name) && !(ofA.containsKey(name) && ofB.containsKey(name)));
        Table table = new Table().words("setting", "A", "B");
        for (String name : names) {
            Set<String> inA = ofA.get(name);
            Set<String> inB = ofB.get(name);
            if (inA == null || !inA.equals(inB) || inA.size() > 1) {
                table.row(cut(name), cut(cell(inA)), cut(cell(inB)));
            }
        }
        return table;
    }

    private static String cell(@Nullable Set<String> values) {
        return values == null ? Figures.NONE : String.join(" or ", values);
    }

    private static Map<String, Set<String>> circumstances(List<RunResult> side) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        side.forEach(result -> circumstances(result)
                .forEach((name, value) -> all.computeIfAbsent(name, first -> new LinkedHashSet<>())
                        .add(value)));
        return all;
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

    private static Table verdicts(List<RunResult> a, List<RunResult> b) {
        Table table = new Table().words("", "A", "B");
        row(table, "validity", a, b, one -> one.found().validity().verdict().name());
        row(table, "outcome", a, b, one -> Sentences.outcome(one.exitCode()));
        row(table, "integrity", a, b, CompareReport::integrity);
        row(table, "accounting", a, b, CompareReport::accounting);
        row(table, "thresholds", a, b, CompareReport::thresholds);
        row(table, "failures", a, b, CompareReport::failures);
        return table;
    }

    private static void row(
            Table table, String name, List<RunResult> a, List<RunResult> b, Function<RunResult, String> look) {
        table.row(name, tallied(a, look), tallied(b, look));
    }

    /** Such as {@code VALID}, or {@code 4 VALID, 1 SUSPECT} of several. */
    private static String tallied(List<RunResult> side, Function<RunResult, String> look) {
        Map<String, Long> times =
                side.stream().collect(Collectors.groupingBy(look, LinkedHashMap::new, Collectors.counting()));
        return side.size() == 1
                ? look.apply(side.get(0))
                : cut(times.entrySet().stream()
                        .map(entry -> times.size() == 1 ? entry.getKey() : entry.getValue() + " × " + entry.getKey())
                        .collect(Collectors.joining(", ")));
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

    private static Table metrics(List<RunResult> a, List<RunResult> b, Map<String, String> remarks) {
        Set<String> names = new LinkedHashSet<>();
        for (List<RunResult> side : List.of(a, b)) {
            side.forEach(result -> result.found().latencies().forEach(latency -> names.add(latency.metric())));
        }
        Table table = new Table().words("metric", "").figures("A", "B", "B/A").words("difference");
        if (a.get(0).search() != null && b.get(0).search() != null) {
            double bestA = median(a, CompareReport::bestRate);
            double bestB = median(b, CompareReport::bestRate);
            table.row(
                    "best rate",
                    "",
                    best(bestA),
                    best(bestB),
                    bestA == 0 ? Figures.NONE : ratio(bestA, bestB),
                    remarks.getOrDefault("best rate", ""));
        }
        for (String name : names) {
            metric(table, name, a, b, remarks);
        }
        return table;
    }

    /** Of a search; not a number for another command's result, which may be on the same side. */
    private static double bestRate(RunResult result) {
        Search search = result.search();
        return search == null ? Double.NaN : search.bestRate();
    }

    private static String best(double bestRate) {
        return bestRate == 0 ? "none" : rate(Math.rint(bestRate));
    }

    private static @Nullable Latency latency(RunResult result, String metric) {
        return result.found().latencies().stream()
                .filter(latency -> latency.metric().equals(metric))
                .findFirst()
                .orElse(null);
    }

    /** Of the results that have the figure; not a number if none does. */
    private static double median(List<RunResult> side, ToDoubleFunction<RunResult> figure) {
        double[] values = side.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return values.length == 0 ? Double.NaN : (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private static double median(List<RunResult> side, String metric, ToDoubleFunction<Latency> figure) {
        return median(side, result -> {
            Latency latency = latency(result, metric);
            return latency == null ? Double.NaN : figure.applyAsDouble(latency);
        });
    }

    private static double counted(List<RunResult> side, String metric) {
        double count = median(side, metric, latency -> latency.corrected().getTotalCount());
        return Double.isFinite(count) ? count : 0;
    }

    private static void metric(
            Table table, String name, List<RunResult> a, List<RunResult> b, Map<String, String> remarks) {
        double countA = counted(a, name);
        double countB = counted(b, name);
        double rateA = median(a, name, Latency::perSecond);
        double rateB = median(b, name, Latency::perSecond);
        table.row(name, "count", count(Math.round(countA)), count(Math.round(countB)), ratio(countA, countB));
        if (countA + countB == 0) {
            return;
        }
        table.row("", "rate", rate(rateA), rate(rateB), ratio(rateA, rateB), remark(remarks, name, "rate"));
        for (double percentile : new double[] {50, 99, 99.9, 100}) {
            String label = percentile == 100 ? "max" : "p" + Figures.number(percentile);
            double quantileA = quantile(a, name, percentile);
            double quantileB = quantile(b, name, percentile);
            table.row(
                    "",
                    label,
                    Figures.time(quantileA),
                    Figures.time(quantileB),
                    ratio(quantileA, quantileB),
                    remark(remarks, name, label));
        }
    }

    private static double quantile(List<RunResult> side, String metric, double percentile) {
        return median(
                side,
                metric,
                latency -> latency.corrected().getTotalCount() == 0
                        ? Double.NaN
                        : latency.corrected().getValueAtPercentile(percentile));
    }

    private static String remark(Map<String, String> remarks, String metric, String figure) {
        return remarks.getOrDefault(metric + "." + figure, "");
    }
}
