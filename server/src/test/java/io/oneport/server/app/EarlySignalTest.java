package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP means reload, also while the server starts. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EarlySignalTest {
    private static final String SETTINGS = "port = 0\ntransport = nio\n";

    @TempDir
    private Path folder;

    @Test
    void sighupDoesNotEndAServerThatStarts() throws Exception {
        Needs.program("mkfifo", "coreutils");
        Needs.signal("HUP");
        Path settings = folder.resolve("settings");
        assertEquals(
                0, new ProcessBuilder("mkfifo", settings.toString()).start().waitFor());
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--admin-token-file=" + TestServer.TOKEN_FILE,
                        "--config=" + settings))
                .start();
        try (BufferedReader out = process.inputReader();
                BufferedReader log = process.errorReader()) {
            try (var writer = Files.newBufferedWriter(settings)) { // opens once the server reads
                assertEquals(
                        0,
                        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                                .start()
                                .waitFor());
                writer.write(SETTINGS);
            }
            assertTrue(String.valueOf(out.readLine()).contains(" listening on "));
            Files.writeString(settings, SETTINGS);
            String line = log.readLine();
            while (line != null && !line.contains("Reloaded on SIGHUP")) {
                line = log.readLine();
            }
            assertTrue(line != null, "it reloads what may have changed since");
            process.destroy();
            assertTrue(process.waitFor(40, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
