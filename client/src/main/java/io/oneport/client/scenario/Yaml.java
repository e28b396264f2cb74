package io.oneport.client.scenario;

import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value in a YAML file, which knows where it stands: what is wrong with it is said as {@code FILE:LINE: path: value
 * (expected: …)}. Immutable: any thread.
 */
final class Yaml {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_ALIASES = 50;

    private final String file;
    private final String path;
    private final Node node;

    private Yaml(String file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /**
     * Reads a file's text.
     *
     * @param file its name, for people
     * @throws IllegalArgumentException if it is not YAML; the message is the line for the person
     */
    static Yaml read(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(MOST_CHARACTERS)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
        try {
            Node root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new IllegalArgumentException(file + ": empty (expected: a scenario)"));
            return new Yaml(file, "", root);
        } catch (MarkedYamlEngineException wrong) {
            throw new IllegalArgumentException(
                    file + wrong.getProblemMark().map(Yaml::line).orElse("") + ": " + wrong.getProblem()
                            + " (expected: YAML)",
                    wrong);
        } catch (YamlEngineException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage() + " (expected: YAML)", wrong);
        }
    }

    private static String line(Mark mark) {
        return ":" + (mark.getLine() + 1);
    }

    /** Where it stands, for people, such as {@code shop.yaml:12: steps[3].http.url}. */
    String where() {
        return file + node.getStartMark().map(Yaml::line).orElse("") + (path.isEmpty() ? "" : ": " + path);
    }

    /** The exception that says what is wrong with it. */
    IllegalArgumentException wrong(String expected) {
        return wrong(said(), expected);
    }

    /** As {@link #wrong(String)}, of a part of it. */
    IllegalArgumentException wrong(String value, String expected) {
        return new IllegalArgumentException(where() + ": " + value + " (expected: " + expected + ")");
    }

    private String said() {
        return node instanceof ScalarNode scalar
                ? scalar.getValue()
                : node instanceof SequenceNode ? "a list" : "an object";
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** A scalar as text. */
    String text() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong("text");
    }

    /** Text of a form. */
    String text(String pattern, String expected) {
        String text = text();
        if (!text.matches(pattern)) {
            throw wrong(expected);
        }
        return text;
    }

    /** A whole number within bounds. */
    int number(int least, int most) {
        String text = text();
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // As below.
        }
        throw wrong(least + " to " + most);
    }

    /** A time with its unit. */
    Duration duration() {
        try {
            return Units.duration(text());
        } catch (IllegalArgumentException notATime) {
            throw wrong(Units.DURATION_FORM);
        }
    }

    /** The elements of a list; of what is no list, it itself. */
    List<Yaml> itemsOrOne() {
        return isList() ? items() : List.of(this);
    }

    /** The elements of a list. */
    List<Yaml> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("a list");
        }
        List<Yaml> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new Yaml(file, path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** The members of an object with any names. */
    Map<String, Yaml> members() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("an object");
        }
        Map<String, Yaml> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = new Yaml(file, path, tuple.getKeyNode()).text();
            if (members.put(name, new Yaml(file, path.isEmpty() ? name : path + "." + name, tuple.getValueNode()))
                    != null) {
                throw new Yaml(file, path, tuple.getKeyNode()).wrong("each name once");
            }
        }
        return members;
    }

    /** The members of an object that has no others than these. */
    Map<String, Yaml> members(Set<String> known) {
        Map<String, Yaml> members = members();
        for (Map.Entry<String, Yaml> member : members.entrySet()) {
            if (!known.contains(member.getKey())) {
                throw new IllegalArgumentException(member.getValue().where() + ": unknown (expected: "
                        + String.join(", ", new TreeSet<>(known)) + ")");
            }
        }
        return members;
    }

    /** A member that must be there. */
    Yaml member(Map<String, Yaml> members, String name) {
        return Optional.ofNullable(members.get(name))
                .orElseThrow(() -> new IllegalArgumentException(where() + ": no " + name + " (expected: one)"));
    }
}
