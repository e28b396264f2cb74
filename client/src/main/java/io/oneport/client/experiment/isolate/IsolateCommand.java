package io.oneport.client.experiment.isolate;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Rates;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.ExperimentOptions;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.run.ExitVerdict;
import io.oneport.client.run.Measurement;
import io.oneport.client.run.PagePathOption;
import io.oneport.client.run.ResultOptions;
import io.oneport.client.run.VainOptions;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code oneport-client isolate URL}. */
@Command(
        name = "isolate",
        description = {
            "Finds out whether upgrades on some sockets slow down the others.",
            "",
            "A few probes, HTTP and WebSocket, run at a low rate throughout. Meanwhile one socket after"
                    + " another is upgraded. Messages that are due near an upgrade are compared with those near"
                    + " moments at which nothing is done; which of two moments gets the upgrade is drawn by lot. A"
                    + " message is slow if it takes longer than usual by --margin. PASS: the share of slow messages"
                    + " is not greater near upgrades by 10 %% (one in ten). FAIL: it is. The experiment ends as soon"
                    + " as it can tell.",
            ""
        },
        exitCodeListHeading = "%nExit codes (if several apply, the first of 6, 4, 5, 3):%n",
        exitCodeList = {
            ExitCode.PASS + ":PASS: upgrades do not slow down other connections",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.THRESHOLD + ":FAIL: they do, or a threshold was not met",
            ExitCode.VERIFICATION_FAILED + ":messages were lost, duplicated, reordered, corrupted or crossed",
            ExitCode.INVALID
                    + ":UNDECIDED: it could not tell within --max-duration; NOISY: the client itself stood still too"
                    + " often, or too few upgrades completed",
            ExitCode.UNREACHABLE + ":no connection to the server, or it does not serve what the run needs",
            ExitCode.INTERRUPTED_HELP
        })
public final class IsolateCommand implements Callable<Integer> {
    private static final Duration WARMUP = Duration.ofSeconds(2);
    private static final double PROBE_CONNECT_RATE = 500;
    /** A good part of the probes' messages must be near a moment. */
    private static final double LEAST_NEAR = 0.5;

    private static final Duration MOST_NEAR = Duration.ofSeconds(1);

    @Option(
            names = "--margin",
            paramLabel = "DURATION",
            defaultValue = "2ms",
            converter = Converters.ToTimeout.class,
            description = "A message that takes longer than usual by this is slow. Default: ${DEFAULT-VALUE}")
    private Duration margin;

    @Option(
            names = "--near",
            paramLabel = "DURATION",
            defaultValue = "10ms",
            converter = Converters.ToTimeout.class,
            description = "Time after an upgrade in which messages are looked at, up to 1s. Default: ${DEFAULT-VALUE}")
    private Duration near;

    @Option(
            names = "--max-duration",
            paramLabel = "DURATION",
            defaultValue = "55s",
            converter = Converters.ToTimeout.class,
            description = "Time after which the result is UNDECIDED if there is no verdict until then. Default:"
                    + " ${DEFAULT-VALUE}")
    private Duration longest;

    @Option(
            names = "--ws",
            paramLabel = "N",
            defaultValue = "5",
            converter = Converters.ToNumber.class,
            description = "Number of WebSocket probes. Default: ${DEFAULT-VALUE}")
    private int webSockets;

    @Option(
            names = "--http",
            paramLabel = "N",
            defaultValue = "5",
            converter = Converters.ToNumber.class,
            description = "Number of HTTP probes. Default: ${DEFAULT-VALUE}")
    private int http;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "100/s",
            converter = Converters.ToRate.class,
            description = "Messages or requests per probe. Default: ${DEFAULT-VALUE}")
    private double rate;

    @Mixin
    private ExperimentOptions target;

    @Mixin
    private PagePathOption page;

    @Mixin
    private ResultOptions results;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = Usage.checked(spec.commandLine(), this::checked);
        try (Measurement measurement = Measurement.begin(spec, results.output(), plan, settings(plan))) {
            return measurement.tell(measured(measurement, plan));
        }
    }

    private RunResult measured(Measurement measurement, LoadPlan plan) throws IOException {
        IsolationJudge judge = new IsolationJudge(margin, near, probes(), plan.seed());
        Findings findings;
        Isolation isolation;
        try (Isolating isolating =
                new Isolating(plan, probes(), near.toNanos(), margin.toNanos(), judge, measurement)) {
            findings = isolating.execute();
            isolation = isolating.judge(findings);
        }
        List<ThresholdOutcome> outcomes = results.judge(findings);
        int ofRun = ExitVerdict.exitCode(findings, outcomes);
        if (ofRun == ExitCode.INVALID && outcomes.isEmpty()) {
            // Moments at which this client stood still are left out: the verdict does not rest on the run's figures.
            ofRun = ExitCode.PASS;
        }
        int exitCode = ExitVerdict.worse(ofRun, exitCode(isolation.outcome()));
        return measurement.result(findings, outcomes, isolation, null, null, exitCode);
    }

    private static int exitCode(Isolation.Conclusion outcome) {
        return switch (outcome) {
            case PASS -> ExitCode.PASS;
            case FAIL -> ExitCode.THRESHOLD;
            case UNDECIDED, NOISY -> ExitCode.INVALID;
        };
    }

    private List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        if (webSockets > 0) {
            probes.add(Probe.WS);
        }
        if (http > 0) {
            probes.add(Probe.HTTP);
        }
        return probes;
    }

    private LoadPlan checked() {
        Setting.require(near.compareTo(MOST_NEAR) <= 0, "near", Units.text(near), "at most " + Units.text(MOST_NEAR));
        Setting.require(webSockets + http > 0, "ws", webSockets, "at least one probe of --ws or --http");
        requireSomeNear("ws", webSockets);
        requireSomeNear("http", http);
        LoadPlan plan = plan();
        VainOptions.refuse(spec.commandLine().getParseResult(), plan, true);
        results.requireMeasuredBy(plan);
        return plan;
    }

    private LoadPlan plan() {
        return target.plan(
                ArrivalModel.POISSON,
                new LoadPlan.Fleet(webSockets, http, 0, 0, 1, PROBE_CONNECT_RATE),
                page.path(),
                rate,
                rate,
                // At the end, what was due last may take as long as an answer may.
                new LoadPlan.Phases(WARMUP, longest, Duration.ofSeconds(6)),
                1);
    }

    private void requireSomeNear(String name, int probes) {
        double expected = probes * rate * near.toNanos() / 1e9;
        Setting.require(
                probes == 0 || expected >= LEAST_NEAR,
                "rate",
                Rates.text(rate),
                "at least " + Rates.text(Math.ceil(LEAST_NEAR / probes / near.toNanos() * 1e9)) + " for --" + name + " "
                        + probes + ", so that messages are due within " + Units.text(near) + " of an upgrade");
    }

    private Map<String, String> settings(LoadPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("margin", Units.text(margin));
        settings.put("near", Units.text(near));
        settings.put("max-duration", Units.text(longest));
        settings.put("ws", String.valueOf(webSockets));
        settings.put("http", String.valueOf(http));
        settings.put("rate", Rates.text(rate));
        target.tell(plan, settings);
        return settings;
    }
}
