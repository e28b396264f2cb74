package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The library that prints the help breaks lines behind dots and colons, too: texts are such that none breaks there. */
class HelpTest {
    static Stream<Object> commands() {
        return Main.commands().values().stream().map(Supplier::get);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noWordIsBroken(Object command) {
        CommandSpec spec = new CommandLine(command).getCommandSpec();
        StringWriter out = new StringWriter();
        assertEquals(ExitCode.PASS, Main.run(new PrintWriter(out), new PrintWriter(out), spec.name(), "--help"));
        List<String> help = out.toString().lines().toList();
        List<String> synopsis = help.stream()
                .takeWhile(line -> line.startsWith("Usage: ") || line.startsWith(" "))
                .toList();
        for (OptionSpec option : spec.options()) {
            if (option.arity().max() > 0) {
                // The library shows one of an option's names: the shortest.
                assertOnOneLine(option.shortestName() + "=" + option.paramLabel(), synopsis);
            }
        }
        words(spec.usageMessage().description()).forEach(word -> assertOnOneLine(word, help));
        for (ArgSpec argument : spec.args()) {
            words(argument.description()).forEach(word -> assertOnOneLine(word, help));
        }
    }

    private static Stream<String> words(String[] lines) {
        return Arrays.stream(lines)
                .flatMap(line -> Stream.of(line.replace("%%", "%").split("\\s+")));
    }

    private static void assertOnOneLine(String word, List<String> lines) {
        assertTrue(
                lines.stream().anyMatch(line -> line.contains(word)),
                () -> word + " is broken in\n" + String.join("\n", lines));
    }
}
