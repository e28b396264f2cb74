package io.oneport.client.scenario;

import io.oneport.protocol.CloseCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the steps of a scenario file. For one thread, and one list of steps. */
final class StepReader {
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_REPEATS = 10_000;
    private static final int MOST_WEIGHT = 1_000_000;
    private static final String NAME = "[a-z][a-z0-9_-]*(?:\\.[a-z][a-z0-9_-]*)*";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> ACTIONS = Set.of("http", "open", "send", "await", "wait", "close", "repeat");
    private static final Set<String> STEP = Set.of(
            "name", "http", "open", "send", "await", "wait", "close", "repeat", "steps", "expect", "capture", "think");

    private final List<String> columns;
    private final Set<String> variables = new HashSet<>();
    private final Map<String, Integer> metrics = new LinkedHashMap<>();
    private boolean opened;
    private int unnamed;

    /** @param columns of the CSV file */
    StepReader(List<String> columns) {
        this.columns = columns;
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

    /** Takes a variable's name; from now on templates may use it. */
    String variable(Yaml where, String name) {
        if (!name.matches("[A-Za-z]\\w*")
                || Set.of("seq", "uuid", "now", "session", "user", "csv").contains(name)) {
            throw where.wrong(name, "a name of letters, digits and _ that is not one of the client's own variables");
        }
        variables.add(name);
        return name;
    }

    /** A text with variables. */
    Template template(Yaml yaml) {
        return template(yaml, yaml.text());
    }

    private Template template(Yaml yaml, String text) {
        return Template.text(yaml.where(), text, columns, variables);
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
        ScenarioStep.Action does = switch (action) {
            case "http" -> http(value);
            case "open" -> open(value);
            case "send" -> new ScenarioStep.Sending(message(value));
            case "await" -> new ScenarioStep.Receiving();
            case "wait" -> new ScenarioStep.Pausing(Pause.of(value));
            default -> new ScenarioStep.Leaving(closeCode(value));
        };
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
        Expectation expect = expectation(members, does, value);
        List<Capture> captures = captures(members.get("capture"), does instanceof ScenarioStep.HttpCall);
        boolean answered = does instanceof ScenarioStep.HttpCall || expect != null;
        if (!captures.isEmpty() && !answered) {
            throw yaml.member(members, "capture").wrong("with expect, or with http");
        }
        Pause think = members.containsKey("think") ? Pause.of(members.get("think")) : Pause.NONE;
        int metric = does instanceof ScenarioStep.Pausing ? -1 : metrics.computeIfAbsent(name, first -> metrics.size());
        return new ScenarioStep(name, metric, yaml.where(), does, expect, captures, think);
    }

    private ScenarioStep.HttpCall http(Yaml yaml) {
        Map<String, Yaml> members = yaml.members(Set.of("method", "url", "urls", "headers", "body"));
        Yaml method = members.get("method");
        Yaml body = members.get("body");
        String asked = method == null ? body == null ? "GET" : "POST" : method.text();
        if (method != null && !METHODS.contains(asked)) {
            throw method.wrong("GET, POST, PUT, PATCH, DELETE or OPTIONS");
        }
        if (members.containsKey("url") == members.containsKey("urls")) {
            throw yaml.wrong(members.containsKey("url") ? "url and urls" : "no url", "either url or urls");
        }
        List<ScenarioStep.WeightedUrl> urls = new ArrayList<>();
        if (members.containsKey("url")) {
            urls.add(new ScenarioStep.WeightedUrl(url(members.get("url")), 1));
        } else {
            for (Yaml item : yaml.member(members, "urls").items()) {
                Map<String, Yaml> one = item.members(Set.of("url", "weight"));
                int weight = one.containsKey("weight") ? one.get("weight").number(1, MOST_WEIGHT) : 1;
                urls.add(new ScenarioStep.WeightedUrl(url(item.member(one, "url")), weight));
            }
            if (urls.isEmpty()) {
                throw yaml.member(members, "urls").wrong("none", "at least one url");
            }
        }
        return new ScenarioStep.HttpCall(
                asked, urls, fields(members.get("headers")), body == null ? null : template(body));
    }

    /** A path: a run loads one server, which its own URL names. */
    private Template url(Yaml yaml) {
        String text = yaml.text(
                "/[!-~]*", "a path of the server, such as /login, in ASCII: the command's URL names the server");
        return template(yaml, text);
    }

    private List<ScenarioStep.HeaderField> fields(@Nullable Yaml yaml) {
        List<ScenarioStep.HeaderField> fields = new ArrayList<>();
        if (yaml != null) {
            yaml.members().forEach((name, value) -> {
                if (!name.matches(TOKEN)
                        || name.toLowerCase(java.util.Locale.ROOT)
                                .matches("host|content-length|connection|transfer-encoding|upgrade|sec-websocket-.*")) {
                    throw value.wrong(name, "the name of a header field that is not the client's own");
                }
                if (value.text().matches("(?s).*[\\r\\n].*")) {
                    throw value.wrong("one line");
                }
                fields.add(new ScenarioStep.HeaderField(name, template(value)));
            });
        }
        return fields;
    }

    private ScenarioStep.SocketOpening open(Yaml yaml) {
        Map<String, Yaml> members =
                yaml.members(Set.of("url", "sse", "framing", "shared", "subprotocols", "headers", "replies"));
        boolean packets = members.containsKey("framing")
                && !members.get("framing").text("mqtt", "mqtt").isEmpty();
        boolean shared = members.containsKey("shared")
                && members.get("shared").text("true|false", "true or false").equals("true");
        if (members.containsKey("url") == members.containsKey("sse")) {
            throw yaml.wrong(
                    members.containsKey("url") ? "url and sse" : "no url",
                    "either url, of a WebSocket, or sse, of an event stream");
        }
        boolean events = members.containsKey("sse");
        List<String> subprotocols = new ArrayList<>();
        if (members.containsKey("subprotocols")) {
            for (Yaml item : members.get("subprotocols").itemsOrOne()) {
                subprotocols.add(item.text(TOKEN, "the name of a subprotocol"));
            }
        }
        List<ScenarioStep.AutoReply> replies = new ArrayList<>();
        if (members.containsKey("replies")) {
            for (Yaml item : members.get("replies").items()) {
                Map<String, Yaml> one = item.members(Set.of("when", "send"));
                replies.add(
                        new ScenarioStep.AutoReply(match(item.member(one, "when")), message(item.member(one, "send"))));
            }
        }
        return new ScenarioStep.SocketOpening(
                events,
                packets,
                shared,
                url(yaml.member(members, events ? "sse" : "url")),
                subprotocols,
                fields(members.get("headers")),
                replies);
    }

    /** Text, or an object with text or hex. */
    private Template message(Yaml yaml) {
        if (yaml.isText()) {
            return template(yaml);
        }
        Map<String, Yaml> members = yaml.members(Set.of("text", "hex"));
        if (members.size() != 1) {
            throw yaml.wrong("either text or hex");
        }
        Yaml hex = members.get("hex");
        return hex == null
                ? template(yaml.member(members, "text"))
                : Template.hex(hex.where(), hex.text(), columns, variables);
    }

    private static int closeCode(Yaml yaml) {
        int code = yaml.number(1000, 4999);
        if (!CloseCode.mayBeSent(code)) {
            throw yaml.wrong("a close code that may be sent, such as 1000");
        }
        return code;
    }

    static AnswerMatch match(Yaml yaml) {
        AnswerMatch match = AnswerMatch.parse(yaml.where(), yaml.text());
        if (match instanceof AnswerMatch.InOrder) {
            throw yaml.wrong("a JSON pointer such as /id, or regex:PATTERN");
        }
        return match;
    }

    private @Nullable Expectation expectation(Map<String, Yaml> members, ScenarioStep.Action does, Yaml action) {
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
                conditions.add(new Expectation.Condition(AnswerMatch.parse(value.where(), pointer), template(value)));
            });
        }
        if (parts.containsKey("regex")) {
            parts.get("regex")
                    .members()
                    .forEach((pattern, value) -> conditions.add(new Expectation.Condition(
                            new AnswerMatch.ByPattern(AnswerMatch.pattern(value.where(), pattern)), template(value))));
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

    private List<Capture> captures(@Nullable Yaml yaml, boolean http) {
        List<Capture> captures = new ArrayList<>();
        if (yaml != null) {
            yaml.members().forEach((name, value) -> captures.add(capture(variable(value, name), value, http)));
        }
        return captures;
    }

    private static Capture capture(String variable, Yaml value, boolean http) {
        if (value.isText()) {
            return new Capture(variable, match(value), null);
        }
        Map<String, Yaml> members = value.members(http ? Set.of("header") : Set.of());
        Yaml header = value.member(members, "header");
        return new Capture(variable, null, header.text(TOKEN, "the name of a header field"));
    }
}
