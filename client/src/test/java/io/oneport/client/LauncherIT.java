package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.Jars;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as a person starts it, without any option of the JVM: loads run in a child, and nobody notices. */
class LauncherIT {
    private static final int PATIENCE_SECONDS = 60;
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path folder;

    private Process start(boolean withOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Jars.client().toString()));
        command.addAll(List.of(arguments));
        return start(command, withOptions);
    }

    private Process start(List<String> command, boolean withOptions) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().put("XDG_CACHE_HOME", folder.toString());
        if (withOptions) {
            builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        }
        return builder.start();
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue();
    }

    /** Begins a run that would take long, and waits until it measures. */
    private Process measuring(FaultyServer server, boolean withOptions) throws IOException {
        Process process = start(
                withOptions,
                "run",
                server.url(),
                "--ws=2",
                "--http=1",
                "--rate=5/s",
                "--warmup=0s",
                "--duration=10m",
                "--out=" + folder.resolve("out"));
        BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.contains("measure")) {
            assertFalse(line.startsWith("WARNING"), line); // such as of native libraries, since JDK 24
            line = lines.readLine();
        }
        assertTrue(line != null, "it ended");
        return process;
    }

    private static String out(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Only the first process gets it, as from a supervisor; a terminal sends Ctrl-C to both. */
    @ParameterizedTest
    @CsvSource({"TERM,143,interrupted by SIGTERM", "INT,130,interrupted", "HUP,129,interrupted by SIGHUP"})
    @MostlyWaits
    void aSignalEndsTheRunWithItsReport(String signal, int code, String why) throws Exception {
        Needs.signal(signal);
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            Process process = measuring(server, false);
            ProcessHandle child = process.children().findFirst().orElseThrow();
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid())
                    .inheritIO()
                    .start();
            String out = out(process);
            assertEquals(code, exit(process), out);
            assertFalse(child.isAlive());
            assertTrue(out.contains("ended early interrupted"), out);
            assertTrue(out.contains(why + " (exit code " + code + ")"), out);
            assertEquals(
                    code, ResultJson.read(folder.resolve("out/result.json")).exitCode());
        }
    }

    @Test
    @MostlyWaits
    void theChildDoesNotOutliveItsParent() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            Process process = measuring(server, false);
            ProcessHandle child = process.children().findFirst().orElseThrow();
            process.destroyForcibly();
            exit(process);
            child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    @MostlyWaits
    void whoSetsOptionsGetsThese() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            Process process = measuring(server, true);
            assertEquals(0, process.children().count());
            process.toHandle().destroy();
            out(process);
            assertEquals(SIGTERM, exit(process));
        }
    }

    /** The first run writes an archive of its classes, and the second one uses it; both say nothing of it. */
    @Test
    @MostlyWaits
    void exitCodesAndOutputPassThrough() throws Exception {
        for (int run = 0; run < 2; run++) {
            Process process = start(false, "run", "http://127.0.0.1:1");
            assertEquals("", out(process));
            assertEquals(ExitCode.UNREACHABLE, exit(process));
            List<String> err =
                    process.errorReader(StandardCharsets.UTF_8).lines().toList();
            assertEquals("127.0.0.1:1: connection refused", err.get(err.size() - 1), err::toString);
            try (Stream<Path> cached = Files.list(folder.resolve("oneport"))) {
                List<String> files =
                        cached.map(path -> path.getFileName().toString()).toList();
                assertEquals(1, files.size(), files::toString);
                assertTrue(files.get(0).matches("client-[0-9a-f]+\\.jsa"), files::toString);
            }
        }
        Process wrong = start(false, "run", "--treads=1", "http://x");
        assertEquals("", out(wrong));
        assertEquals(ExitCode.USAGE, exit(wrong));
    }

    @Test
    void theVersionIsToldAtOnce() throws Exception {
        Process process = start(false, "--version");
        assertTrue(out(process).matches("oneport-client [0-9.]+\\S*\\R"));
        assertEquals(ExitCode.PASS, exit(process));
    }
}
