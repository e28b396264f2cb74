package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the program prints, as the machine has it. */
class StandardOutputTest {
    private static final File FULL = new File("/dev/full");

    @Test
    void isTheSameInEveryLocale() throws Exception {
        ProcessBuilder turkish = main(List.of("-Duser.language=tr", "-Duser.country=TR"), "--help");
        turkish.environment().put("LC_ALL", "C");
        Process process = turkish.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, exitValue(process));
        assertEquals(Settings.read(new String[0], Map.of()).help(), printed);
    }

    @Test
    void thatCannotBeWrittenIsAnError() throws Exception {
        Needs.met(FULL.exists(), "/dev/full", "Linux has it");
        Process process = main(List.of(), "--print-config")
                .redirectOutput(Redirect.to(FULL))
                .start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, exitValue(process));
        assertEquals("standard output: could not be written to", errors.strip());
    }

    private static int exitValue(Process process) throws InterruptedException {
        try {
            assertTrue(process.waitFor(40, TimeUnit.SECONDS));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder main(List<String> options, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("--enable-native-access=ALL-UNNAMED"); // as the jar says
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(flags));
        return new ProcessBuilder(command);
    }
}
