package io.oneport.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A program's manual page, in the language of man(7), and its completion for Bash: both from what picocli knows of it. */
public final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /**
     * Writes {@code NAME.1.gz} and the completion {@code NAME}.
     *
     * @param program the program with all its commands
     * @param summary what it is, in one line
     * @param version such as {@code 0.1.0}
     * @param date of this version, such as {@code 2026-11-23}
     * @param sections further sections by their headings: lines of man(7)
     * @param folder where both files go; created if need be
     */
    public static void write(
            CommandLine program, String summary, String version, String date, Map<String, String> sections, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        String name = program.getCommandName();
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".1.gz")))) {
            out.write(text(program, summary, version, date, sections).getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve(name), AutoComplete.bash(name, program));
    }

    /** The page itself. */
    public static String text(
            CommandLine program, String summary, String version, String date, Map<String, String> sections) {
        ManPage written = new ManPage();
        String name = program.getCommandName();
        written.line(".TH " + name.toUpperCase(Locale.ROOT) + " 1 " + date + " \"oneport " + version + "\"");
        written.line(".SH NAME").line(name + " \\- " + escaped(summary));
        written.line(".SH SYNOPSIS").synopsis(name, program);
        CommandSpec spec = program.getCommandSpec();
        written.line(".SH DESCRIPTION").paragraphs(spec.usageMessage().description());
        written.line(".SH OPTIONS").arguments(spec);
        if (!program.getSubcommands().isEmpty()) {
            written.line(".SH COMMANDS");
            program.getSubcommands().forEach((command, line) -> {
                written.line(".SS " + escaped(name + " " + command));
                written.paragraphs(line.getCommandSpec().usageMessage().description());
                written.arguments(line.getCommandSpec());
                written.exitCodes(line.getCommandSpec());
            });
        }
        if (!spec.usageMessage().exitCodeList().isEmpty()) {
            written.line(".SH \"EXIT STATUS\"").exitCodes(spec);
        }
        sections.forEach(
                (heading, lines) -> written.line(".SH \"" + heading + '"').line(lines.strip()));
        return written.page.toString();
    }

    private ManPage line(String line) {
        page.append(line).append('\n');
        return this;
    }

    private void synopsis(String name, CommandLine program) {
        line(".B " + escaped(name)).line("[\\fIOPTION\\fR...]");
        if (!program.getSubcommands().isEmpty()) {
            line(".br").line(".B " + escaped(name)).line("\\fICOMMAND\\fR [\\fIARGUMENT\\fR...]");
        }
    }

    private void paragraphs(String... lines) {
        boolean literal = false;
        for (String raw : lines) {
            for (String text : formatted(raw).split("\n", -1)) {
                boolean indented = text.startsWith(" ");
                if (indented != literal) {
                    line(indented ? ".PP\n.nf" : ".fi");
                    literal = indented;
                }
                line(text.isBlank() ? ".PP" : escaped(text));
            }
        }
        if (literal) {
            line(".fi");
        }
    }

    private void arguments(CommandSpec spec) {
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            if (!argument.hidden()) {
                line(".TP")
                        .line("\\fI" + escaped(argument.paramLabel()) + "\\fR")
                        .described(argument.description());
            }
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String value = option.arity().max() == 0 ? "" : "=\\fI" + escaped(option.paramLabel()) + "\\fR";
                String names = String.join(
                        "\\fR, ",
                        List.of(option.names()).stream()
                                .map(each -> "\\fB" + escaped(each))
                                .toList());
                line(".TP").line(names + "\\fR" + value).described(option.description());
            }
        }
    }

    private void described(String... description) {
        for (String each : description) {
            line(escaped(formatted(each).strip()));
        }
    }

    private void exitCodes(CommandSpec spec) {
        spec.usageMessage()
                .exitCodeList()
                .forEach((code, meaning) ->
                        line(".TP").line("\\fB" + escaped(code) + "\\fR").line(escaped(meaning)));
    }

    /** As picocli prints it: with %n replaced, and as it is where a % means itself. */
    private static String formatted(String text) {
        try {
            return String.format(Locale.ROOT, text);
        } catch (IllegalFormatException e) {
            return text;
        }
    }

    /** As it is, whatever it means to troff: a hyphen that can be copied, and no command at the start of a line. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
