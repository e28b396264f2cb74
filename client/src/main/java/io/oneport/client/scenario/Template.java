package io.oneport.client.scenario;

import io.oneport.protocol.Setting;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Text or bytes with variables in them, such as {@code {"id":{{seq}}}}. Values go in as they are: nothing is escaped.
 * Immutable: any thread.
 *
 * <p>Of bytes: pairs of hexadecimal digits, and text in apostrophes, such as {@code 30 2c 00 04 'load' '{{uuid}}'}.
 */
public final class Template {
    /** How a template of bytes begins where both kinds are allowed. */
    public static final String HEX = "hex:";

    private static final String VARIABLES = "{{seq}}, {{uuid}}, {{now}}, {{session}}, {{user}}, {{csv.COLUMN}}";

    /** What a variable stands for. */
    private enum VariableKind {
        LITERAL,
        /** The message's number. */
        SEQ,
        /** The message's number as a UUID. */
        UUID,
        /** Milliseconds since 1970. */
        NOW,
        /** A UUID for the sender's session. */
        SESSION,
        /** The sender's number. */
        USER,
        CSV,
        NAMED
    }

    private record TemplatePart(VariableKind kind, byte[] literal, int column, String name) {}

    private final String source;
    private final boolean binary;
    private final List<TemplatePart> parts;

