package io.oneport.server.app;

import io.oneport.protocol.ByteOrderMark;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of settings: {@code name = value} lines, blank lines, and comments from a {@code #} at the start of a line or
 * after white space; UTF-8, with or without a byte order mark; lines end with LF or CRLF. A value may stand in single or
 * double quotation marks, within which a {@code #} begins no comment. What {@code --print-config} prints is such a file.
 *
 * @param path where it is
 * @param entries by the setting's name
 */
record ConfigFile(Path path, Map<String, ConfigLine> entries) {
    /**
     * One setting.
     *
     * @param value as it stands there
     * @param line counted from 1
     */
    record ConfigLine(String value, int line) {}

    /** A value in quotation marks, and maybe a comment after it. */
    private static final Pattern QUOTED = Pattern.compile("([\"'])((?:(?!\\1).)*)\\1(\\s+#.*)?");

    /** No file. */
    static final ConfigFile NONE = new ConfigFile(Path.of(""), Map.of());

    /**
     * Reads a file.
     *
     * @throws UsageException if it can't be read, or a line is no setting, or a setting is given twice
     */
    static ConfigFile read(Path path) throws UsageException {
        Map<String, ConfigLine> entries = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(path)) {
            number++;
            String content = withoutComment(line);
            if (content.isEmpty()) {
                continue;
            }
            int equals = content.indexOf('=');
            if (equals <= 0) {
                throw new UsageException(path + ":" + number + ": " + content + " (expected: name = value)");
            }
            String name = content.substring(0, equals).strip();
            String value = value(line.substring(line.indexOf('=') + 1).strip());
            ConfigLine earlier = entries.put(name, new ConfigLine(value, number));
            if (earlier != null) {
                throw new UsageException(path + ":" + number + ": " + name + " (expected: once; it is in line "
                        + earlier.line + " too)");
            }
        }
        return new ConfigFile(path, entries);
    }

    private static String withoutComment(String text) {
        return text.replaceFirst("(^|\\s)#.*", "").strip();
    }

    /** The value in what follows the equals sign: up to a comment, or between quotation marks. */
    private static String value(String text) {
        Matcher quoted = QUOTED.matcher(text);
        return quoted.matches() ? quoted.group(2) : withoutComment(text);
    }

    /**
     * A value without the quotation marks around it. People put them around the values of variables, too, and not all that
     * reads such a file takes them away: {@code docker run --env-file} does not.
     */
    static String withoutQuotes(String value) {
        Matcher quoted = QUOTED.matcher(value);
        return quoted.matches() && quoted.group(3) == null ? quoted.group(2) : value;
    }

    /** A value in the form in which it is read back. */
    static String quoted(String value) {
        if (value.equals(value(value))) {
            return value;
        }
        String mark = value.indexOf('"') < 0 ? "\"" : "'";
        return mark + value + mark;
    }

    private static List<String> lines(Path path) throws UsageException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            String hint = path.startsWith("~") ? "; the shell replaces ~ only after a space: --config " + path : "";
            throw new UsageException("config: " + path + " (expected: a file that exists" + hint + ")");
        } catch (IOException e) {
            throw new UsageException(
                    "config: " + path + " (expected: a file that can be read; " + SystemWords.of(e) + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new UsageException(
                    path + ":" + line + ": bytes that are not UTF-8 (expected: a file that is saved as UTF-8)");
        }
        return ByteOrderMark.without(text.flip().toString()).lines().toList();
    }
}
