package io.oneport.server;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of settings: {@code name = value} lines, blank lines, and comments from a {@code #} at the start of a line or
 * behind white space. What {@code --print-config} prints is such a file.
 *
 * @param path where it is
 * @param entries by the setting's name
 */
record ConfigFile(Path path, Map<String, Entry> entries) {
    /**
     * One setting.
     *
     * @param value as it stands there
     * @param line counted from 1
     */
    record Entry(String value, int line) {}

    /** No file. */
    static final ConfigFile NONE = new ConfigFile(Path.of(""), Map.of());

    /**
     * Reads a file.
     *
     * @throws UsageException if it can't be read, or a line is no setting, or a setting is given twice
     */
    static ConfigFile read(Path path) throws UsageException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(path)) {
            number++;
            String content = line.replaceFirst("(^|\\s)#.*", "").strip();
            if (content.isEmpty()) {
                continue;
            }
            int equals = content.indexOf('=');
            if (equals <= 0) {
                throw new UsageException(path + ":" + number + ": " + content + " (expected: name = value)");
            }
            String name = content.substring(0, equals).strip();
            Entry earlier =
                    entries.put(name, new Entry(content.substring(equals + 1).strip(), number));
            if (earlier != null) {
                throw new UsageException(path + ":" + number + ": " + name + " (expected: once; it is in line "
                        + earlier.line + " too)");
            }
        }
        return new ConfigFile(path, entries);
    }

    private static List<String> lines(Path path) throws UsageException {
        try {
            return Files.readAllLines(path);
        } catch (NoSuchFileException e) {
            throw new UsageException("config: " + path + " (expected: a file that exists)");
        } catch (MalformedInputException e) {
            throw new UsageException("config: " + path + " (expected: UTF-8 text)");
        } catch (IOException e) {
            throw new UsageException(
                    "config: " + path + " (expected: a file that can be read; " + e.getMessage() + ")");
        }
    }
}
