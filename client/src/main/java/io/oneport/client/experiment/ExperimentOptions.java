package io.oneport.client.experiment;

import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.run.MessageOptions;
import io.oneport.client.run.TargetOptions;
import io.oneport.client.run.TransportOption;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** The options of every experiment on a server: where it is, and how to talk to it; and the load that all of them make. */
public final class ExperimentOptions {
    /** Nobody waits for the answer before. */
    private static final int IN_FLIGHT = 1024;

    @Mixin
    private MessageOptions messages;

    @Mixin
    private TransportOption transport;

    @Mixin
    private TargetOptions target;

    /**
     * A plan of echoes and plain requests.
     *
     * @param arrival when messages are due; at random times nothing else that goes on can fall into step with them
     * @param page what plain requests ask for, should there be any
     * @param rate messages in a second on each WebSocket
     * @param httpRate requests in a second on each socket for them
     * @param threads how many event loops
     * @throws IllegalArgumentException if an option can't be had; the message is the line for the person
     */
    public LoadPlan plan(
            ArrivalModel arrival,
            LoadPlan.Fleet fleet,
            String page,
            double rate,
            double httpRate,
            LoadPlan.Phases phases,
            int threads) {
        LoadPlan.Messages content = messages.messages(Scenario.ECHO, fleet);
        LoadPlan plan = new LoadPlan(
                Scenario.ECHO,
                fleet,
                new LoadPlan.Traffic(
                        arrival,
                        RateCurve.constant(rate * fleet.webSockets()),
                        RateCurve.constant(httpRate * fleet.http()),
                        IN_FLIGHT,
                        1),
                phases,
                content,
                target.paths(page, "", List.of()),
                target.wires(content.maxBytes(), List.of(), transport.transport(), threads),
                target.seed());
        Capacity.requireRoom(plan.sockets(), plan.wires().sources());
        return plan;
    }

    /** Adds what was asked for, in words. */
    public void tell(LoadPlan plan, Map<String, String> settings) {
        messages.tell(settings);
        settings.put("transport", plan.wires().transport().text());
        settings.put("threads", String.valueOf(plan.wires().threads()));
    }
}
