package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.result.Books;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.Fault.Harm;
import io.oneport.client.testing.FaultyServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions that come and go on servers that are wrong on purpose. */
class ChurnFaultsTest extends FaultyRuns {
    private static final int SESSION_MESSAGES = 5;

    private RunResult load(FaultyServer server, String... more) throws IOException {
        return load(
                server,
                Map.of(
                        "--scenario", "churn",
                        "--ws", "20",
                        "--rate", "50/s",
                        "--session-messages", "" + SESSION_MESSAGES,
                        "--timeout", "1s",
                        "--duration", "2s"),
                more);
    }

    @Test
    void aRightServerHasNoFault() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            RunResult result = load(server);
            Books sessions = books(result, "session");
            assertEquals(100, sessions.scheduled(), run::out);
            assertEquals(100, sessions.done(), run::out);
            assertTrue(result.integrity().clean(), run::out);
            // And the look before.
            assertEquals(100 * SESSION_MESSAGES + 1, server.counts().received());
            assertEquals(100 + 1, server.counts().upgrades());
            assertEquals(0, result.sockets().lost(), run::out);
            // The server ends the connections, so no port rests here.
            assertEquals(result.sockets().peakOpen(), result.validity().portsUsed(), run::out);
        }
    }

    /** A session waits for each echo: the one that does not come ends it. */
    @Test
    void aSessionThatMissesAnEchoFails() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.DROP, 20))) {
            RunResult result = load(server);
            assertEquals(server.counts().faults(), books(result, "session").failed(), run::out);
            assertTrue(run.out().contains("no echo within 1s"), run::out);
        }
    }

    @Test
    void whatIsChangedIsCorruptedAndEndsItsSession() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.CORRUPT, 20))) {
            RunResult result = load(server);
            assertEquals(server.counts().faults(), books(result, "session").failed(), run::out);
            assertOnly(result.integrity(), 0, 0, 0, server.counts().faults(), 0);
            assertFaulty(result);
        }
    }

    /** Also a duplicate of the last echo is seen: it comes before the server's Close. */
    @Test
    void whatComesTwiceIsDuplicated() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.DUPLICATE, 7))) {
            RunResult result = load(server);
            assertEquals(100, books(result, "session").done(), run::out);
            assertOnly(result.integrity(), 0, server.counts().faults(), 0, 0, 0);
            assertFaulty(result);
        }
    }

    @Test
    void sessionsThatTheServerEndsAreLost() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.CloseAfter(3))) {
            RunResult result = load(server);
            assertEquals(100, books(result, "session").failed(), run::out);
            assertEquals(100, result.sockets().lost(), run::out);
            assertTrue(run.out().contains("Close 1011"), run::out);
        }
    }

    @Test
    void aServerThatDiesGivesAReportUpToThen() throws IOException {
        for (boolean reset : new boolean[] {true, false}) {
            try (FaultyServer server = new FaultyServer(new Fault.Die(200, reset))) {
                RunResult result = load(server, "--duration=30s");
                assertEquals(ExitCode.UNREACHABLE, run.status(), run::out);
                assertEquals(ExitCode.UNREACHABLE, result.exitCode());
                assertTrue(run.out().contains("the target is gone: for 3 s no session"), run::out);
                assertTrue(result.seconds() < 20, run::out);
                assertTrue(books(result, "session").done() > 20, run::out);
                assertTrue(run.out().contains("connection refused"), run::out);
            }
        }
    }
}
