package io.oneport.client.scenario;

import io.oneport.protocol.ByteOrderMark;
import io.oneport.protocol.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a scenario file, as {@code docs/scenario.schema.json} describes it. What is wrong is said with the line where it
 * stands. For one thread, and one file.
 */
public final class ScenarioReader {
    /** How the name of a scenario begins that the client brings. */
    public static final String BUILT_IN = "builtin:";

    /** The scenarios that the client brings. */
    public static final List<String> SHIPPED = List.of("graphql-transport-ws", "mqtt", "socketio", "stomp");

    private static final int MOST_USERS = 1_000_000;
    private static final int USUAL_USERS = 10;

    private final String name;
    private final Path file;

    private ScenarioReader(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    /**
     * Reads one. Blocks.
     *
     * @param source a file, or one that the client brings
     * @throws IllegalArgumentException if it can't be read or is wrong; the message is the line for the person
     */
    public static ScenarioFile read(String source) {
        if (source.startsWith(BUILT_IN)) {
            String wanted = source.substring(BUILT_IN.length());
            Setting.require(
                    SHIPPED.contains(wanted),
                    "scenario-file",
                    source,
                    BUILT_IN + String.join(", " + BUILT_IN, SHIPPED));
            return new ScenarioReader(source, Path.of("")).parse(shipped(wanted));
        }
        Path file = Path.of(source);
        try {
            String text = ByteOrderMark.without(Files.readString(file, StandardCharsets.UTF_8));
            return new ScenarioReader(source, file).parse(text);
        } catch (CharacterCodingException notUtf8) {
            throw Setting.refused("scenario-file", source, "a file that is saved as UTF-8");
        } catch (IOException unreadable) {
            throw Setting.refused(
                    "scenario-file",
                    source,
                    "a readable file, or one of " + BUILT_IN + String.join(", " + BUILT_IN, SHIPPED));
        }
    }

    /** The text of a scenario that the client brings. */
    public static String shipped(String name) {
        try (InputStream in = ScenarioReader.class.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name + ".yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("the jar lacks " + name + ".yaml", unreadable);
        }
    }

    /** As {@link #read}, of text that is there already. */
    static ScenarioFile parse(String name, Path file, String text) {
        return new ScenarioReader(name, file).parse(text);
    }

    private ScenarioFile parse(String text) {
        Yaml root = Yaml.read(name, text);
        Map<String, Yaml> members = root.members(
                Set.of("name", "description", "users", "arrival", "csv", "variables", "thresholds", "steps", "fanout"));
        Yaml users = members.get("users");
        Yaml arrival = members.get("arrival");
        CsvRows csv = csv(members.get("csv"));
        ScenarioVariables names = new ScenarioVariables(csv.columns());
        StepReader reader = new StepReader(names);
        Map<String, Template> variables = variables(members.get("variables"), names);
        List<ScenarioStep> steps = reader.steps(root.member(members, "steps"));
        Yaml fanout = members.get("fanout");
        @Nullable ScenarioFanout ofFanout = fanout == null ? null : fanout(fanout, steps, reader);
        return new ScenarioFile(
                members.containsKey("name") ? members.get("name").text() : name,
                members.containsKey("description") ? members.get("description").text() : "",
                users == null ? USUAL_USERS : users.number(1, MOST_USERS),
                arrival == null ? null : located(arrival),
                csv,
                variables,
                thresholds(members.get("thresholds")),
                steps,
                reader.metrics(),
                ofFanout);
    }

    private static ScenarioFile.Located located(Yaml yaml) {
        return new ScenarioFile.Located(yaml.text(), yaml.where());
    }

    private CsvRows csv(@Nullable Yaml yaml) {
        return yaml == null ? CsvRows.NONE : CsvRows.read(yaml.where(), file.resolveSibling(yaml.text()));
    }

    private static Map<String, Template> variables(@Nullable Yaml yaml, ScenarioVariables names) {
        Map<String, Template> variables = new LinkedHashMap<>();
        if (yaml != null) {
            yaml.members().forEach((variable, value) -> {
                Template template = names.template(value);
                variables.put(names.take(value, variable), template);
            });
        }
        return variables;
    }

    private static List<ScenarioFile.Located> thresholds(@Nullable Yaml yaml) {
        List<ScenarioFile.Located> thresholds = new ArrayList<>();
        if (yaml != null) {
            yaml.items().forEach(item -> thresholds.add(located(item)));
        }
        return thresholds;
    }

    private static ScenarioFanout fanout(Yaml yaml, List<ScenarioStep> published, StepReader reader) {
        if (published.stream().noneMatch(ScenarioStep::identifies)) {
            throw yaml.wrong(
                    "steps without {{seq}} and {{uuid}}", "a step that sends one, by which subscribers know it");
        }
        Map<String, Yaml> members = yaml.members(Set.of("subscribers", "subscribe", "receive"));
        List<ScenarioStep> steps = reader.ofAnother().steps(yaml.member(members, "subscribe"));
        if (!(steps.stream().anyMatch(step -> step.action() instanceof ScenarioStep.SocketOpening))) {
            throw yaml.member(members, "subscribe").wrong("a step that opens a WebSocket or an event stream");
        }
        if (steps.stream().anyMatch(ScenarioStep::identifies)) {
            throw yaml.member(members, "subscribe")
                    .wrong("{{seq}} or {{uuid}}", "{{session}} or {{user}}: subscribers publish nothing");
        }
        return new ScenarioFanout(
                yaml.member(members, "subscribers").number(1, MOST_USERS),
                steps,
                ExpectationReader.match(yaml.member(members, "receive")));
    }
}
