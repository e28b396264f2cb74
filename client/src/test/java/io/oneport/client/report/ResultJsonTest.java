package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultJsonTest {
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([a-z]+)( or null)? \\|");

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("result.json"), content);
    }

    static Stream<RunResult> samples() {
        return Stream.of(
                SampleResult.good().build(),
                SampleResult.everything().build(),
                SampleResult.storm().build());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsWrittenIsReadBack(RunResult result) throws IOException {
        // Records compare by their components, and histograms by their counts.
        assertEquals(result, ResultJson.read(file(ResultJson.bytes(result))));
    }

    @Test
    void whatCouldNotBeMeasuredIsNull() throws IOException {
        SampleResult sample = SampleResult.good();
        Validity valid = sample.build().found().validity();
        byte[] json = ResultJson.bytes(sample.build());
        byte[] unknown = new String(json, StandardCharsets.UTF_8)
                .replace("\"cpu\" : " + valid.cpu() + ",", "\"cpu\" : null,")
                .getBytes(StandardCharsets.UTF_8);
        assertFalse(Arrays.equals(json, unknown));
        RunResult read = ResultJson.read(file(unknown));
        assertTrue(Double.isNaN(read.found().validity().cpu()));
        assertArrayEquals(unknown, ResultJson.bytes(read));
    }

    /** Of a version that did not count them yet. */
    @Test
    void anOlderResultIsRead() throws IOException {
        RunResult result = SampleResult.good().build();
        String older = new String(ResultJson.bytes(result), StandardCharsets.UTF_8)
                .replaceFirst(",\\s*\"deflateOffered\" : \\d+,\\s*\"deflateAgreed\" : \\d+", "")
                .replaceFirst(",\\s*\"inDoubt\" : \\d+", "")
                .replaceFirst("\"targetGone\" : false,", "");
        assertFalse(
                older.contains("deflateOffered") || older.contains("inDoubt") || older.contains("targetGone"), older);
        RunResult read = ResultJson.read(file(older.getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, read.found().sockets().deflateOffered());
        assertEquals(0, read.found().sockets().deflateAgreed());
        assertEquals(0, read.found().integrity().inDoubt());
        assertEquals(result.found().latencies(), read.found().latencies());
    }

    @Test
    void saysInOneLineWhyAFileIsNoResult() throws IOException {
        String good = new String(ResultJson.bytes(SampleResult.good().build()), StandardCharsets.UTF_8);
        refused("it ends in the middle", good.substring(0, good.length() / 2));
        refused("it ends in the middle", good.substring(0, good.length() - 1));
        refused("it is not JSON", "<html>");
        refused("it names no schema", "");
        refused("it names no schema", "[1]");
        refused("it names no schema", "{\"seed\":1}");
        refused("its schema is 2", good.replace("\"schema\" : 1", "\"schema\" : 2"));
        refused("its field seed is missing or wrong", good.replace("\"seed\"", "\"sead\""));
        refused("its field host.cores is missing or wrong", good.replace("\"cores\" : 8", "\"cores\" : \"many\""));
        refused(
                "its field latencies[0].corrected is missing or wrong",
                good.replaceFirst("(\"corrected\" : \\{[^}]*\"hdr\" : \")[^\"]*", "$1AAAA"));
    }

    private void refused(String why, String content) throws IOException {
        Path file = file(content.getBytes(StandardCharsets.UTF_8));
        IOException refused = assertThrows(IOException.class, () -> ResultJson.read(file));
        assertEquals(
                "result: " + file + " (expected: a result.json of oneport-client, schema 1; " + why + ")",
                refused.getMessage());
    }

    @Test
    void saysThatThereIsNoFile() {
        Path missing = folder.resolve("none.json");
        IOException refused = assertThrows(IOException.class, () -> ResultJson.read(missing));
        assertTrue(refused.getMessage().endsWith("there is no such file)"), refused.getMessage());
        IOException directory = assertThrows(IOException.class, () -> ResultJson.read(folder));
        assertTrue(directory.getMessage().startsWith("result: " + folder + " (expected: "), directory.getMessage());
    }

    @Test
    void theDocumentNamesExactlyTheFieldsThatAreWritten() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("../docs/result-json.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> written = new TreeMap<>();
        collect(
                "",
                JsonMapper.shared()
                        .readTree(ResultJson.bytes(SampleResult.everything().build())),
                written);
        assertEquals(String.join("\n", lines(written)), String.join("\n", lines(documented)));
    }

    private static Iterable<String> lines(Map<String, String> types) {
        return types.entrySet().stream().map(Object::toString).toList();
    }

    /** What a field's name stands for, by its path; entries of a map by {@code *}, a histogram's once. */
    private static void collect(String path, JsonNode node, Map<String, String> types) {
        if (node.isArray()) {
            types.put(path, "array");
            node.forEach(element -> collect(path + "[]", element, types));
        } else if (node.has("hdr")) {
            types.put(path, "histogram");
            children("histogram", node, types);
        } else if (node.isObject()) {
            if (!path.isEmpty() && !path.endsWith("[]")) {
                types.put(path, "object");
            }
            children(path, node, types);
        } else if (!path.endsWith("[]") && !node.isNull()) {
            types.put(path, node.isString() ? "string" : node.isBoolean() ? "boolean" : type(path));
        }
    }

    private static void children(String path, JsonNode node, Map<String, String> types) {
        boolean map = path.matches("settings|.*\\.(outcomes|probes|points|statuses|metrics)");
        String prefix = path.isEmpty() ? "" : path + ".";
        node.forEachEntry((name, child) -> collect(prefix + (map ? "*" : name), child, types));
    }

    /** JSON has but one kind of number; the records know which are whole. */
    private static String type(String path) {
        boolean fraction = path.matches(
                "(?i).*(seconds|perSecond|rate|cpu|achieved|limit|nearSlow|calmSlow|excess|excessLow|excessHigh)");
        return fraction ? "number" : "integer";
    }

    @Test
    void aHistogramSaysWhatPeopleAskForFirst() {
        RunResult result = SampleResult.good().build();
        JsonNode connect = JsonMapper.shared()
                .readTree(ResultJson.bytes(result))
                .path("latencies")
                .path(0)
                .path("corrected");
        Histogram expected = result.found().latencies().get(0).corrected();
        assertEquals(expected.getTotalCount(), connect.path("count").longValue());
        assertEquals(
                expected.getValueAtPercentile(99.9), connect.path("p999Nanos").longValue());
        assertEquals(expected.getMaxValue(), connect.path("maxNanos").longValue());
        JsonNode empty = JsonMapper.shared()
                .readTree(ResultJson.bytes(result))
                .path("latencies")
                .path(1)
                .path("corrected");
        assertEquals(0, empty.path("minNanos").longValue());
        assertEquals(0, empty.path("meanNanos").longValue());
    }
}
