package io.oneport.client.experiment.find;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Rates;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.ExperimentOptions;
import io.oneport.client.experiment.Share;
import io.oneport.client.judge.Threshold;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.result.Findings;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.run.ExitVerdict;
import io.oneport.client.run.Measurement;
import io.oneport.client.run.OutputOptions;
import io.oneport.client.run.PagePathOption;
import io.oneport.client.run.ResultOptions;
import io.oneport.client.run.ThreadsOption;
import io.oneport.client.run.VainOptions;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code oneport-client find URL}. */
@Command(
        name = "find",
        description = {
            "Finds the highest rate of messages at which all thresholds are met.",
            "",
            "Each trial is a short run in an open model. The rate is doubled until a threshold is"
                    + " missed; then the interval is halved. A rate that failed is tried again until it has passed more"
                    + " often than it failed, or failed more often by two; the best rate has passed twice. A trial in which the client itself could not keep up fails"
                    + " too, and is marked. What is reported is the rate that was achieved, not the one that was due;"
                    + " the figures in the summary are those of the best trial.",
            ""
        },
        exitCodeListHeading = "%nExit codes (if several apply, the first of 6, 4, 5, 3):%n",
        exitCodeList = {
            ExitCode.PASS + ":a rate was found",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.THRESHOLD + ":no rate meets the thresholds",
            ExitCode.VERIFICATION_FAILED
                    + ":messages were duplicated, reordered, corrupted or crossed at any rate, or lost at every rate",
            ExitCode.INVALID + ":the client is the limit: the server may reach more",
            ExitCode.UNREACHABLE + ":no connection to the server, or it does not serve what the run needs",
            ExitCode.INTERRUPTED_HELP
        })
public final class FindCommand implements Callable<Integer> {
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final double CONNECT_RATE = 500;

    @Option(
            names = "--threshold",
            paramLabel = "'FIGURE<BOUND'",
            converter = ResultOptions.ToThreshold.class,
            description = "Condition on a rate, such as 'ws.echo.p99<5ms' or 'http.p99.9<20ms'. Default:"
                    + " 'ws.echo.p99<10ms' and 'ws.success>=99.9%%'; without WebSockets the same of http."
                    + " Repeatable.")
    private List<Threshold> thresholds = List.of();

    @Option(
            names = "--ws",
            paramLabel = "N",
            defaultValue = "100",
            converter = Converters.ToNumber.class,
            description = "Number of WebSockets. Default: ${DEFAULT-VALUE}")
    private int webSockets;

    @Option(
            names = "--http",
            paramLabel = "N",
            defaultValue = "0",
            converter = Converters.ToNumber.class,
            description = "Number of sockets for HTTP requests, each at the rate of a WebSocket. Default:"
                    + " ${DEFAULT-VALUE}")
    private int http;

    @Option(
            names = "--from",
            paramLabel = "RATE",
            defaultValue = "1k/s",
            converter = Converters.ToRate.class,
            description = "First rate to try, of all sockets together. Default: ${DEFAULT-VALUE}")
    private double from;

    @Option(
            names = "--to",
            paramLabel = "RATE",
            defaultValue = "10M/s",
            converter = Converters.ToRate.class,
            description = "Highest rate to try. Default: ${DEFAULT-VALUE}")
    private double to;

