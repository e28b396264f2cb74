package io.oneport.client.run;

import io.oneport.client.net.Target;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.protocol.Setting;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Refuses options that would have no effect: whoever gave one expects another load than the one that would run. Defaults are
 * not checked. Stateless: any thread.
 */
public final class VainOptions {
    private static final String NO_WEB_SOCKETS = "there are no WebSockets: --ws is 0";
    private static final String STEPS = "--scenario-file says what sessions do";
    private static final String IDLE = "idle sockets send nothing";

    private VainOptions() {}

    /** If it holds, these options change nothing. */
    private record Reason(boolean holds, String why, String... options) {}

    /**
     * Looks for such options of {@code run}.
     *
     * @throws IllegalArgumentException if there is one; the message is the line for the person
     */
    static void refuse(ParseResult given, LoadPlan plan) {
        boolean others = !plan.hostile().isEmpty();
        ofRun(plan, others).forEach(reason -> refuse(given, reason));
        refuse(given, plan, others);
    }

    /**
     * Looks for such options among those that {@code run} and experiments share.
     *
     * @param others whether there are WebSockets beside those of the plan's fleet
     * @throws IllegalArgumentException if there is one; the message is the line for the person
     */
    public static void refuse(ParseResult given, LoadPlan plan, boolean others) {
        shared(plan, others).forEach(reason -> refuse(given, reason));
        boolean topic = plan.scenario() == Scenario.TOPIC;
        Target url = given.matchedPositional(0).getValue();
        Setting.require(
                url.path().equals("/")
                        || others
                        || !topic
                                && plan.scenario() != Scenario.STEPS
                                && plan.fleet().webSockets() > 0,
                "URL",
                given.matchedPositional(0).originalStringValues().get(0),
                topic
                        ? "no path; --topic names the topic"
                        : plan.scenario() == Scenario.STEPS
                                ? "no path; the steps name theirs"
                                : "no path; --http-path names the page");
    }

    private static List<Reason> shared(LoadPlan plan, boolean others) {
        boolean topic = plan.scenario() == Scenario.TOPIC;
        boolean none = plan.fleet().webSockets() == 0;
        boolean pages = plan.fleet().http() > 0;
        return List.of(
                new Reason(none && !topic, NO_WEB_SOCKETS, "--size", "--text"),
                new Reason(none && !others, NO_WEB_SOCKETS, "--ws-path"),
                new Reason(topic && !others, "--topic says where WebSockets go", "--ws-path"),
                new Reason(
                        !pages, "there are no sockets for plain requests", "--http-rate", "--http-path", "--expect"));
    }

    private static List<Reason> ofRun(LoadPlan plan, boolean others) {
        Scenario what = plan.scenario();
        boolean topic = what == Scenario.TOPIC;
        boolean idle = what == Scenario.IDLE;
        boolean churn = what == Scenario.CHURN;
        boolean closed = plan.traffic().arrival() == ArrivalModel.CLOSED;
        boolean none = plan.fleet().webSockets() == 0;
        boolean pages = plan.fleet().http() > 0;
        boolean own = plan.messages().own() != null;
        boolean steps = what == Scenario.STEPS;
        return List.of(
                new Reason(steps, STEPS, "--ws", "--http", "--sse", "--publishers", "--topics", "--topic"),
                new Reason(steps, STEPS, "--size", "--text", "--integrity", "--message", "--match", "--subprotocol"),
                new Reason(steps, STEPS, "--in-flight", "--session-messages", "--hostile", "--ws-path"),
                new Reason(own, "--message says what is sent", "--size", "--text", "--integrity"),
                new Reason(own && none, NO_WEB_SOCKETS, "--message"),
                new Reason(!own, "only an answer to --message is matched", "--match"),
                new Reason(closed, "a closed model has no rates", "--rate", "--stages", "--http-rate"),
                new Reason(idle, IDLE, "--rate", "--stages", "--in-flight"),
                new Reason(idle && !pages, IDLE, "--arrival"),
                new Reason(topic, "a publisher waits for each answer", "--in-flight"),
                new Reason(churn, "a session waits for each answer", "--in-flight"),
                new Reason(!churn, "only --scenario churn has sessions", "--session-messages"),
                new Reason(churn && !pages && !others, "sessions connect when they are due", "--connect-rate"),
                new Reason(!topic, "only --scenario topic has topics", "--topic"),
                new Reason(none && !topic, NO_WEB_SOCKETS, "--rate", "--stages", "--in-flight", "--session-messages"),
                new Reason(none && !others, NO_WEB_SOCKETS, "--subprotocol"));
    }

    private static void refuse(ParseResult given, Reason reason) {
        for (String name : reason.options) {
            if (reason.holds && given.hasMatchedOption(name)) {
                throw new IllegalArgumentException(
                        Setting.refusal(name.substring(2), text(given.matchedOption(name)), "nothing: " + reason.why));
            }
        }
    }

    private static String text(OptionSpec option) {
        if (option.getValue() instanceof Boolean on) {
            return on ? "on" : "off";
        }
        return String.join(", ", option.originalStringValues());
    }
}
