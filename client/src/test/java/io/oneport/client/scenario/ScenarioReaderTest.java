package io.oneport.client.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScenarioReaderTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", ""), "../docs");

    @SuppressWarnings("unused")
    private static final List<String> SHIPPED = ScenarioReader.SHIPPED;

    private static ScenarioFile parse(String text) {
        return ScenarioReader.parse("s.yaml", Path.of("s.yaml"), text);
    }

    private static List<Error> faults(String yaml) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(DOCS.resolve("scenario.schema.json")));
        return schema.validate(yaml, InputFormat.YAML);
    }

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void whatIsShippedIsAsTheSchemaHasIt(String name) throws IOException {
        assertEquals(List.of(), faults(ScenarioReader.shipped(name)));
        ScenarioReader.read(ScenarioReader.BUILT_IN + name);
    }

    /** Each block of YAML in the documentation is a scenario. */
    @Test
    void theDocumentationIsRight() throws IOException {
        Matcher blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve("scenarios.md")));
        int count = 0;
        while (blocks.find()) {
            String yaml = blocks.group(1);
            assertEquals(List.of(), faults(yaml), yaml);
            parse(yaml.replaceAll("(?m)^csv: .*\n", "").replace("{{csv.name}}", "ada"));
            count++;
        }
        assertEquals(true, count > 1);
    }

    @Test
    void repeatedStepsShareAMetric() {
        ScenarioFile file = parse("""
                steps:
                  - open: {url: /chat}
                  - repeat: 3
                    steps:
                      - name: say
                        send: a
                      - wait: 1s..2s
                  - name: say
                    send: b
                """);
        assertEquals(8, file.steps().size());
        assertEquals(List.of("open-1", "say"), file.metrics());
        assertEquals(1, file.steps().get(7).metric());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps: []|s.yaml:1: steps: no steps (expected: at least one)",
                "steps: [{http: {url: /a, method: FETCH}}]|s.yaml:1: steps[0].http.method: FETCH (expected: GET, POST, PUT, PATCH, DELETE or OPTIONS)",
                "users: 3\\nusres: 3|s.yaml:2: usres: unknown (expected: arrival, csv, description, fanout, name, steps, thresholds, users, variables)",
                "users: 3|s.yaml:1: no steps (expected: one)",
                "steps:\\n  - name: x\\n    send: a|s.yaml:2: steps[0]: send (expected: a step with open before it)",
                "steps:\\n  - open: {url: /x}\\n  - await:|s.yaml:3: steps[1].await: await without expect (expected: expect beside it)",
                "steps:\\n  - open: {url: /x}\\n  - send: '{{nope}}'|s.yaml:3: steps[1].send: {{nope}} (expected: {{seq}}, {{uuid}}, {{now}}, {{session}}, {{user}}, {{csv.COLUMN}})",
                "steps:\\n  - open: {url: /x}\\n  - send: {hex: 3}|s.yaml:3: steps[1].send.hex: 3 (expected: pairs of hexadecimal digits, and text in apostrophes, such as 30 'text')",
                "steps:\\n  - http: {url: 'http://x/'}|s.yaml:2: steps[0].http.url: http://x/ (expected: a path of the server, such as /login, in ASCII: the command's URL names the server)",
                "steps:\\n  - http: {url: /x}\\n    expect: {status: 99}|s.yaml:3: steps[0].expect.status: 99 (expected: a status such as 200, or a class such as 2xx)",
                "steps:\\n  - http: {url: /x}\\n    expect: {matches: '('}|s.yaml:3: steps[0].expect.matches: ( (expected: a regular expression of Java: unclosed group)",
                "steps:\\n  - wait: 5|s.yaml:2: steps[0].wait: 5 (expected: a time such as 500ms, or a range such as 1s..3s, of at most 1h)",
                "steps:\\n  - http: {url: /x}\\n   bad|s.yaml:3: expected <block end>, but found '<scalar>' (expected: YAML)",
                "- a|s.yaml:1: a list (expected: an object)",
                "steps:\\n  - http: {url: /x}\\n    wait: 1s|s.yaml:2: steps[0]: http and wait (expected: one of http, open, send, await, wait, close, repeat)",
                "variables: {seq: 1}\\nsteps: [{wait: 1s}]|s.yaml:1: variables.seq: seq (expected: a name of letters, digits and _ that is not one of the client's own variables)"
            })
    void whatIsWrongIsSaidWithItsLine(String text, String said) {
        assertEquals(
                said,
                assertThrows(IllegalArgumentException.class, () -> parse(text.replace("\\n", "\n")))
                        .getMessage());
    }
}