    @Option(
            names = "--precision",
            paramLabel = "PERCENT",
            defaultValue = "5%",
            converter = Share.ToShare.class,
            description = "Stop when the best rate and the lowest failing rate differ by less. Default: 5%%")
    private Share precision;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "40",
            converter = Converters.ToNumber.class,
            description = "Maximum number of trials. Default: ${DEFAULT-VALUE}")
    private int trials;

    @Option(
            names = "--warmup",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = Converters.ToDuration.class,
            description = "Time under load before the measurement of each trial. Default: ${DEFAULT-VALUE}")
    private Duration warmup;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Converters.ToTimeout.class,
            description = "Time that is measured in each trial. Default: ${DEFAULT-VALUE}")
    private Duration duration;

    @Option(
            names = "--arrival",
            paramLabel = "MODEL",
            defaultValue = "poisson",
            description = "When messages are due: uniform or poisson. Default: ${DEFAULT-VALUE}")
    private String arrival;

    @Mixin
    private ExperimentOptions target;

    @Mixin
    private PagePathOption page;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadPlan first = Usage.checked(spec.commandLine(), this::checked);
        try (Measurement measurement = Measurement.begin(spec, output, first, settings(first))) {
            return measurement.tell(found(measurement));
        }
    }

    private RunResult found(Measurement measurement) throws IOException {
        RateSearch search = new RateSearch(from, to, precision.share(), trials);
        RateTrials tries = new RateTrials(measurement, this::plan, findings -> Flaw.of(findings, judge(findings)));
        Search result = tries.run(search);
        Findings findings = tries.findings();
        int exitCode = ExitVerdict.exitCode(findings, List.of());
        if (search.best().isEmpty()) {
            exitCode = ExitVerdict.worse(exitCode, ExitCode.THRESHOLD);
        }
        if (tries.provenWrong()) {
            exitCode = ExitVerdict.worse(exitCode, ExitCode.VERIFICATION_FAILED);
        }
        if (tries.limitedByClient()) {
            exitCode = ExitVerdict.worse(exitCode, ExitCode.INVALID);
        }
        return measurement.result(findings, judge(findings), null, null, result, exitCode);
    }

    private List<Threshold> thresholds() {
        if (!thresholds.isEmpty()) {
            return thresholds;
        }
        return webSockets > 0
                ? List.of(Threshold.parse("ws.echo.p99<10ms"), Threshold.parse("ws.success>=99.9%"))
                : List.of(Threshold.parse("http.p99<10ms"), Threshold.parse("http.success>=99.9%"));
    }

    private List<ThresholdOutcome> judge(Findings findings) {
        return thresholds().stream()
                .map(threshold -> threshold.judge(findings.latencies(), findings.books()))
                .toList();
    }

    private LoadPlan checked() {
        Setting.require(webSockets + http > 0, "ws", webSockets, "at least one socket of --ws or --http");
        Setting.require(from >= 1, "from", Rates.text(from), "at least 1/s");
        Setting.require(to >= from, "to", Rates.text(to), "at least --from, " + Rates.text(from));
        Setting.require(precision.share() >= 0.001, "precision", precision, "at least 0.1%");
        Setting.require(trials >= 1, "trials", trials, "at least 1");
        LoadPlan first = plan(from);
        VainOptions.refuse(spec.commandLine().getParseResult(), first, false);
        thresholds().forEach(threshold -> threshold.requireAmong(first.metrics(), first.works()));
        return first;
    }

    private ArrivalModel arrival() {
        return switch (arrival) {
            case "poisson" -> ArrivalModel.POISSON;
            case "uniform" -> ArrivalModel.UNIFORM;
            default -> throw new IllegalArgumentException(Setting.refusal("arrival", arrival, "uniform, poisson"));
        };
    }

    private LoadPlan plan(double total) {
        double each = total / (webSockets + http);
        return target.plan(
                arrival(),
                new LoadPlan.Fleet(webSockets, http, 0, 0, 1, CONNECT_RATE),
                page.path(),
                each,
                each,
                new LoadPlan.Phases(warmup, duration, DRAIN),
                threads.count());
    }

    private Map<String, String> settings(LoadPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("thresholds", thresholds().stream().map(Threshold::text).collect(Collectors.joining(", ")));
        settings.put("ws", String.valueOf(webSockets));
        settings.put("http", String.valueOf(http));
        settings.put("arrival", arrival);
        settings.put("from", Rates.text(from));
        settings.put("to", Rates.text(to));
        settings.put("precision", precision.toString());
        settings.put("trials", String.valueOf(trials));
        settings.put("warmup", Units.text(warmup));
        settings.put("duration", Units.text(duration));
        target.tell(plan, settings);
        return settings;
    }
}
