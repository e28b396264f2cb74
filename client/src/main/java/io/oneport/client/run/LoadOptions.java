package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.judge.Threshold;
import io.oneport.client.net.IoTransport;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.ExpectedPage;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code run}, which make a plan together. */
final class LoadOptions {
    private static final String ECHO = "echo";
    /** Those that have no file. */
    private static final Scenario[] WORKLOADS = {Scenario.ECHO, Scenario.TOPIC, Scenario.IDLE, Scenario.CHURN};

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = ECHO,
            description = "Workload: echo (send and receive back), topic (publish and subscribe), idle (stay open),"
                    + " churn (connect, exchange messages, close). Default: ${DEFAULT-VALUE}")
    private String scenario;

    @Mixin
    private ScenarioOptions steps;

    @Mixin
    private FleetOptions fleet;

    @Mixin
    private TrafficOptions traffic;

    @Mixin
    private MessageOptions messages;

    @Mixin
    private OwnMessageOptions own;

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            converter = Converters.ToSubprotocol.class,
            description = "Subprotocol to offer. Repeatable.")
    private List<String> subprotocols = List.of();

    @Option(
            names = "--source-ip",
            paramLabel = "LIST|CIDR",
            converter = SourceAddresses.ToSourceAddresses.class,
            description = "Local addresses to connect from, in rotation; each has its own ports. Default: chosen by"
                    + " the system")
    private SourceAddresses sources;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private PagePathOption page;

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            description = "File with the body that each response to a plain request must have, byte by byte; any other"
                    + " is corrupted. Default: all must have the same")
    private Path expected;

    @Mixin
    private TransportOption transport;

    @Mixin
    private TargetOptions target;

    /**
     * Checks the options against each other.
     *
     * @throws IllegalArgumentException if they don't fit; the message is the line for the person
     */
    LoadPlan plan() {
        Scenario what = what();
        boolean ofSteps = what == Scenario.STEPS;
        LoadPlan.Fleet sockets = ofSteps ? fleet.users(steps.users(), steps.subscribers()) : fleet.fleet(what);
        LoadPlan.Traffic load = traffic.traffic(what, sockets, ofSteps ? steps.arrival() : null);
        LoadPlan.Messages content = own.messages(what, messages.messages(what, sockets));
        List<InetAddress> addresses = sources == null ? List.of() : sources.addresses();
        LoadPlan plan = new LoadPlan(
                what,
                sockets,
                load,
                traffic.phases(),
                content,
                target.paths(page.path(), fleet.topic(), subprotocols).expecting(expected(content)),
                target.wires(content.maxBytes(), addresses, transport(load.arrival()), threads.count()),
                fleet.hostile(),
                target.seed(),
                steps.file());
        Capacity.requireRoom(plan.sockets(), addresses);
        return plan;
    }

    private Optional<ExpectedPage> expected(LoadPlan.Messages content) {
        if (expected == null) {
            return Optional.empty();
        }
        Setting.require(content.integrity(), "expect", expected, "nothing: --no-integrity looks at no response");
        try {
            return Optional.of(ExpectedPage.of(expected));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    Setting.refusal("expect", expected, "a file that can be read"), unreadable);
        }
    }

    private Scenario what() {
        if (steps.file() != null) {
            Setting.require(
                    scenario.equals(ECHO), "scenario", scenario, "nothing: --scenario-file says what sessions do");
            return Scenario.STEPS;
        }
        return Choice.of("scenario", scenario, WORKLOADS);
    }

    /** The conditions that a scenario file sets. */
    List<Threshold> thresholds() {
        return steps.thresholds();
    }

    /** io_uring can't share ports among source addresses. */
    private IoTransport transport(ArrivalModel when) {
        return when == ArrivalModel.CLOSED && sources == null ? transport.fastest() : transport.transport();
    }

    /** What was asked for, in words, for reports. */
    Map<String, String> settings(LoadPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("scenario", Choice.text(plan.scenario()));
        steps.tell(settings);
        fleet.tell(plan, settings);
        traffic.tell(plan, settings);
        messages.tell(settings);
        if (expected != null) {
            settings.put("expect", expected.toString());
        }
        own.tell(settings);
        settings.put("timeout", Units.text(target.timeout()));
        settings.put("transport", plan.wires().transport().text());
        settings.put("threads", String.valueOf(plan.wires().threads()));
        if (sources != null) {
            settings.put("source-ip", sources.text());
        }
        return settings;
    }
}
