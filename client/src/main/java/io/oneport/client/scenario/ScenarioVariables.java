package io.oneport.client.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The variables that the templates of a scenario file may use, as far as it has been read. For one thread. */
final class ScenarioVariables {
    private static final Set<String> OWN = Set.of("seq", "uuid", "now", "session", "user", "csv");

    private final List<String> columns;
    private final Set<String> names = new HashSet<>();

    /** @param columns of the CSV file */
    ScenarioVariables(List<String> columns) {
        this.columns = columns;
    }

    /** Takes a variable's name; from now on templates may use it. */
    String take(Yaml where, String name) {
        if (!name.matches("[A-Za-z]\\w*") || OWN.contains(name)) {
            throw where.wrong(name, "a name of letters, digits and _ that is not one of the client's own variables");
        }
        names.add(name);
        return name;
    }

    /** A text with variables. */
    Template template(Yaml yaml) {
        return template(yaml, yaml.text());
    }

    /** The same of a text that was read from there. */
    Template template(Yaml yaml, String text) {
        return Template.text(yaml.where(), text, columns, names);
    }

    /** Bytes in hexadecimal digits, with variables. */
    Template hex(Yaml yaml) {
        return Template.hex(yaml.where(), yaml.text(), columns, names);
    }
}
