package io.oneport.client.experiment.compare;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.Share;
import io.oneport.client.report.CompareReport;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import io.oneport.protocol.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
            "Shows two results of the same command side by side, with their differences in" + " configuration.",
            "",
            "A difference is marked if it exceeds the variation within the two runs (Mann-Whitney test"
                    + " at 1 %%, over ten intervals of each). Two runs may still differ for other reasons: repeat"
                    + " them in alternation.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":the results were compared, and B is not too slow",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP + ", or a file is not a result",
            ExitCode.THRESHOLD + ":B is slower than --fail-if-slower allows",
            ExitCode.INVALID + ":with --fail-if-slower: a result is INVALID and cannot be judged"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final String RESULT = "result.json";

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "First result: a result.json, or the folder that contains it.")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Second result, likewise.")
    private Path b;

    @Option(
            names = "--fail-if-slower",
            paramLabel = "PERCENT",
            converter = Share.ToShare.class,
            description = "Maximum by which a p50, p99 or p99.9 of B may be higher, or a rate lower, such as 10%%;"
                    + " otherwise the exit code is 3.")
    private Share allowed;

    @Mixin
    private PageOption page;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        RunResult first = Usage.checked(spec.commandLine(), () -> read(a));
        RunResult second = Usage.checked(spec.commandLine(), () -> read(b));
        Usage.checked(spec.commandLine(), () -> {
            requireSameKind(first, second);
            return null;
        });
        PrintWriter out = spec.commandLine().getOut();
        out.print(CompareReport.of(a.toString(), first, b.toString(), second, remarks(first, second)));
        out.flush();
        page.write(a.toString(), first, b.toString(), second, remarks(first, second));
        return allowed == null ? ExitCode.PASS : judge(out, first, second);
    }

    private int judge(PrintWriter out, RunResult first, RunResult second) {
        out.println();
        if (isInvalid(first) || isInvalid(second)) {
            out.println("INVALID     " + (isInvalid(first) ? "A" : "B")
                    + " is INVALID: it measured the client, not the server");
            return ExitCode.INVALID;
        }
        List<String> slower = Slowdowns.of(first, second, allowed.share());
        slower.forEach(line -> out.println("slower      " + line));
        out.println(
                slower.isEmpty()
                        ? "PASS        no figure of B is slower by more than " + allowed
                        : "FAIL        " + slower.size() + " of B's figures " + (slower.size() == 1 ? "is" : "are")
                                + " slower by more than " + allowed);
        return slower.isEmpty() ? ExitCode.PASS : ExitCode.THRESHOLD;
    }

    private static boolean isInvalid(RunResult result) {
        return result.found().validity().verdict() == Validity.Verdict.INVALID;
    }

    private static RunResult read(Path named) {
        try {
            return ResultJson.read(Files.isDirectory(named) ? named.resolve(RESULT) : named);
        } catch (IOException none) {
            throw new IllegalArgumentException(none.getMessage(), none);
        }
    }

    /** Results of different commands, or of loads that do different things, have no figure that means the same. */
    private static void requireSameKind(RunResult first, RunResult second) {
        Setting.require(kind(first).equals(kind(second)), "B", kind(second), kind(first) + ", as A is");
    }

    private static String kind(RunResult result) {
        String scenario = result.settings().get("scenario");
        return "a result of " + result.command() + (scenario == null ? "" : ", scenario " + scenario);
    }

    private static Map<String, String> remarks(RunResult first, RunResult second) {
        Map<String, String> remarks = new HashMap<>();
        for (RunComparison.Row row : RunComparison.of(ComparedMetrics.of(first), ComparedMetrics.of(second))
                .rows()) {
            remarks.put(
                    row.name(),
                    switch (row.difference()) {
                        case BEYOND_SPREAD -> "beyond the spread";
                        case WITHIN_SPREAD -> "within";
                        case UNKNOWN -> "";
                    });
        }
        return remarks;
    }
}
