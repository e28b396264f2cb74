package io.oneport.client.experiment.selftest;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.experiment.find.Flaw;
import io.oneport.client.experiment.find.RateSearch;
import io.oneport.client.experiment.find.RateTrials;
import io.oneport.client.fleet.CheckedMessage;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.report.Figures;
import io.oneport.client.result.Books;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Search;
import io.oneport.client.run.ExitVerdict;
import io.oneport.client.run.Measurement;
import io.oneport.client.run.OutputOptions;
import io.oneport.client.run.ThreadsOption;
import io.oneport.client.run.TransportOption;
import io.oneport.client.wire.LoopbackEcho;
import io.oneport.client.wire.WireSettings;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code oneport-client selftest}. */
@Command(
        name = "selftest",
        description = {
            "Measures the rates that this client can generate on this machine, against an echo of its" + " own.",
            "",
            "First a closed model at full speed, with one unanswered message per socket, with and"
                    + " without checking each message. Then an open model: the highest rate that is achieved while"
                    + " half of the messages are sent within 1 ms of their due time, and half of the echoes are back"
                    + " within 10 ms of it. Beyond it the client falls behind its schedule, however long it runs. A"
                    + " hiccup of the machine delays a few messages, and not half of them, so it does not decide."
                    + " Takes about 20 s.",
            "",
            "The echo needs a core of its own: with fewer cores than --threads plus one, or on a busy"
                    + " machine, the results are too low.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":the test completed",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.INVALID + ":no rate was on time: this machine is too busy",
            ExitCode.INTERRUPTED_HELP
        })
public final class SelftestCommand implements Callable<Integer> {
    /** Whether messages are looked at; by turns, so that neither kind has the better time of the machine. */
    private static final boolean[] CLOSED_LOOPS = {true, false, true, false, false, true};
    /** The first of them, in which the JVM has not compiled all of it yet. */
    private static final int WARM_UPS = 2;

    private static final double CONNECT_RATE = 1000;
    private static final int MOST_TRIALS = 10;
    /** The first rate, as a share of what a closed loop reached. */
    private static final double FIRST_SHARE = 0.5;

    private static final double LOWEST_FIRST_RATE = 100;
    private static final double HIGHEST_RATE = 1e7;
    private static final double PRECISION = 0.1;
    private static final double LEAST_DONE = 0.97;
    private static final long MOST_LAG_NANOS = 1_000_000;
    /** Half of the echoes are later than this only where what is sent piles up, unread: the client does not keep up. */
    private static final long MOST_ECHO_NANOS = 10_000_000;

    private static final int OPEN_IN_FLIGHT = 1024;
    private static final int READ_BYTES = 2 << 10;
    private static final int MOST_SIZE = 64 << 10;
    private static final int SEED_BITS = 47;

