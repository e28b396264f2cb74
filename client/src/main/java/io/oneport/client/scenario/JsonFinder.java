package io.oneport.client.scenario;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds one value in JSON text, by a JSON pointer (RFC 6901), if the text is whole. Stateless: any thread. */
final class JsonFinder {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonFinder() {}

    /** The value as text, if it is a string, a number or true, false or null; else {@code null}. */
    static @Nullable String find(byte[] content, int length, JsonPointer pointer) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), content, 0, length)) {
            JsonToken token = json.nextToken();
            JsonPointer rest = pointer;
            while (token != null && !rest.matches()) {
                token = enter(json, token, rest);
                rest = rest.tail();
            }
            if (token == null || !token.isScalarValue()) {
                return null;
            }
            String found = json.getString();
            // What is cut short is no answer. Behind its end there may be more, such as a separator.
            while (!json.streamReadContext().inRoot()) {
                json.nextToken();
            }
            return found;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /** Goes to a member or an element; gives the token of its value, or {@code null} if there is none. */
    private static @Nullable JsonToken enter(JsonParser json, JsonToken in, JsonPointer rest) {
        if (in == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = json.currentName().equals(rest.getMatchingProperty());
                JsonToken value = json.nextToken();
                if (wanted) {
                    return value;
                }
                json.skipChildren();
            }
        } else if (in == JsonToken.START_ARRAY && rest.getMatchingIndex() >= 0) {
            JsonToken value = json.nextToken();
            for (int i = 0; value != null && value != JsonToken.END_ARRAY; i++) {
                if (i == rest.getMatchingIndex()) {
                    return value;
                }
                json.skipChildren();
                value = json.nextToken();
            }
        }
        return null;
    }
}
