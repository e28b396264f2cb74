package io.oneport.client.experiment.isolate;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Rates;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.ExperimentOptions;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.plan.Capacity;
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
import io.oneport.client.wire.RestingPorts;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
            "A few probes, HTTP and WebSocket, run at a low rate throughout. Time is divided into pairs"
                    + " of windows in random order: a calm window and one with a storm of upgrades, or two calm"
                    + " windows (controls), which show the noise. The p50 and p99 of the windows are compared. The"
                    + " result is PASS if the 95 %% confidence interval of every shift ends below the margin.",
            ""
        },
        exitCodeListHeading = "%nExit codes (if several apply, the first of 6, 4, 5, 3):%n",
        exitCodeList = {
            ExitCode.PASS + ":PASS: no figure is shifted by more than the margin",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.THRESHOLD + ":FAIL: a figure is shifted by more, or a threshold was not met",
            ExitCode.VERIFICATION_FAILED + ":messages were lost, duplicated, reordered, corrupted or crossed",
            ExitCode.INVALID
                    + ":UNDECIDED: more pairs are needed; NOISY: calm windows differ too much, or the storm could"
                    + " not be generated; or the client could not keep to its schedule",
            ExitCode.UNREACHABLE + ":no connection to the server, or it does not serve what the run needs",
            ExitCode.INTERRUPTED_HELP
        })
