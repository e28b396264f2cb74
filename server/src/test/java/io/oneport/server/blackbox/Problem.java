package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The body of an error answer (RFC 9457). */
public record Problem(String title, int status, String detail) {
    /** Reads and checks the body: JSON, the same status as the answer's, a title and a detail. */
    public static Problem of(HttpAnswer answer) {
        assertTrue(
                answer.header("Content-Type").startsWith("application/problem+json"),
                () -> "content type of " + answer.head());
        Map<String, String> fields = new TreeMap<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), answer.body())) {
            assertEquals(JsonToken.START_OBJECT, parser.nextToken());
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getString());
            }
            assertEquals(JsonToken.END_OBJECT, parser.currentToken(), answer::text);
            assertEquals(null, parser.nextToken(), "nothing behind the object");
        }
        assertTrue(fields.keySet().containsAll(List.of("title", "status", "detail")), answer::text);
        Problem problem =
                new Problem(fields.get("title"), Integer.parseInt(fields.get("status")), fields.get("detail"));
        assertEquals(answer.status(), problem.status, answer::text);
        assertFalse(problem.title.isBlank() || problem.detail.isBlank(), answer::text);
        return problem;
    }
}
