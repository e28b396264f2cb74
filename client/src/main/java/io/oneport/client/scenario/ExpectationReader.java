package io.oneport.client.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a step of a scenario file expects, and what it takes from the answer. For one thread. */
final class ExpectationReader {
    private final ScenarioVariables variables;

    ExpectationReader(ScenarioVariables variables) {
        this.variables = variables;
    }

    /** Where in an answer something is to be found. */
    static AnswerMatch match(Yaml yaml) {
        AnswerMatch match = AnswerMatch.parse(yaml.where(), yaml.text());
        if (match instanceof AnswerMatch.InOrder) {
            throw yaml.wrong("a JSON pointer such as /id, or regex:PATTERN");
        }
        return match;
    }

    /**
     * What a step expects; null if nothing.
     *
     * @param members of the step
     * @param does what the step does, as {@code action} says
     */
    @Nullable
    Expectation expectation(Map<String, Yaml> members, ScenarioStep.Action does, Yaml action) {
        Yaml yaml = members.get("expect");
        boolean http = does instanceof ScenarioStep.HttpCall;
        if (yaml == null) {
            if (does instanceof ScenarioStep.Receiving) {
                throw action.wrong("await without expect", "expect beside it");
            }
            return http ? Expectation.SUCCESS : null;
        }
        if (!http && !(does instanceof ScenarioStep.Sending) && !(does instanceof ScenarioStep.Receiving)) {
            throw yaml.wrong("with http, send or await only");
        }
        Map<String, Yaml> parts =
                yaml.members(http ? Set.of("status", "json", "regex", "matches") : Set.of("json", "regex", "matches"));
        List<Expectation.Condition> conditions = new ArrayList<>();
        if (parts.containsKey("json")) {
            parts.get("json").members().forEach((pointer, value) -> {
                if (!pointer.startsWith("/")) {
                    throw value.wrong(pointer, "a JSON pointer such as /id");
                }
                conditions.add(new Expectation.Condition(
                        AnswerMatch.parse(value.where(), pointer), variables.template(value)));
            });
        }
        if (parts.containsKey("regex")) {
            parts.get("regex")
                    .members()
                    .forEach((pattern, value) -> conditions.add(new Expectation.Condition(
                            new AnswerMatch.ByPattern(AnswerMatch.pattern(value.where(), pattern)),
                            variables.template(value))));
        }
        if (parts.containsKey("matches")) {
            for (Yaml item : parts.get("matches").itemsOrOne()) {
                conditions.add(new Expectation.Condition(
                        new AnswerMatch.ByPattern(AnswerMatch.pattern(item.where(), item.text())), null));
            }
        }
        if (!http && conditions.isEmpty()) {
            throw yaml.wrong("nothing", "json, regex or matches");
        }
        return new Expectation(parts.containsKey("status") ? statuses(parts.get("status")) : List.of(), conditions);
    }

    private static List<Integer> statuses(Yaml yaml) {
        List<Integer> statuses = new ArrayList<>();
        for (Yaml item : yaml.itemsOrOne()) {
            String text = item.text("[1-5](\\d\\d|xx)", "a status such as 200, or a class such as 2xx");
            statuses.add(Integer.parseInt(text.replace("xx", "00")));
            statuses.add(Integer.parseInt(text.replace("xx", "99")));
        }
        return statuses;
    }

    /** What is taken from an answer. */
    List<Capture> captures(@Nullable Yaml yaml, boolean http) {
        List<Capture> captures = new ArrayList<>();
        if (yaml != null) {
            yaml.members().forEach((name, value) -> captures.add(capture(variables.take(value, name), value, http)));
        }
        return captures;
    }

    private static Capture capture(String variable, Yaml value, boolean http) {
        if (value.isText()) {
            return new Capture(variable, match(value), null);
        }
        Map<String, Yaml> members = value.members(http ? Set.of("header") : Set.of());
        Yaml header = value.member(members, "header");
        return new Capture(variable, null, header.text(ActionReader.TOKEN, "the name of a header field"));
    }
}
