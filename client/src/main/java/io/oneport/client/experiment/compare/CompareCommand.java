package io.oneport.client.experiment.compare;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.Share;
import io.oneport.client.experiment.compare.SideComparison.Difference;
import io.oneport.client.report.CompareReport;
import io.oneport.client.report.Figures;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import io.oneport.protocol.Setting;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client compare A B}. */
@Command(
        name = "compare",
        description = {
            "Shows results of the same load side by side, with their differences in configuration.",
            "",
            "Each side is one result or several: give the folder that contains their folders, or list them"
                    + " with commas. Repeat both sides in alternation, three to five times each: a difference is"
                    + " marked if it exceeds the variation between the results of a side (t test at 1 %%, of"
                    + " logarithms). How much one run differs from the next cannot be seen in fewer than three: then"
                    + " only a large difference is marked.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":the results were compared, and B is not too slow",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP + ", or a file is not a result",
            ExitCode.THRESHOLD + ":B is slower than --fail-if-slower allows",
            ExitCode.INVALID + ":with --fail-if-slower: all results of a side are INVALID and cannot be judged"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final String EXPECTED =
            "a result.json, the folder that contains it, a folder of such folders, or a list of these with commas.";

    @Parameters(index = "0", paramLabel = "A", description = "First side: " + EXPECTED)
    private String a;

    @Parameters(index = "1", paramLabel = "B", description = "Second side, likewise.")
    private String b;

    @Option(
            names = "--fail-if-slower",
            paramLabel = "PERCENT",
            converter = Share.ToShare.class,
            description = "Maximum by which a p50, p99 or p99.9 of B may be higher, or a rate lower, such as 10%%;"
                    + " otherwise the exit code is 3. What is within the variation, or rests on too few values, cannot"
                    + " fail.")
    private Share allowed;

    @Mixin
    private PageOption page;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<RunResult> first = Usage.checked(spec.commandLine(), () -> ResultFiles.read(a));
        List<RunResult> second = Usage.checked(spec.commandLine(), () -> ResultFiles.read(b));
        Usage.checked(spec.commandLine(), () -> {
            first.forEach(other -> requireSameKind("A", other, first.get(0)));
            second.forEach(other -> requireSameKind("B", other, first.get(0)));
            return null;
        });
        SideComparison comparison = SideComparison.of(figures(measured(first)), figures(measured(second)));
        PrintWriter out = spec.commandLine().getOut();
        out.print(CompareReport.of(a, first, b, second, remarks(comparison)));
        out.flush();
        page.write(a, measured(first).get(0), b, measured(second).get(0), remarks(comparison));
        return allowed == null ? ExitCode.PASS : judge(out, first, second, comparison);
    }

    /** Results that measured this client are left out, unless there are no others. */
    private static List<RunResult> measured(List<RunResult> side) {
        List<RunResult> valid = side.stream().filter(one -> !isInvalid(one)).toList();
        return valid.isEmpty() ? side : valid;
    }

    private static List<List<ComparedMetric>> figures(List<RunResult> side) {
        return side.stream().map(ComparedMetrics::of).toList();
    }

    private int judge(PrintWriter out, List<RunResult> first, List<RunResult> second, SideComparison comparison) {
        out.println();
        for (List<RunResult> side : List.of(first, second)) {
            long invalid = side.stream().filter(CompareCommand::isInvalid).count();
            String name = side == first ? "A" : "B";
            if (invalid == side.size()) {
                out.println("INVALID     " + name + " is INVALID: it measured the client, not the server");
                return ExitCode.INVALID;
            }
            if (invalid > 0) {
                out.println("left out    " + Figures.counted(invalid, "result") + " of " + name
                        + ", INVALID: the client was measured, not the server");
            }
        }
        List<SideComparison.Row> worse = comparison.rows().stream()
                .filter(row -> row.difference() == Difference.ONLY_A || row.worseBy(allowed.share()))
                .toList();
        List<SideComparison.Row> slower = worse.stream()
                .filter(row -> row.difference() == Difference.BEYOND_SPREAD || row.difference() == Difference.ONLY_A)
                .toList();
        worse.stream()
                .map(row -> (slower.contains(row) ? "slower      " : "not proven  ") + line(row))
                .distinct()
                .forEach(out::println);
        boolean few = Math.min(measured(first).size(), measured(second).size()) < Spread.FEWEST_RUNS;
        if (worse.size() > slower.size()) {
            out.println("            not proven: the spread explains it, or it rests on too few values"
                    + (few ? "; " + Spread.FEWEST_RUNS + " or more results a side would show more" : ""));
        }
        out.println(
                slower.isEmpty()
                        ? "PASS        no figure of B is proven to be slower by more than " + allowed
                        : "FAIL        " + slower.size() + " of B's figures " + (slower.size() == 1 ? "is" : "are")
                                + " slower by more than " + allowed);
        return slower.isEmpty() ? ExitCode.PASS : ExitCode.THRESHOLD;
    }

    private static String line(SideComparison.Row row) {
        if (row.difference() == Difference.ONLY_A) {
            return row.name().replaceFirst("\\.(p50|p99|p99\\.9|rate)$", "") + ": B has none";
        }
        boolean rate = row.kind() == ComparedMetric.FigureKind.RATE;
        return String.format(
                Locale.ROOT,
                "%s: %s in A, %s in B (%+.0f %%)",
                row.name(),
                rate ? Figures.rate(Math.rint(row.a())) : Figures.time(row.a()),
                rate ? Figures.rate(Math.rint(row.b())) : Figures.time(row.b()),
                (row.ratio() - 1) * 100);
    }

    private static boolean isInvalid(RunResult result) {
        return result.found().validity().verdict() == Validity.Verdict.INVALID;
    }

    /** Results of different commands, or of loads that do different things, have no figure that means the same. */
    private static void requireSameKind(String side, RunResult result, RunResult first) {
        Setting.require(kind(first).equals(kind(result)), side, kind(result), kind(first) + ", as A is");
    }

    private static String kind(RunResult result) {
        String scenario = result.settings().get("scenario");
        return "a result of " + result.command() + (scenario == null ? "" : ", scenario " + scenario);
    }

    private static Map<String, String> remarks(SideComparison comparison) {
        Map<String, String> remarks = new HashMap<>();
        for (SideComparison.Row row : comparison.rows()) {
            remarks.put(
                    row.name(),
                    switch (row.difference()) {
                        case BEYOND_SPREAD -> "beyond the spread";
                        case WITHIN_SPREAD -> "within";
                        case TOO_FEW -> "too few";
                        case ONLY_A, ONLY_B -> "";
                    });
        }
        return remarks;
    }
}
