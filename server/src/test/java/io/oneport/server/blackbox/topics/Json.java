package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object as it came.
 *
 * @param members in order; values are String, Long, Double, Boolean, Json, List or null
 */
public record Json(Map<String, Object> members) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Reads one object, and nothing behind it. */
    public static Json read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            assertEquals(JsonToken.START_OBJECT, parser.nextToken(), text);
            Json json = (Json) value(parser);
            assertNull(parser.nextToken(), () -> "nothing behind the object: " + text);
            return json;
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    assertNull(members.put(name, value(parser)), () -> "twice: " + name);
                }
                yield new Json(members);
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getString();
            default -> throw new AssertionError("unexpected in JSON from the server: " + parser.currentToken());
        };
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** A member's value as text; null if it is not there. */
    public String get(String name) {
        Object value = members.get(name);
        return value == null ? null : value.toString();
    }

    public long number(String name) {
        return (Long) members.get(name);
    }

    /** The objects of a list. */
    public List<Json> list(String name) {
        return ((List<?>) members.get(name)).stream().map(Json.class::cast).toList();
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
