package io.oneport.protocol.json;

import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object: the form of every message that is read. All members that are known are strings, numbers, booleans or
 * null. They are taken out one by one; what is left at the end is unknown, and refused.
 */
final class FlatObject {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A member's value: its text, and what it was. */
    record Value(String text, JsonToken kind) {}

    private final Map<String, Value> members = new LinkedHashMap<>();
    private CommandId id;

    private FlatObject() {}

    /**
     * Reads one object and nothing behind it.
     *
     * @throws BadMessageException if the bytes are anything else; the offset counts from {@code start}
     */
    static FlatObject read(byte[] bytes, int start, int length) throws BadMessageException {
        FlatObject object = new FlatObject();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes, start, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadMessageException(ErrorCode.BAD_JSON, "expected a JSON object", 0, null);
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken kind = json.nextToken();
                object.members.put(name, new Value(kind.isScalarValue() ? json.getString() : "", kind));
                json.skipChildren(); // no member that is known is an object or an array
            }
            if (json.nextToken() != null) {
                throw new BadMessageException(
                        ErrorCode.BAD_JSON,
                        "expected nothing behind the object",
                        json.currentTokenLocation().getByteOffset(),
                        null);
            }
            return object;
        } catch (JacksonException e) {
            long offset =
                    e.getLocation() == null ? -1 : Math.max(0, e.getLocation().getByteOffset());
            throw new BadMessageException(ErrorCode.BAD_JSON, e.getOriginalMessage(), offset, null);
        }
    }

    /** Takes the command's id, which is named in every error from then on. */
    CommandId commandId() throws BadMessageException {
        id = id("id");
        return id;
    }

    /** Takes the id of a command. */
    CommandId id(String name) throws BadMessageException {
        Value value = members.remove(name);
        boolean number = value != null && value.kind == JsonToken.VALUE_NUMBER_INT;
        boolean string = value != null && value.kind == JsonToken.VALUE_STRING;
        if (!number && !string || value.text.length() > CommandId.MAX_LENGTH) {
            throw bad("member " + name + " must be a whole number or a string of up to " + CommandId.MAX_LENGTH
                    + " characters");
        }
        return new CommandId(value.text, number);
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** Takes a string that must be there. */
    String string(String name) throws BadMessageException {
        String value = optionalString(name);
        if (value == null) {
            throw bad("member " + name + " is missing");
        }
        return value;
    }

    /** Takes a string; null if there is none. */
    String optionalString(String name) throws BadMessageException {
        Value value = members.remove(name);
        if (value == null || value.kind == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.kind != JsonToken.VALUE_STRING) {
            throw bad("member " + name + " must be a string");
        }
        return value.text;
    }

    /** Takes a string or a whole number, as text; null if there is none. */
    String optionalStringOrNumber(String name) throws BadMessageException {
        Value value = members.get(name);
        if (value != null && value.kind == JsonToken.VALUE_NUMBER_INT) {
            members.remove(name);
            return value.text;
        }
        return optionalString(name);
    }

    /** Takes a whole number; the default if there is none. */
    long number(String name, long otherwise) throws BadMessageException {
        Value value = members.remove(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value.text);
        } catch (NumberFormatException e) {
            throw bad("member " + name + " must be a whole number");
        }
    }

    /** Takes a boolean; false if there is none. */
    boolean flag(String name) {
        Value value = members.remove(name);
        return value != null && value.kind == JsonToken.VALUE_TRUE;
    }

    /** Refuses what nobody has taken: a misspelt member must not pass for one that was left out. */
    void end() throws BadMessageException {
        if (!members.isEmpty()) {
            throw bad("member " + members.keySet().iterator().next() + " is unknown here");
        }
    }

    BadMessageException bad(String detail) {
        return bad(ErrorCode.BAD_COMMAND, detail);
    }

    BadMessageException bad(ErrorCode code, String detail) {
        return new BadMessageException(code, detail, -1, id);
    }
}
