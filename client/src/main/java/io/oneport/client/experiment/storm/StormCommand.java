package io.oneport.client.experiment.storm;

import io.oneport.client.account.Progress;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Rates;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.ExperimentOptions;
import io.oneport.client.experiment.Share;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.report.Figures;
import io.oneport.client.result.Findings;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Storm;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.run.ExitVerdict;
import io.oneport.client.run.Measurement;
import io.oneport.client.run.ResultOptions;
import io.oneport.client.run.ThreadsOption;
import io.oneport.client.run.VainOptions;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code oneport-client storm URL}. */
@Command(
        name = "storm",
        description = {
            "Cuts many WebSockets at once and measures how long they take to recover.",
            "",
            "Holds WebSockets under a light load and cuts some of them, chosen at random, in each"
                    + " round. Each reconnects at once, and after a failure with growing delays; it has recovered"
                    + " when it has upgraded and its first message was answered. Reports the time until 50, 99 and"
                    + " 100 %% of the connections have recovered.",
            "",
            "The client opens connections as fast as it can, but only a few in each turn of an event"
                    + " loop, so that the sockets that were not cut are still served on time. --reconnect-within"
                    + " reconnects with backoff and jitter.",
            ""
        },
        exitCodeListHeading = "%nExit codes (if several apply, the first of 6, 4, 5, 3):%n",
        exitCodeList = {
            ExitCode.PASS + ":the run completed and all thresholds were met",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.THRESHOLD + ":a threshold or --all-within was not met",
            ExitCode.VERIFICATION_FAILED + ":messages were lost, duplicated, reordered, corrupted or crossed",
            ExitCode.INVALID + ":the client could not keep to its schedule: the figures are not the server's",
            ExitCode.UNREACHABLE + ":no connection to the server, or it does not serve what the run needs",
            ExitCode.INTERRUPTED_HELP
        })
public final class StormCommand implements Callable<Integer> {
    private static final Duration WARMUP = Duration.ofSeconds(2);
    /** How late a cut may be: it is made when the run tells how it goes. The last round has its time, too. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final Duration DRAIN = Duration.ofSeconds(6);
    /** No plain request is made. */
    private static final String NO_PAGE = "/";

