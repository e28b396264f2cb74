package io.oneport.client.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the steps of a scenario file: in what order they are, what they are called, and which belong together. What each does
 * is read by {@link ActionReader}, what is to come back by {@link ExpectationReader}. For one thread, and one list of steps.
 */
final class StepReader {
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_REPEATS = 10_000;
    private static final String NAME = "[a-z][a-z0-9_-]*(?:\\.[a-z][a-z0-9_-]*)*";
    private static final Set<String> ACTIONS = Set.of("http", "open", "send", "await", "wait", "close", "repeat");
    private static final Set<String> STEP = Set.of(
            "name", "http", "open", "send", "await", "wait", "close", "repeat", "steps", "expect", "capture", "think");

    private final ActionReader actions;
    private final ExpectationReader expectations;
    private final Map<String, Integer> metrics = new LinkedHashMap<>();
    private boolean opened;
    private int unnamed;

    StepReader(ScenarioVariables variables) {
        this.actions = new ActionReader(variables);
        this.expectations = new ExpectationReader(variables);
    }

    /** For the steps of another connection, which share the names and variables of these. */
    StepReader ofAnother() {
        opened = false;
        return this;
    }

    /** The names of the steps that are timed, in their order. */
    List<String> metrics() {
        return List.copyOf(metrics.keySet());
    }

    /** The steps of a list, those of repeated ones as often as they are repeated. */
    List<ScenarioStep> steps(Yaml yaml) {
        List<ScenarioStep> steps = new ArrayList<>();
        for (Yaml item : yaml.items()) {
            add(steps, item);
            if (steps.size() > MOST_STEPS) {
                throw yaml.wrong(
                        steps.size() + " steps", "at most " + MOST_STEPS + ", repeated ones counted each time");
            }
        }
        if (steps.isEmpty()) {
            throw yaml.wrong("no steps", "at least one");
        }
        return steps;
    }

    private void add(List<ScenarioStep> steps, Yaml yaml) {
        Map<String, Yaml> members = yaml.members(STEP);
        List<String> actions =
                members.keySet().stream().filter(ACTIONS::contains).toList();
        if (actions.size() != 1) {
            throw yaml.wrong(
                    actions.isEmpty() ? "no action" : String.join(" and ", actions),
                    "one of http, open, send, await, wait, close, repeat");
        }
        String action = actions.get(0);
        Yaml value = yaml.member(members, action);
        if (action.equals("repeat")) {
            int times = value.number(1, MOST_REPEATS);
            List<ScenarioStep> once = steps(yaml.member(members, "steps"));
            if ((long) times * once.size() > MOST_STEPS) {
                throw value.wrong(
                        times + " times " + once.size() + " steps", "at most " + MOST_STEPS + " steps in all");
            }
            for (int i = 0; i < times; i++) {
                steps.addAll(once);
            }
            return;
        }
        if (members.containsKey("steps")) {
            throw members.get("steps").wrong("with repeat only");
        }
        steps.add(step(yaml, members, action, value));
    }

    private ScenarioStep step(Yaml yaml, Map<String, Yaml> members, String action, Yaml value) {
        ScenarioStep.Action does = actions.read(action, value);
        boolean overSocket = !(does instanceof ScenarioStep.HttpCall
                || does instanceof ScenarioStep.SocketOpening
                || does instanceof ScenarioStep.Pausing);
        if (overSocket && !opened) {
            throw yaml.wrong(action, "a step with open before it");
        }
        opened = opened && !(does instanceof ScenarioStep.Leaving) || does instanceof ScenarioStep.SocketOpening;
        String name = members.containsKey("name")
                ? members.get("name").text(NAME, "a name such as login or chat.open: a-z, 0-9, _, - and dots")
                : action + "-" + ++unnamed;
        @Nullable Expectation expect = expectations.expectation(members, does, value);
        List<Capture> captures = expectations.captures(members.get("capture"), does instanceof ScenarioStep.HttpCall);
        boolean answered = does instanceof ScenarioStep.HttpCall || expect != null;
        if (!captures.isEmpty() && !answered) {
            throw yaml.member(members, "capture").wrong("with expect, or with http");
        }
        Pause think = members.containsKey("think") ? Pause.of(members.get("think")) : Pause.NONE;
        int metric = does instanceof ScenarioStep.Pausing ? -1 : metrics.computeIfAbsent(name, first -> metrics.size());
        return new ScenarioStep(name, metric, yaml.where(), does, expect, captures, think);
    }
}
