package io.oneport.client.experiment.merge;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.LocalFailure;
import io.oneport.client.cli.Secrets;
import io.oneport.client.cli.Usage;
import io.oneport.client.cli.Version;
import io.oneport.client.judge.Threshold;
import io.oneport.client.report.ResultFolder;
import io.oneport.client.report.ResultJson;
import io.oneport.client.report.TextReport;
import io.oneport.client.result.Findings;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.run.ExitVerdict;
import io.oneport.client.run.PipelineOptions;
import io.oneport.client.run.ResultOptions;
import io.oneport.protocol.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client merge RESULT…}. */
@Command(
        name = "merge",
        description = {
            "Adds up the results of several machines that loaded one server at the same time.",
            "",
            "Start them with the same run --start-at TIME. Histograms are added value by value, so percentiles are those"
                    + " of all messages; the verdict is that of the worst machine. Thresholds of the results are judged"
                    + " again, on the sum.",
            ""
        },
        exitCodeListHeading = "%nExit codes, as those of run, of the sum:%n",
        exitCodeList = {
            ExitCode.PASS + ":the results were added up, and all thresholds were met",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP + ", or a file is not a result",
            ExitCode.THRESHOLD + ":a threshold was not met",
            ExitCode.VERIFICATION_FAILED + ":messages were lost, duplicated, reordered, corrupted or crossed",
            ExitCode.INVALID + ":a client could not keep to its schedule",
            ExitCode.UNREACHABLE + ":the server could not be reached to the end"
        })
public final class MergeCommand implements Callable<Integer> {
    private static final String RESULT = "result.json";
    private static final String RESULTS = "RESULT";

    @Parameters(
            arity = "1..*",
            paramLabel = RESULTS,
            description = {"A result.json, or the folder that contains it;", "two or more, each of another machine."})
    private List<Path> files;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the files of the sum, as run has them, but for the log; created if needed.")
    private Path out;

    @Option(
            names = "--threshold",
            paramLabel = "'FIGURE<BOUND'",
            converter = ResultOptions.ToThreshold.class,
            description = "Another condition that the sum is to meet. Repeatable.")
    private List<Threshold> thresholds = List.of();

    @Mixin
    private PipelineOptions pipeline;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<RunResult> parts = Usage.checked(spec.commandLine(), this::read);
        ResultFolder folder = Usage.checked(spec.commandLine(), () -> {
            pipeline.check();
            return out == null ? null : ResultFolder.open(out);
        });
        ResultMerge merge =
                new ResultMerge(parts, files.stream().map(Path::toString).toList());
        Findings found = merge.findings();
        List<ThresholdOutcome> outcomes = judge(parts, found);
        RunResult sum = new RunResult(
                RunResult.SCHEMA,
                new Version().getVersion()[0],
                spec.name(),
                Secrets.hidden(spec.root().commandLine().getParseResult().originalArgs()),
                parts.stream().map(RunResult::target).distinct().collect(Collectors.joining(" ")),
                parts.get(0).seed(),
                merge.settings(),
                found,
                outcomes,
                null,
                null,
                null,
                found.interrupted() ? interruptedCode(parts) : ExitVerdict.exitCode(found, outcomes));
        return tell(sum, folder);
    }

    /** That of the first part which was interrupted. */
    private static int interruptedCode(List<RunResult> parts) {
        return parts.stream()
                .filter(part -> part.found().interrupted())
                .findFirst()
                .map(RunResult::exitCode)
                .orElse(ExitCode.INTERRUPTED);
    }

    private List<RunResult> read() {
        Setting.require(files.size() > 1, RESULTS, files.get(0), "two results or more");
        List<RunResult> parts = new ArrayList<>();
        List<Path> read = new ArrayList<>();
        for (Path given : files) {
            Path file = Files.isDirectory(given) ? given.resolve(RESULT) : given;
            try {
                parts.add(ResultJson.read(file));
                requireOther(file, read);
                read.add(file);
            } catch (IOException none) {
                throw new IllegalArgumentException(none.getMessage(), none);
            }
            RunResult last = parts.get(parts.size() - 1);
            Setting.require(
                    last.command().equals("run") || last.command().equals("merge"),
                    RESULTS,
                    "a result of " + last.command(),
                    "results of run: an experiment is one machine's");
        }
        return parts;
    }

    /** No two runs measure the same: what has the same bytes would be added twice. */
    private static void requireOther(Path file, List<Path> read) throws IOException {
        for (Path other : read) {
            Setting.require(
                    Files.mismatch(other, file) >= 0,
                    RESULTS,
                    file,
                    "each result once: "
                            + (other.equals(file) ? "it is given twice" : other + " has the same content"));
        }
    }

    private List<ThresholdOutcome> judge(List<RunResult> parts, Findings found) {
        Map<String, Threshold> all = new LinkedHashMap<>();
        parts.forEach(part -> part.thresholds().forEach(one -> all.put(one.text(), Threshold.parse(one.text()))));
        thresholds.forEach(one -> all.put(one.text(), one));
        return all.values().stream()
                .map(one -> one.judge(found.latencies(), found.books()))
                .toList();
    }

    private int tell(RunResult sum, ResultFolder folder) throws IOException {
        pipeline.write(sum);
        PrintWriter text = spec.commandLine().getOut();
        text.print(TextReport.of(sum));
        text.flush();
        if (folder != null) {
            try {
                folder.begin(
                                sum.program(),
                                sum.target(),
                                Instant.parse(sum.found().started()))
                        .close();
                folder.write(sum);
            } catch (IOException failed) {
                throw new LocalFailure(ResultFolder.unwritable(out, failed));
            }
            text.println("results     " + out.resolve("report.html"));
        }
        return sum.exitCode();
    }
}
