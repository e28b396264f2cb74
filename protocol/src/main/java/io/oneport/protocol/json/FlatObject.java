package io.oneport.protocol.json;

import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object: the form of every message that is read. All members that are known are strings, numbers, booleans or
 * null. They are taken out one by one; what is left at the end is unknown, and refused.
 */
final class FlatObject {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE) // the message as a whole is bounded before it comes here
                    .build())
            .build();

    /** A whole number as some programs write those that they keep as floating-point ones, such as {@code 60.0}. */
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+\\.0{1,32}");

    /** A member's value: its text, and what it was. */
    record Value(String text, JsonToken kind) {
        boolean isWhole() {
            return kind == JsonToken.VALUE_NUMBER_INT
                    || kind == JsonToken.VALUE_NUMBER_FLOAT
                            && WHOLE.matcher(text).matches();
        }
    }

    private final Map<String, Value> members = new LinkedHashMap<>();
    private @Nullable CommandId id;

    private FlatObject() {}

    /**
     * Reads one object, in UTF-8 (RFC 8259, section 8.1), and nothing after it.
     *
     * @throws BadMessageException if the bytes are anything else; the offset counts from {@code start}
     */
    static FlatObject read(byte[] bytes, int start, int length) throws BadMessageException {
        requireObject(bytes, start, length);
        FlatObject object = new FlatObject();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes, start, length)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (object.members.containsKey(name)) {
                    throw badJson(
                            "the object has two members of the same name",
                            json.currentLocation().getByteOffset());
                }
                JsonToken kind = json.nextToken();
                object.members.put(name, new Value(kind.isScalarValue() ? json.getString() : "", kind));
                json.skipChildren(); // no member that is known is an object or an array
            }
            if (json.nextToken() != null) {
                throw badJson(
                        "expected nothing after the object",
                        json.currentTokenLocation().getByteOffset());
            }
            return object;
        } catch (JacksonException e) {
            throw unreadable(e, bytes, start, length);
        } catch (RuntimeException e) { // a fault of the parser's own; what it choked on is the sender's
            throw badJson("not JSON", 0);
        }
    }

    /**
     * Refuses early what can't be an object: a parser would guess at other encodings than UTF-8, and its exceptions are
     * dear.
     */
    private static void requireObject(byte[] bytes, int start, int length) throws BadMessageException {
        int end = start + length;
        int at = start;
        if (length >= 3
                && (bytes[at] & 0xff) == 0xef
                && (bytes[at + 1] & 0xff) == 0xbb
                && (bytes[at + 2] & 0xff) == 0xbf) {
            at += 3; // a byte order mark may be ignored
        }
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        boolean wide = length >= 2
                && (bytes[start] == 0
                        || bytes[start + 1] == 0
                        || (bytes[start] & bytes[start + 1] & 0xfe) == 0xfe); // the byte order marks fe ff and ff fe
        if (wide) {
            throw badJson("the JSON is UTF-16 or UTF-32 (expected: UTF-8)", 0);
        }
        if (at == end || bytes[at] != '{') {
            throw badJson("expected a JSON object", at - start);
        }
        if (at + 1 == end) {
            throw badJson("the JSON ends within the object", end - start);
        }
    }

    /** The parser's finding in our words: its own are about its settings, and may change. */
    private static BadMessageException unreadable(JacksonException e, byte[] bytes, int start, int length) {
        long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
        int at = (int) Math.max(0, Math.min(offset, length));
        if (e instanceof StreamConstraintsException) {
            return badJson("a number or name is too long, or values are nested too deep", at);
        }
        if (at == length) {
            return badJson("the JSON ends too early", at);
        }
        int found = bytes[start + at] & 0xff;
        String shown = found > ' ' && found < 0x7f ? "'" + (char) found + "'" : "byte 0x" + Integer.toHexString(found);
        return badJson("not JSON, at or before " + shown, at);
    }

    private static BadMessageException badJson(String detail, long offset) {
        return new BadMessageException(ErrorCode.BAD_JSON, detail, Math.max(0, offset), null);
    }

    /** Takes the command's id, which is named in every error from then on. */
    CommandId commandId() throws BadMessageException {
        CommandId found = id("id");
        id = found;
        return found;
    }

    /** Takes the id of a command. */
    CommandId id(String name) throws BadMessageException {
        Value value = members.remove(name);
        boolean number = value != null && value.isWhole();
        boolean string = value != null && value.kind == JsonToken.VALUE_STRING;
        if (value == null || !number && !string || value.text.length() > CommandId.MAX_LENGTH) {
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
    @Nullable
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
    @Nullable
    String optionalStringOrNumber(String name) throws BadMessageException {
        Value value = members.remove(name);
        if (value == null || value.kind == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.isWhole()) {
            int point = value.text.indexOf('.');
            return point < 0 ? value.text : value.text.substring(0, point);
        }
        if (value.kind != JsonToken.VALUE_STRING) {
            throw bad("member " + name + " must be a string or a whole number");
        }
        return value.text;
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
            throw bad("member " + members.keySet().iterator().next() + " is unknown");
        }
    }

    /** @param detail what is wrong; null if an exception had no message */
    BadMessageException bad(@Nullable String detail) {
        return bad(ErrorCode.BAD_COMMAND, detail);
    }

    BadMessageException bad(ErrorCode code, @Nullable String detail) {
        return new BadMessageException(code, detail == null ? code.text() : detail, -1, id);
    }
}
