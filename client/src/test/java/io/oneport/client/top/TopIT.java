package io.oneport.client.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ErrorReport;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ServerProcess;
import io.oneport.client.testing.TerminalProcess;
import io.oneport.testing.Needs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command, with the server's jar. */
class TopIT {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    /** How many sizes a terminal is given at most until it shows something. */
    private static final int SIZES = 4;

    private static final char ESCAPE = 27;
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = new ServerProcess("--worker-threads=2");
    }

    @AfterAll
    static void end() {
        server.close();
    }

    /** What it says on standard output and standard error. */
    private static String run(int expected, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        ErrorReport errors = new ErrorReport();
        int status = new CommandLine(new TopCommand())
                .setOut(out)
                .setErr(out)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(arguments);
        assertEquals(expected, status, said::toString);
        return said.toString();
    }

    @Test
    void printsOnceWhereThereIsNoTerminal() throws Exception {
        String shown = run(ExitCode.PASS, server.url(), "--bearer", ServerProcess.ADMIN_TOKEN, "--once");
        for (String part : new String[] {"oneport ", "sockets    ", "WORKER", "\n     1 ", "CLIENT", "127.0.0.1:"}) {
            assertTrue(shown.contains(part), () -> part + " is not in\n" + shown);
        }
        JsonNode json = JsonMapper.shared()
                .readTree(
                        run(ExitCode.PASS, server.url(), "--bearer", ServerProcess.ADMIN_TOKEN, "--json", "--topics"));
        assertEquals(2, json.path("sample").path("workers").size(), json::toString);
        assertTrue(json.path("topics").isArray(), json::toString);
    }

    @Test
    void saysThatTheTokenIsWrong() throws Exception {
        String said = run(ExitCode.VERIFICATION_FAILED, server.url(), "--bearer", "not-the-token-at-all");
        assertTrue(said.contains("401"), said);
        assertTrue(said.contains("--token-file ~/.local/state/oneport/admin-token"), said);
    }

    @Test
    void aPersonLooksAround() throws Exception {
        Needs.met(TerminalProcess.available(), "script of util-linux", "apt-get install bsdutils");
        try (TerminalProcess terminal = new TerminalProcess(
                Map.of("ONEPORT_TOKEN", ServerProcess.ADMIN_TOKEN, "TERM", "xterm"), "top", server.url())) {
            terminal.await("q quit", PATIENCE);
            terminal.await("CLIENT", PATIENCE);
            terminal.press('t');
            terminal.await("TOPIC", PATIENCE);
            terminal.press('/');
            terminal.await("filter: ", PATIENCE);
            terminal.press('x');
            terminal.press('\r');
            terminal.await("contains x", PATIENCE);
            // A terminal of another size is drawn anew, and not only where something has changed.
            terminal.press('s');
            resized(terminal, 39, 110, "topics by subscribers, the most first, contains x");
            terminal.press('/');
            terminal.press(ESCAPE);
            resized(terminal, 40, 120, "topics by subscribers, the most first\033");
            terminal.press('t');
            terminal.press('f');
            resized(terminal, 39, 110, "sockets by bytesOut, the most first, http only");
            terminal.press('p');
            resized(terminal, 40, 120, "· paused");
            terminal.press('p');
            resized(terminal, 39, 110, "· live");
            terminal.press('q');
            assertEquals(ExitCode.PASS, terminal.exit(PATIENCE), terminal::shown);
        }
    }

    /**
     * Gives the terminal another size, and waits for words of what is then drawn. A key that is read only after that changes a
     * part of it, and the words are not sent as a whole: then one more size has all of it drawn again.
     */
    private static void resized(TerminalProcess terminal, int rows, int columns, String shown) throws Exception {
        for (int left = SIZES; ; left--) {
            terminal.forget();
            terminal.resize(rows - left % 2, columns);
            try {
                terminal.await(shown, PATIENCE.dividedBy(SIZES));
                return;
            } catch (AssertionError notYet) {
                if (left == 1) {
                    throw notYet;
                }
            }
        }
    }
}
