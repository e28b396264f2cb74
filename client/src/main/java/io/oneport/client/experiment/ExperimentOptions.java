package io.oneport.client.experiment;

import io.oneport.client.load.LoadPlan;
import io.oneport.client.load.Scenario;
import io.oneport.client.run.TargetOptions;
import io.oneport.client.run.TransportOption;
import java.util.List;
import picocli.CommandLine.Mixin;

/** The options of every experiment on a server: where it is, and how to talk to it. */
public final class ExperimentOptions {
    /** Of messages that no experiment is about. */
    private static final int MESSAGE_BYTES = 128;

    @Mixin
    private TransportOption transport;

    @Mixin
    private TargetOptions target;

    /**
     * A plan of echoes and plain requests, whose messages are all looked at.
     *
     * @param threads how many event loops
     * @throws IllegalArgumentException if an option can't be had; the message is the line for the person
     */
    public LoadPlan plan(LoadPlan.Fleet fleet, LoadPlan.Traffic traffic, LoadPlan.Phases phases, int threads) {
        return new LoadPlan(
                Scenario.ECHO,
                fleet,
                traffic,
                phases,
                new LoadPlan.Messages(MESSAGE_BYTES, MESSAGE_BYTES, true, false, false),
                target.paths("", List.of()),
                target.wires(MESSAGE_BYTES, List.of(), transport.transport(), threads),
                target.seed());
    }
}