    @Option(
            names = "--ws",
            paramLabel = "N",
            defaultValue = "100",
            converter = Converters.ToNumber.class,
            description = "Number of WebSockets. Default: ${DEFAULT-VALUE}")
    private int webSockets;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "128B",
            converter = Converters.ToMessageSize.class,
            description = "Size of a message, 16B to 64KiB. Default: ${DEFAULT-VALUE}")
    private int size;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "700ms",
            converter = Converters.ToTimeout.class,
            description =
                    "Time that is measured in each run; the warm-up takes half as long. Default:" + " ${DEFAULT-VALUE}")
    private Duration duration;

    @Mixin
    private TransportOption transport;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private long stalls;
    private final long seed = new SecureRandom().nextLong(1, 1L << SEED_BITS);

    @Override
    public Integer call() throws Exception {
        IoTransport kernel = Usage.checked(spec.commandLine(), this::checked);
        try (LoopbackEcho echo = new LoopbackEcho(kernel)) {
            Target target = echo.target();
            Measurement begun = Usage.checked(
                    spec.commandLine(), () -> new Measurement(spec, output, target, seed, settings(kernel)));
            try (Measurement measurement = begun) {
                return measured(measurement, new Plans(target, kernel, threads.count()));
            }
        }
    }

    private IoTransport checked() {
        Setting.require(webSockets >= 1, "ws", webSockets, "at least 1");
        Setting.require(
                size >= CheckedMessage.MIN_BYTES && size <= MOST_SIZE,
                "size",
                Units.sizeText(size),
                CheckedMessage.MIN_BYTES + "B to " + Units.sizeText(MOST_SIZE));
        // Both ends of each socket are in this process.
        Capacity.requireRoom(2 * webSockets, List.of());
        threads.count();
        return transport.transport();
    }

    private Map<String, String> settings(IoTransport kernel) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ws", String.valueOf(webSockets));
        settings.put("size", Units.sizeText(size));
        settings.put("duration", Units.text(duration));
        settings.put("transport", kernel.text());
        settings.put("threads", String.valueOf(threads.count()));
        return settings;
    }

    private int measured(Measurement measurement, Plans plans) throws IOException {
        Optional<MachineLook> before = MachineLook.now();
        List<Findings> bare = new ArrayList<>();
        List<Findings> checked = new ArrayList<>();
        for (int step = 0; step < CLOSED_LOOPS.length; step++) {
            boolean integrity = CLOSED_LOOPS[step];
            measurement.say("closed loop, " + (integrity ? "each message checked" : "messages unchecked"));
            Findings findings = closed(measurement, plans.closed(integrity));
            if (findings.endedEarly() != null) {
                int exitCode = ExitVerdict.exitCode(findings, List.of());
                return measurement.tell(measurement.result(findings, List.of(), null, null, null, exitCode));
            }
            if (step >= WARM_UPS) {
                (integrity ? checked : bare).add(findings);
            }
        }
        measurement.say("open model: the highest rate at which messages leave on time");
        double start = Math.max(LOWEST_FIRST_RATE, FIRST_SHARE * Ceiling.fastest(checked));
        RateSearch search = new RateSearch(start, HIGHEST_RATE, PRECISION, MOST_TRIALS);
        RateTrials trials = new RateTrials(measurement, plans::open, this::flaw);
        Search result = trials.run(search);
        Optional<Others> others = before.flatMap(first -> MachineLook.now()
                .map(second ->
                        Others.between(first, second, Runtime.getRuntime().availableProcessors())));
        Findings findings = trials.findings();
        int exitCode = ExitVerdict.exitCode(findings, List.of());
        if (exitCode == ExitCode.PASS || exitCode == ExitCode.INVALID) {
            // Late messages are what is looked for here.
            exitCode = search.best().isEmpty() ? ExitCode.INVALID : ExitCode.PASS;
        }
        int told = measurement.tell(measurement.result(findings, List.of(), null, null, result, exitCode));
        new Ceiling(bare, checked, result.bestRate(), findings.validity().sendLag(), stalls, others)
                .tell(spec.commandLine().getOut(), webSockets, threads.count());
        return told;
    }

    private static Findings closed(Measurement measurement, LoadPlan plan) throws IOException {
        try (LoadRun run = new LoadRun(plan, measurement)) {
            return run.execute();
        }
    }

    private Optional<Flaw> flaw(Findings findings) {
        Optional<Flaw> flaw = lateness(findings);
        if (flaw.isEmpty()) { // at too high a rate it stands still by itself, and the machine is not to blame
            stalls += findings.validity().stalls();
        }
        return flaw;
    }

    /** Unless the echoes come, and are read, the messages did not really leave. */
    static Optional<Flaw> lateness(Findings findings) {
        long lag = findings.validity().sendLag().getValueAtPercentile(50);
        if (lag > MOST_LAG_NANOS) {
            return Optional.of(new Flaw("half of the messages left " + Figures.time(lag) + " late or later", true));
        }
        for (Books books : findings.books()) {
            if (books.done() < LEAST_DONE * books.scheduled()) {
                return Optional.of(new Flaw(
                        String.format(Locale.ROOT, "%,d of %,d came back", books.done(), books.scheduled()), true));
            }
        }
        return Ceiling.echoes(findings)
                .map(echoes -> echoes.corrected().getValueAtPercentile(50))
                .filter(echo -> echo > MOST_ECHO_NANOS)
                .map(echo -> new Flaw("half of the echoes came " + Figures.time(echo) + " late or later", true));
    }

    /** The runs that this is made of. */
    private final class Plans {
        private final Target target;
        private final IoTransport kernel;
        private final int loops;

        Plans(Target target, IoTransport kernel, int loops) {
            this.target = target;
            this.kernel = kernel;
            this.loops = loops;
        }

        LoadPlan closed(boolean integrity) {
            return plan(new LoadPlan.Traffic(ArrivalModel.CLOSED, never(), never(), 1, 1), integrity);
        }

        LoadPlan open(double rate) {
            return plan(
                    new LoadPlan.Traffic(ArrivalModel.POISSON, RateCurve.constant(rate), never(), OPEN_IN_FLIGHT, 1),
                    true);
        }

        private RateCurve never() {
            return RateCurve.constant(0);
        }

        private LoadPlan plan(LoadPlan.Traffic traffic, boolean integrity) {
            return new LoadPlan(
                    Scenario.ECHO,
                    new LoadPlan.Fleet(webSockets, 0, 0, 0, 1, CONNECT_RATE),
                    traffic,
                    new LoadPlan.Phases(duration.dividedBy(2), duration, Duration.ofSeconds(1)),
                    new LoadPlan.Messages(size, size, integrity, false, false),
                    new LoadPlan.TargetPaths(LoopbackEcho.PATH, "/", "", List.of()),
                    new WireSettings(
                            new Target(false, target.host(), target.port(), "/"),
                            Trust.PLATFORM,
                            List.of(),
                            Limits.DEFAULTS,
                            List.of(),
                            Math.max(READ_BYTES, Integer.highestOneBit(size) * 4),
                            kernel,
                            loops),
                    seed);
        }
    }
}