public final class IsolateCommand implements Callable<Integer> {
    private static final Duration WARMUP = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final double PROBE_CONNECT_RATE = 500;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "20",
            converter = Converters.ToNumber.class,
            description = "Number of pairs of a calm window and a storm, 1 to 200. Default: ${DEFAULT-VALUE}")
    private int pairs;

    @Option(
            names = "--controls",
            paramLabel = "N",
            defaultValue = "10",
            converter = Converters.ToNumber.class,
            description = "Number of pairs of two calm windows, 1 to 200. Default: ${DEFAULT-VALUE}")
    private int controls;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = Converters.ToTimeout.class,
            description = "Length of each window. Default: ${DEFAULT-VALUE}")
    private Duration window;

    @Option(
            names = "--washout",
            paramLabel = "DURATION",
            defaultValue = "500ms",
            converter = Converters.ToDuration.class,
            description = "Pause between two windows, so that the first does not affect the second. Default:"
                    + " ${DEFAULT-VALUE}")
    private Duration washout;

    @Option(
            names = "--margin",
            paramLabel = "DURATION",
            defaultValue = "5ms",
            converter = Converters.ToTimeout.class,
            description = "Maximum shift of each figure by a storm. Default: ${DEFAULT-VALUE}")
    private Duration margin;

    @Option(
            names = "--storm-rate",
            paramLabel = "RATE",
            defaultValue = "100/s",
            converter = Converters.ToRate.class,
            description = "Upgrades per second in a storm: each connects, upgrades, sends a message, receives it back"
                    + " and closes. Default: ${DEFAULT-VALUE}")
    private double stormRate;

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
            defaultValue = "50/s",
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

    /** What a command line comes to. */
    private record Asked(WindowPlan windows, LoadPlan load) {}

    @Override
    public Integer call() throws Exception {
        Asked asked = Usage.checked(spec.commandLine(), this::asked);
        LoadPlan plan = asked.load;
        try (Measurement measurement = Measurement.begin(spec, results.output(), plan, settings(plan))) {
            measurement.say(asked.windows.windows().size() + " windows, "
                    + Units.text(Duration.ofSeconds(
                            WARMUP.plus(asked.windows.length()).toSeconds() + 1)) + " in all");
            return measurement.tell(measured(measurement, asked));
        }
    }

    private RunResult measured(Measurement measurement, Asked asked) throws IOException {
        LoadPlan plan = asked.load;
        ProbeRecorder recorder =
                new ProbeRecorder(asked.windows, plan.wires().limits().timeout());
        Findings findings;
        StormTally tally;
        long endNanos;
        try (LoadRun run = new LoadRun(plan, new WindowTeller(measurement, asked.windows, recorder));
                UpgradeStorm storm = new UpgradeStorm(plan, stormRate, run.clock())) {
            run.listen(recorder);
            run.alsoCountPorts(storm::ports);
            run.whenMeasuringIsSet(beginNanos -> {
                recorder.begin(beginNanos);
                storm.begin(asked.windows, beginNanos);
            });
            findings = run.execute();
            tally = storm.tally();
            endNanos = run.clock().now();
        }
        Isolation isolation = new IsolationResult(asked.windows, probes(), recorder, margin, stormRate, plan.seed())
                .judge(tally, endNanos);
        List<ThresholdOutcome> outcomes = results.judge(findings);
        int exitCode = ExitVerdict.worse(ExitVerdict.exitCode(findings, outcomes), exitCode(isolation.outcome()));
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

    private Asked asked() {
        Setting.require(pairs >= 1 && pairs <= 200, "pairs", pairs, "1 to 200");
        Setting.require(controls >= 1 && controls <= 200, "controls", controls, "1 to 200");
        Setting.require(window.compareTo(LONGEST) <= 0, "window", Units.text(window), "at most 1h");
        Setting.require(washout.compareTo(LONGEST) <= 0, "washout", Units.text(washout), "at most 1h");
        Setting.require(webSockets + http > 0, "ws", webSockets, "at least one probe of --ws or --http");
        requireSomeInEachWindow("ws", webSockets);
        requireSomeInEachWindow("http", http);
        LoadPlan seeded = plan(Duration.ZERO);
        WindowPlan windows = WindowPlan.draw(pairs, controls, window, washout, seeded.seed());
        Setting.require(
                windows.length().compareTo(Converters.LONGEST) <= 0,
                "window",
                Units.text(window),
                "at most " + Units.text(Converters.LONGEST) + " in all: "
                        + windows.windows().size() + " of it, with --washout between them, are "
                        + Units.text(windows.length()));
        LoadPlan plan = plan(windows.length());
        VainOptions.refuse(spec.commandLine().getParseResult(), plan, true);
        results.requireMeasuredBy(plan);
        requirePorts(plan);
        return new Asked(windows, plan);
    }

    private LoadPlan plan(Duration measured) {
        return target.plan(
                new LoadPlan.Fleet(webSockets, http, 0, 0, 1, PROBE_CONNECT_RATE),
                page.path(),
                rate,
                rate,
                // At the end, what was due in the last window may take as long as an answer may.
                new LoadPlan.Phases(WARMUP, measured, Duration.ofSeconds(6)),
                1);
    }

    /** A p99 of a handful of answers would be chance. */
    private void requireSomeInEachWindow(String name, int probes) {
        double expected = probes * rate * window.toMillis() / 1e3;
        Setting.require(
                probes == 0 || expected >= 20,
                "rate",
                Rates.text(rate),
                "at least 20 answers of --" + name + " in a window of " + Units.text(window));
    }

    /** Should the server leave it to this client to close first, as nobody knows before, the ports of a storm rest here. */
    private void requirePorts(LoadPlan plan) {
        long ports = Capacity.portsAvailable(plan.wires().sources());
        int rest = portRestSeconds(plan.wires().server().host());
        double stormy = Math.min(rest, pairs * window.toMillis() / 1e3);
        Setting.require(
                stormRate * stormy <= ports,
                "storm-rate",
                Rates.text(stormRate),
                "at most " + Rates.text(ports / stormy) + ": a port may rest for "
                        + Units.text(Duration.ofSeconds(rest)) + " then, and there are " + ports);
    }

    private static int portRestSeconds(String host) {
        try {
            return Capacity.portRestSeconds(InetAddress.getByName(host));
        } catch (UnknownHostException unknown) {
            return RestingPorts.LONGEST_SECONDS; // that nobody knows it is told when the server is looked at
        }
    }

    private Map<String, String> settings(LoadPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("pairs", String.valueOf(pairs));
        settings.put("controls", String.valueOf(controls));
        settings.put("window", Units.text(window));
        settings.put("washout", Units.text(washout));
        settings.put("margin", Units.text(margin));
        settings.put("storm-rate", Rates.text(stormRate));
        settings.put("ws", String.valueOf(webSockets));
        settings.put("http", String.valueOf(http));
        settings.put("rate", Rates.text(rate));
        target.tell(plan, settings);
        return settings;
    }
}
