package io.oneport.client.scenario;

import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a CSV file (RFC 4180), whose first line has the names of its columns. Held in memory, so of a bounded size.
 * Immutable: any thread.
 */
public record CsvRows(List<String> columns, List<List<String>> rows) {
    private static final long MAX_BYTES = 64L << 20;

    /** No file. */
    public static final CsvRows NONE = new CsvRows(List.of(), List.of());

    /**
     * Reads a file. Blocks.
     *
     * @param setting what the person calls it, such as {@code csv}
     * @throws IllegalArgumentException if that can't be done; the message is the line for the person
     */
    public static CsvRows read(String setting, Path file) {
        String text;
        try {
            Setting.require(Files.size(file) <= MAX_BYTES, setting, file, "a file of at most 64 MiB");
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException notUtf8) {
            throw Setting.refused(setting, file, "a CSV file that is saved as UTF-8");
        } catch (IOException unreadable) {
            throw Setting.refused(setting, file, "a CSV file that can be read; " + SystemWords.of(unreadable));
        }
        List<List<String>> lines = parse(setting, file, text);
        Setting.require(lines.size() > 1, setting, file, "a line with the columns' names, and at least one row");
        List<String> columns = lines.get(0).stream().map(String::strip).toList();
        for (int i = 1; i < lines.size(); i++) {
            Setting.require(
                    lines.get(i).size() == columns.size(),
                    setting,
                    file + ": row " + i + " with " + counted(lines.get(i).size()),
                    counted(columns.size()) + ", as the first line has");
        }
        return new CsvRows(columns, List.copyOf(lines.subList(1, lines.size())));
    }

    private static String counted(int fields) {
        return fields + (fields == 1 ? " field" : " fields");
    }

    private static List<List<String>> parse(String setting, Path file, String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = text.startsWith("\ufeff") ? 1 : 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (quoted) {
                if (letter != '"') {
                    field.append(letter);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (letter == '"' && field.isEmpty()) {
                quoted = true;
                any = true;
            } else if (letter == ',') {
                line.add(field.toString());
                field.setLength(0);
                any = true;
            } else if (letter == '\n' || letter == '\r') {
                if (any || !field.isEmpty()) {
                    line.add(field.toString());
                    lines.add(List.copyOf(line));
                }
                line.clear();
                field.setLength(0);
                any = false;
            } else {
                field.append(letter);
            }
        }
        Setting.require(!quoted, setting, file, "a closing quotation mark for each opening one");
        if (any || !field.isEmpty()) {
            line.add(field.toString());
            lines.add(List.copyOf(line));
        }
        return lines;
    }

    /** The rows take turns. */
    public List<String> row(long index) {
        return rows.isEmpty() ? List.of() : rows.get((int) (index % rows.size()));
    }
}
