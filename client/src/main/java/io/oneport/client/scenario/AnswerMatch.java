package io.oneport.client.scenario;

import io.oneport.protocol.Setting;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** Where in a message the text is found that says what it answers. Immutable: any thread. */
public sealed interface AnswerMatch {
    /** What a person may write. */
    String FORM = "a JSON pointer such as /id, regex:PATTERN, or first";

    /** How a regular expression begins. */
    String REGEX = "regex:";

    /**
     * Finds it.
     *
     * @param content longer than the message
     * @return {@code null} if it is not there
     */
    @Nullable
    String find(byte[] content, int length, boolean text);

    /** As a person writes it. */
    String source();

    /** Whatever comes answers what was sent first. */
    record InOrder() implements AnswerMatch {
        @Override
        public @Nullable String find(byte[] content, int length, boolean text) {
            return null;
        }

        @Override
        public String source() {
            return "first";
        }
    }

    /** A value in JSON. */
    record ByPointer(JsonPointer pointer) implements AnswerMatch {
        @Override
        public @Nullable String find(byte[] content, int length, boolean text) {
            return JsonFinder.find(content, length, pointer);
        }

        @Override
        public String source() {
            return pointer.toString();
        }
    }

    /** The first group of a regular expression, or all that it matches; each byte of a binary message is a character. */
    record ByPattern(Pattern pattern) implements AnswerMatch {
        @Override
        public @Nullable String find(byte[] content, int length, boolean text) {
            String letters =
                    new String(content, 0, length, text ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
            Matcher found = pattern.matcher(letters);
            return found.find() ? found.group(Math.min(1, found.groupCount())) : null;
        }

        @Override
        public String source() {
            return REGEX + pattern;
        }
    }

    /**
     * Reads one.
     *
     * @param setting what the person calls it
     * @throws IllegalArgumentException if it is none; the message is the line for the person
     */
    static AnswerMatch parse(String setting, String source) {
        if (source.equals("first")) {
            return new InOrder();
        }
        if (source.startsWith(REGEX)) {
            return new ByPattern(pattern(setting, source.substring(REGEX.length())));
        }
        Setting.require(source.startsWith("/"), setting, source, FORM);
        return new ByPointer(JsonPointer.compile(source));
    }

    /** As {@link #parse}, of a regular expression alone. */
    static Pattern pattern(String setting, String source) {
        try {
            return Pattern.compile(source, Pattern.DOTALL);
        } catch (PatternSyntaxException wrong) {
            throw Setting.refused(
                    setting,
                    source,
                    "a regular expression of Java: " + wrong.getDescription().toLowerCase(java.util.Locale.ROOT));
        }
    }
}