    @Option(
            names = "--ws",
            paramLabel = "N",
            defaultValue = "1000",
            converter = Converters.ToNumber.class,
            description = "Number of WebSockets. Default: ${DEFAULT-VALUE}")
    private int webSockets;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "1/s",
            converter = Converters.ToRate.class,
            description = "Messages per WebSocket. Default: ${DEFAULT-VALUE}")
    private double rate;

    @Option(
            names = "--connect-rate",
            paramLabel = "RATE",
            defaultValue = "500/s",
            converter = Converters.ToRate.class,
            description = "WebSockets opened per second before the first round. Default: ${DEFAULT-VALUE}")
    private double connectRate;

    @Option(
            names = "--cut",
            paramLabel = "PERCENT",
            defaultValue = "50%",
            converter = Share.ToShare.class,
            description = "Share of the WebSockets that each round cuts. Default: 50%%")
    private Share cut;

    @Option(
            names = "--how",
            paramLabel = "fin|rst",
            defaultValue = "rst",
            description = "How connections are cut: rst, as when a device fails, or fin, as when a program exits."
                    + " Default: ${DEFAULT-VALUE}")
    private String how;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            converter = Converters.ToNumber.class,
            description = "Number of rounds, 1 to 1000. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Converters.ToTimeout.class,
            description = "Time from one cut to the next, at least 1s; a connection that has not recovered by then is"
                    + " lost. Default: ${DEFAULT-VALUE}")
    private Duration every;

    @Option(
            names = "--reconnect-within",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Converters.ToDuration.class,
            description =
                    "Spread the first reconnections evenly over this time. Default: ${DEFAULT-VALUE}, all at" + " once")
    private Duration comeback;

    @Option(
            names = "--all-within",
            paramLabel = "DURATION",
            converter = Converters.ToTimeout.class,
            description = "Maximum time for all connections to recover, in every round; otherwise the exit code is 3.")
    private Duration allWithin;

    @Mixin
    private ExperimentOptions target;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private ResultOptions results;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = Usage.checked(spec.commandLine(), this::plan);
        try (Measurement measurement = Measurement.begin(spec, results.output(), plan, settings(plan))) {
            return measurement.tell(measured(measurement, plan));
        }
    }

    /** What only the run itself knows, for whoever hears how it goes. */
    private static final class Running {
        private @Nullable LoadRun run;
        private long beginNanos = Long.MAX_VALUE;
    }

    private RunResult measured(Measurement measurement, LoadPlan plan) throws IOException {
        Rounds storms =
                new Rounds(new Rounds.Plan(cut.share(), how.equals("rst"), comeback, rounds, every), webSockets);
        Running running = new Running();
        Findings findings;
        Storm storm;
        try (LoadRun run = new LoadRun(plan, progress -> {
            measurement.progress(progress);
            cutIfDue(measurement, storms, running, progress);
        })) {
            running.run = run;
            run.listen(storms);
            run.whenMeasuringIsSet(begin -> running.beginNanos = begin);
            findings = run.execute();
            storm = storms.storm(run.clock().now());
        }
        List<ThresholdOutcome> outcomes = new ArrayList<>(results.judge(findings));
        if (allWithin != null) {
            outcomes.add(allWithin(storm));
        }
        return measurement.result(findings, outcomes, null, storm, null, ExitVerdict.exitCode(findings, outcomes));
    }

    private void cutIfDue(Measurement measurement, Rounds storms, Running running, Progress progress) {
        LoadRun run = running.run;
        if (run != null
                && progress.phase() == Progress.RunPhase.MEASURE
                && storms.isDue(running.beginNanos, progress.atNanos())) {
            int hit = storms.cut(run);
            measurement.say(String.format(
                    Locale.ROOT,
                    "round %d of %d: cut %,d of %,d by %s",
                    storms.count(),
                    rounds,
                    hit,
                    progress.openSockets(),
                    how.toUpperCase(Locale.ROOT)));
        }
    }

    private ThresholdOutcome allWithin(Storm storm) {
        Long slowest = 0L;
        for (Storm.Round round : storm.rounds()) {
            slowest = slowest == null || round.all() == null ? null : Long.valueOf(Math.max(slowest, round.all()));
        }
        boolean held = storm.rounds().size() == rounds && slowest != null && slowest <= allWithin.toNanos();
        String actual = slowest == null ? "not all recovered" : Figures.time(slowest);
        return new ThresholdOutcome("all-within " + Units.text(allWithin), actual, held);
    }

    private LoadPlan plan() {
        Setting.require(webSockets >= 1, "ws", webSockets, "at least 1");
        Setting.require(how.equals("fin") || how.equals("rst"), "how", how, "fin or rst");
        Setting.require(rounds >= 1 && rounds <= 1000, "rounds", rounds, "1 to 1000");
        Setting.require(every.toMillis() >= 1000, "every", Units.text(every), "at least 1s");
        Duration all = every.multipliedBy(rounds);
        Setting.require(
                all.compareTo(Converters.LONGEST) <= 0,
                "every",
                Units.text(every),
                "at most " + Units.text(Converters.LONGEST) + " in all: " + rounds + " --rounds of it are "
                        + Units.text(all));
        Setting.require(
                comeback.compareTo(every) < 0,
                "reconnect-within",
                Units.text(comeback),
                "less than --every, " + Units.text(every));
        LoadPlan plan = target.plan(
                ArrivalModel.POISSON,
                new LoadPlan.Fleet(webSockets, 0, 0, 0, 1, connectRate),
                NO_PAGE,
                rate,
                0,
                new LoadPlan.Phases(WARMUP, all.plus(TICK), DRAIN),
                threads.count());
        VainOptions.refuse(spec.commandLine().getParseResult(), plan, false);
        results.requireMeasuredBy(plan);
        return plan;
    }

    private Map<String, String> settings(LoadPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ws", String.valueOf(webSockets));
        settings.put("rate", Rates.text(rate));
        settings.put("cut", cut.toString());
        settings.put("how", how);
        settings.put("rounds", String.valueOf(rounds));
        settings.put("every", Units.text(every));
        settings.put("reconnect-within", Units.text(comeback));
        target.tell(plan, settings);
        return settings;
    }
}