    private Template(String source, boolean binary, List<TemplatePart> parts) {
        this.source = source;
        this.binary = binary;
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a template: of bytes if it begins with {@value #HEX}, else of text.
     *
     * @param setting what the person calls it
     * @param columns of the CSV file
     * @param names of the variables that it may use besides
     * @throws IllegalArgumentException if it is none; the message is the line for the person
     */
    public static Template parse(String setting, String source, List<String> columns, Collection<String> names) {
        return source.startsWith(HEX)
                ? hex(setting, source.substring(HEX.length()), columns, names)
                : text(setting, source, columns, names);
    }

    /** As {@link #parse}, of text. */
    public static Template text(String setting, String source, List<String> columns, Collection<String> names) {
        List<TemplatePart> parts = new ArrayList<>();
        addText(parts, setting, source, columns, names);
        return new Template(source, false, parts);
    }

    /** As {@link #parse}, of bytes. */
    public static Template hex(String setting, String source, List<String> columns, Collection<String> names) {
        List<TemplatePart> parts = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < source.length()) {
            char letter = source.charAt(at);
            if (Character.isWhitespace(letter)) {
                at++;
            } else if (letter == '\'') {
                int end = source.indexOf('\'', at + 1);
                Setting.require(end > 0, setting, source, "a closing apostrophe");
                addLiteral(parts, bytes.toByteArray());
                bytes.reset();
                addText(parts, setting, source.substring(at + 1, end), columns, names);
                at = end + 1;
            } else {
                boolean pair = at + 1 < source.length()
                        && HexFormat.isHexDigit(letter)
                        && HexFormat.isHexDigit(source.charAt(at + 1));
                Setting.require(
                        pair,
                        setting,
                        source,
                        "pairs of hexadecimal digits, and text in apostrophes, such as 30 'text'");
                bytes.write(HexFormat.fromHexDigits(source, at, at + 2));
                at += 2;
            }
        }
        addLiteral(parts, bytes.toByteArray());
        return new Template(source, true, parts);
    }

    private static void addLiteral(List<TemplatePart> parts, byte[] bytes) {
        if (bytes.length > 0) {
            parts.add(new TemplatePart(VariableKind.LITERAL, bytes, 0, ""));
        }
    }

    private static void addText(
            List<TemplatePart> parts, String setting, String source, List<String> columns, Collection<String> names) {
        int at = 0;
        for (int open = source.indexOf("{{"); open >= 0; open = source.indexOf("{{", at)) {
            int close = source.indexOf("}}", open);
            // Of three or more braces the inner two are the variable's: {"a":{"b":{{seq}}}}.
            while (open + 2 < source.length() && source.charAt(open + 2) == '{') {
                open++;
            }
            if (close < 0) {
                break;
            }
            String name = source.substring(open + 2, close).strip();
            if (!name.matches("[A-Za-z][\\w.-]*")) {
                // Braces of JSON or of another language.
                addLiteral(parts, source.substring(at, open + 2).getBytes(StandardCharsets.UTF_8));
                at = open + 2;
                continue;
            }
            addLiteral(parts, source.substring(at, open).getBytes(StandardCharsets.UTF_8));
            parts.add(variable(setting, source, name, columns, names));
            at = close + 2;
        }
        addLiteral(parts, source.substring(at).getBytes(StandardCharsets.UTF_8));
    }

    private static TemplatePart variable(
            String setting, String source, String name, List<String> columns, Collection<String> names) {
        if (name.startsWith("csv.")) {
            int column = columns.indexOf(name.substring(4));
            Setting.require(
                    column >= 0,
                    setting,
                    "{{" + name + "}}",
                    columns.isEmpty() ? "a CSV file" : "a column of the CSV file: " + String.join(", ", columns));
            return new TemplatePart(VariableKind.CSV, new byte[0], column, name);
        }
        if (names.contains(name)) {
            return new TemplatePart(VariableKind.NAMED, new byte[0], 0, name);
        }
        return Stream.of(VariableKind.SEQ, VariableKind.UUID, VariableKind.NOW, VariableKind.SESSION, VariableKind.USER)
                .filter(kind -> kind.name().toLowerCase(java.util.Locale.ROOT).equals(name))
                .map(kind -> new TemplatePart(kind, new byte[0], 0, name))
                .findFirst()
                .orElseThrow(() -> Setting.refused(
                        setting,
                        "{{" + name + "}}",
                        VARIABLES
                                + (names.isEmpty()
                                        ? ""
                                        : ", "
                                                + String.join(
                                                        ", ",
                                                        names.stream()
                                                                .sorted()
                                                                .map(one -> "{{" + one + "}}")
                                                                .toList()))));
    }

    /** Whether messages made of it say which one they are. */
    public boolean identifies() {
        return parts.stream().anyMatch(part -> part.kind == VariableKind.SEQ || part.kind == VariableKind.UUID);
    }

    /** Whether it is nothing but the message's identity. */
    public boolean isIdentity() {
        return parts.size() == 1 && identifies();
    }

    /** Whether it has no variables. */
    public boolean isConstant() {
        return parts.stream().allMatch(part -> part.kind == VariableKind.LITERAL);
    }

    /** Whether it is of bytes. */
    public boolean binary() {
        return binary;
    }

    /** As it was given. */
    public String source() {
        return source;
    }

    /** Adds it to a message, with these values for its variables. */
    public void write(TemplateValues values, MessageBuffer to) {
        for (int i = 0; i < parts.size(); i++) {
            TemplatePart part = parts.get(i);
            switch (part.kind) {
                case LITERAL -> to.add(part.literal);
                case SEQ -> values.addNumber(to);
                case UUID -> values.addUuid(to);
                case NOW -> to.addNumber(System.currentTimeMillis());
                case SESSION -> values.addSession(to);
                case USER -> values.addSender(to);
                case CSV -> to.add(values.cell(part.column));
                case NAMED -> to.add(values.named(part.name));
            }
        }
    }

    /**
     * A hash of it with these values, but without what each message has of its own: its identity and the time.
     *
     * @param seed the hash of what is before it
     */
    public long likeness(TemplateValues values, long seed) {
        long hash = seed;
        for (TemplatePart part : parts) {
            int of = switch (part.kind) {
                case LITERAL -> Arrays.hashCode(part.literal);
                case SEQ, UUID, NOW -> part.kind.ordinal();
                case SESSION -> Long.hashCode(values.session());
                case USER -> values.sender();
                case CSV -> values.cell(part.column).hashCode();
                case NAMED -> values.named(part.name).hashCode();
            };
            // As SplittableRandom mixes: the order of the parts counts.
            hash = (hash ^ of) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** It as text, with these values. */
    public String text(TemplateValues values) {
        MessageBuffer buffer = new MessageBuffer();
        write(values, buffer);
        return buffer.text();
    }

    @Override
    public String toString() {
        return (binary ? HEX : "") + source;
    }
}
