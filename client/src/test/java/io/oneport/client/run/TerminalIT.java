package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ServerProcess;
import io.oneport.client.testing.TerminalProcess;
import io.oneport.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on a terminal, as a person sees it. */
class TerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    /** Erases what is below (ECMA-48, ED). */
    private static final String ERASE = "\033[J";

    @BeforeEach
    void thereIsATerminal() throws Exception {
        Needs.met(TerminalProcess.available(), "script of util-linux", "apt-get install bsdutils");
    }

    /** Nothing is under way yet that could be told; and the library that looks loses an interrupt. */
    @Test
    void ctrlCWhileTheTerminalIsLookedForEndsAtOnce(@TempDir Path folder) throws Exception {
        // What the library asks whether there is one. The first time it is waited for, as it is deaf to Ctrl-C itself.
        String script = """
                #!/bin/sh
                trap '' INT
                if mkdir "$0.asked" 2>/dev/null; then
                  echo looking >/dev/tty
                  exec sleep 60
                fi
                [ "$@" ]
                """;
        Path slow = Files.writeString(folder.resolve("test"), script);
        assertTrue(slow.toFile().setExecutable(true));
        Map<String, String> slowly = Map.of("PATH", folder + ":" + System.getenv("PATH"));
        try (ServerProcess server = new ServerProcess();
                TerminalProcess client =
                        new TerminalProcess(slowly, "run", server.url(), "--ws=5", "--warmup=0s", "--duration=10m")) {
            client.await("looking", PATIENCE);
            client.press(TerminalProcess.CTRL_C);
            assertEquals(ExitCode.INTERRUPTED, client.exit(PATIENCE), client::shown);
            assertFalse(client.shown().contains("sockets"), client::shown);
        }
    }

    @Test
    void aTerminalThatNobodyCanDescribeWillDo() throws Exception {
        try (TerminalProcess client =
                new TerminalProcess(Map.of("TERM", "of-a-kind-of-its-own"), "run", "http://127.0.0.1:1")) {
            assertEquals(ExitCode.UNREACHABLE, client.exit(PATIENCE), client::shown);
            assertTrue(client.shown().endsWith("127.0.0.1:1: connection refused\r\n"), client::shown);
            assertFalse(client.shown().contains("Exception"), client::shown);
        }
    }

    @Test
    void ctrlCEndsWithTheWholeReportUpToThen() throws Exception {
        try (ServerProcess server = new ServerProcess();
                TerminalProcess client = new TerminalProcess(
                        "run", server.url(), "--ws=5", "--http=2", "--warmup=0s", "--duration=10m")) {
            client.await("measure", PATIENCE);
            client.await("this client: send lag", PATIENCE);
            client.press(TerminalProcess.CTRL_C);
            assertEquals(ExitCode.INTERRUPTED, client.exit(PATIENCE), client::shown);
            String shown = client.shown();
            int summary = shown.indexOf("ended early interrupted");
            assertTrue(summary > 0, shown);
            // Else the summary stands between the remains of the block that told how it goes.
            String between = shown.substring(shown.lastIndexOf("this client: send lag", summary), summary);
            assertTrue(between.contains(ERASE), shown);
            for (String part : new String[] {
                "sockets     7 opened of 7",
                "\nws.echo ",
                "integrity   lost 0 · duplicated 0 · reordered 0 · corrupted 0 · crossed 0",
                "\naccounting ",
                "\nlongest ",
                "interrupted (exit code 130)"
            }) {
                assertTrue(shown.indexOf(part, summary) > 0, () -> part + " is missing in\n" + shown);
            }
            assertEquals("", server.err());
        }
    }
}
