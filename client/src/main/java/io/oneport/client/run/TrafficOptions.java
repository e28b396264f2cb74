package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.Rates;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much load, when it is due, and for how long. */
final class TrafficOptions {
    /** Of an open model, where nobody waits for the answer before. */
    private static final int OPEN_IN_FLIGHT = 1024;

    private static final int MOST_IN_FLIGHT = 1 << 16;
    private static final double USUAL_RATE = 10;
    private static final Duration USUAL_DURATION = Duration.ofSeconds(30);

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Converters.ToRate.class,
            description = "Messages per WebSocket; with topic, per publisher; with churn, sessions in total. Default:"
                    + " 10/s")
    private @Nullable Double rate;

    @Option(
            names = "--http-rate",
            paramLabel = "RATE",
            defaultValue = "10/s",
            converter = Converters.ToRate.class,
            description = "Requests per socket of --http. Default: ${DEFAULT-VALUE}")
    private double httpRate;

    @Option(
            names = "--stages",
            paramLabel = "STAGE,…",
            converter = Stages.ToStages.class,
            description = "In place of --rate and --duration: the total rate in stages DURATION:RATE, one after"
                    + " another, such as 10s:1k,30s:1k..5k,60s:5k.")
    private @Nullable Stages stages;

    @Option(
            names = "--arrival",
            paramLabel = "MODEL",
            defaultValue = "poisson",
            description = "When messages are due: uniform, poisson, or closed (each message as soon as the one before"
                    + " is answered, without a rate; --transport auto then prefers io_uring). Default:"
                    + " ${DEFAULT-VALUE}")
    private String arrival;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description = "Maximum number of unanswered messages per WebSocket; further messages wait. Default: 1"
                    + " with closed, else "
                    + OPEN_IN_FLIGHT)
    private Integer inFlight;

    @Option(
            names = "--session-messages",
            paramLabel = "N",
            defaultValue = "10",
            converter = Converters.ToNumber.class,
            description = "Messages per session, with churn. Default: ${DEFAULT-VALUE}")
    private int sessionMessages;

    @Option(
            names = "--warmup",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Converters.ToDuration.class,
            description = "Time under load before the measurement. Default: ${DEFAULT-VALUE}")
    private Duration warmup;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = Converters.ToTimeout.class,
            description = "Time that is measured. Default: 30s")
    private Duration duration;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Converters.ToDuration.class,
            description = "Maximum time to wait at the end for unanswered messages. Default: ${DEFAULT-VALUE}")
    private Duration drain;

    /**
     * What is due, and when.
     *
     * @throws IllegalArgumentException if the options don't fit; the message is the line for the person
     */
    LoadPlan.Traffic traffic(Scenario what, LoadPlan.Fleet fleet, ScenarioOptions.@Nullable Arrival ofFile) {
        ArrivalModel when = Choice.of("arrival", arrival, ArrivalModel.values());
        if (what == Scenario.STEPS && rate == null && stages == null) {
            if (ofFile == null) {
                when = ArrivalModel.CLOSED;
            } else {
                rate = ofFile.rate();
                stages = ofFile.stages();
            }
        }
        check(what, when);
        int senders = switch (what) {
            case ECHO -> fleet.webSockets();
            case TOPIC -> fleet.publishers();
            case CHURN, STEPS -> 1;
            case IDLE -> 0;
        };
        return new LoadPlan.Traffic(
                when,
                stages != null ? stages.curve() : RateCurve.constant(rate() * senders),
                RateCurve.constant(httpRate * fleet.http()),
                inFlight != null ? inFlight : when == ArrivalModel.CLOSED ? 1 : OPEN_IN_FLIGHT,
                sessionMessages);
    }

    private double rate() {
        return rate != null ? rate : USUAL_RATE;
    }

    private void check(Scenario what, ArrivalModel when) {
        if (stages != null) {
            Setting.require(rate == null, "stages", stages.text(), "not together with --rate: the stages set the rate");
            Setting.require(
                    duration == null, "stages", stages.text(), "not together with --duration: the stages set it");
        }
        Setting.require(sessionMessages > 0, "session-messages", sessionMessages, "at least 1");
        Setting.require(
                when != ArrivalModel.CLOSED
                        || what == Scenario.ECHO
                        || what == Scenario.TOPIC
                        || what == Scenario.STEPS,
                "arrival",
                "closed",
                "uniform or poisson with --scenario " + Choice.text(what));
        Setting.require(
                inFlight == null || inFlight >= 1 && inFlight <= MOST_IN_FLIGHT,
                "in-flight",
                inFlight,
                "1 to " + MOST_IN_FLIGHT);
    }

    /** How long each phase lasts. */
    LoadPlan.Phases phases() {
        Duration asked = duration != null ? duration : USUAL_DURATION;
        Duration measured =
                stages != null ? Duration.ofMillis((long) (stages.curve().seconds() * 1000)) : asked;
        return new LoadPlan.Phases(warmup, measured, drain);
    }

    /** Adds what was asked for, in words. */
    void tell(LoadPlan plan, Map<String, String> settings) {
        ArrivalModel when = plan.traffic().arrival();
        settings.put("arrival", Choice.text(when));
        if (stages != null) {
            settings.put("stages", stages.text());
        } else if (when == ArrivalModel.CLOSED) {
            settings.put("in-flight", String.valueOf(plan.traffic().inFlight()));
        } else if (plan.scenario() != Scenario.IDLE) {
            settings.put("rate", Rates.text(rate()));
        }
        if (plan.fleet().http() > 0 && when != ArrivalModel.CLOSED) {
            settings.put("http-rate", Rates.text(httpRate));
        }
        settings.put("warmup", Units.text(warmup));
        settings.put("duration", Units.text(plan.phases().duration()));
        settings.put("drain", Units.text(drain));
    }
}
