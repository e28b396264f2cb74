package io.oneport.client.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.oneport.client.result.Findings;
import io.oneport.client.result.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code result.json}: a whole {@link RunResult}, as {@code docs/result-json.md} describes it. The records'
 * components are its fields. Stateless: any thread.
 */
public final class ResultJson {
    /** The longest file that is read; a long run's has a few hundred KiB. */
    private static final long MAX_BYTES = 64L << 20;

    /** By JSON pointer, what older results of the same schema lack, with the value that it had. */
    private static final Map<String, Map<String, JsonNode>> ADDED = Map.of(
            "",
                    Map.of(
                            "targetGone",
                            BooleanNode.FALSE,
                            "exchanged",
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("sentBytes", 0)
                                    .put("receivedBytes", 0)
                                    .set("statuses", JsonNodeFactory.instance.objectNode()),
                            "heat",
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .set("boundsNanos", JsonNodeFactory.instance.arrayNode())
                                    .set("atSeconds", JsonNodeFactory.instance.arrayNode())
                                    .set("metrics", JsonNodeFactory.instance.objectNode()),
                            "marks",
                            JsonNodeFactory.instance.arrayNode()),
            "/sockets", Map.of("deflateOffered", LongNode.valueOf(0), "deflateAgreed", LongNode.valueOf(0)),
            "/integrity",
                    Map.of(
                            "inDoubt",
                            LongNode.valueOf(0),
                            "unsolicited",
                            LongNode.valueOf(0),
                            "answers",
                            LongNode.valueOf(0)));

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(RunResult.class, Flat.class)
            .addModule(new SimpleModule()
                    .addSerializer(Histogram.class, new HistogramJson.HistogramWriter())
                    .addDeserializer(Histogram.class, new HistogramJson.HistogramReader())
                    .addSerializer(Double.class, new FiniteWriter())
                    .addSerializer(double.class, new FiniteWriter())
                    .addDeserializer(double.class, new FiniteReader()))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ResultJson() {}

    /** Writes a result as UTF-8. */
    public static byte[] bytes(RunResult result) {
        return MAPPER.writeValueAsBytes(result);
    }

    /** The same in one line, for the page. */
    static String text(RunResult result) {
        return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(result);
    }

    /**
     * Reads a result file.
     *
     * @throws IOException if it can't be read, or is not a result; the message is one line with the file and the reason
     */
    public static RunResult read(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw refused(file, "there is no such file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw refused(file, "it is no file that can be read");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw refused(file, "it is longer than 64MiB");
        }
        return parse(file, Files.readAllBytes(file));
    }

    private static RunResult parse(Path file, byte[] bytes) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            JsonNode schema = tree.path("schema");
            if (!schema.isInt()) {
                throw refused(file, "it names no schema");
            }
            if (schema.intValue() != RunResult.SCHEMA) {
                throw refused(file, "its schema is " + schema.intValue());
            }
            addLacking(tree);
            return MAPPER.treeToValue(tree, RunResult.class);
        } catch (UnexpectedEndOfInputException cut) {
            throw refused(file, "it ends in the middle");
        } catch (DatabindException other) {
            throw refused(file, "its field " + field(other) + " is missing or wrong");
        } catch (JacksonException other) {
            throw refused(file, "it is not JSON");
        }
    }

    private static void addLacking(JsonNode tree) {
        ADDED.forEach((pointer, fields) -> {
            if (tree.at(pointer) instanceof ObjectNode object) {
                fields.forEach(object::putIfAbsent);
            }
        });
    }

    private static String field(DatabindException wrong) {
        StringBuilder field = new StringBuilder();
        for (JacksonException.Reference step : wrong.getPath()) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return Figures.harmless(field.toString());
    }

    private static IOException refused(Path file, String why) {
        return new IOException("result: " + file + " (expected: a result.json of oneport-client, schema "
                + RunResult.SCHEMA + "; " + why + ")");
    }

    /** The findings' components are fields beside the others. */
    private interface Flat {
        @JsonUnwrapped
        Findings found();
    }

    /** JSON knows no NaN: what could not be measured is {@code null}. */
    private static final class FiniteWriter extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        }
    }

    private static final class FiniteReader extends ValueDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) {
            return json.getDoubleValue();
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
