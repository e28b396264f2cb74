package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.result.Books;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.Fault.Harm;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that come and go on servers that are wrong on purpose. */
class ChurnFaultsTest extends FaultyRuns {
    private static final int SESSION_MESSAGES = 5;

    @Override
    Map<String, String> usual() {
        return Map.of(
                "--scenario", "churn",
                "--ws", "20",
                "--rate", "50/s",
                "--session-messages", "" + SESSION_MESSAGES,
                "--timeout", "2s",
                "--duration", "2s");
    }

    @Test
    @MostlyWaits
    void aRightServerHasNoFault() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            RunResult result = load(server, "--timeout=20s", "--drain=20s");
            Books sessions = books(result, "session");
            assertEquals(100, sessions.scheduled(), run::out);
            assertEquals(100, sessions.done(), run::out);
            assertTrue(result.found().integrity().clean(), run::out);
            // And the look before.
            assertEquals(100 * SESSION_MESSAGES + 1, server.counts().received());
            assertEquals(100 + 1, server.counts().upgrades());
            assertEquals(0, result.found().sockets().lost(), run::out);
            // The server ends the connections, so no port rests here.
            assertTrue(
                    result.found().validity().portsUsed()
                            <= result.found().sockets().peakOpen(),
                    run::out);
        }
    }

    /** Sessions come and go: but for the first, they go on with the keys of an earlier one. */
    @Test
    @MostlyWaits
    void resumedHandshakesAreTimedApart(@TempDir Path folder) throws Exception {
        TestCertificate certificate = new TestCertificate(folder);
        Path pem = folder.resolve("authority.pem");
        certificate.writePem(pem);
        try (FaultyServer server = new FaultyServer(new Fault.None(), certificate.serverContext())) {
            RunResult result = load(server, "--cacert=" + pem, "--rate=20/s", "--timeout=20s", "--drain=20s");
            assertEquals(books(result, "session").scheduled(), handshakes(result), run::out);
            assertTrue(latency(result, "tls").corrected().getTotalCount() >= 1, run::out);
            assertTrue(latency(result, "tls.resumed").corrected().getTotalCount() >= 1, run::out);
        }
    }

    /** A session waits for each echo: the one that does not come ends it. */
    @Test
    @MostlyWaits
    void aSessionThatMissesAnEchoFails() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.DROP, 20))) {
            RunResult result = load(server, "--drain=20s");
            assertEquals(server.counts().faults(), books(result, "session").failed(), run::out);
            assertTrue(run.out().contains("no echo within 2s"), run::out);
        }
    }

    /** An echo that waits to be overtaken waits for ever: a session sends its next message only behind it. */
    @Test
    @MostlyWaits
    void aSessionWhoseEchoIsHeldBackFails() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.REORDER, 20))) {
            RunResult result = load(server, "--drain=20s");
            assertTrue(server.counts().held() > 0, server.counts()::toString);
            assertEquals(server.counts().held(), books(result, "session").failed(), run::out);
            assertEquals(0, result.found().integrity().reordered(), run::out);
            assertTrue(run.out().contains("no echo within 2s"), run::out);
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @EnumSource(names = {"CORRUPT", "TRUNCATE"})
    void whatIsChangedIsCorruptedAndEndsItsSession(Harm harm) throws IOException {
        RunResult result = assertFinds(harm, 20, 0);
        assertEquals(
                result.found().integrity().corrupted(), books(result, "session").failed(), run::out);
    }

    /** Also a duplicate of the last echo is seen: it comes before the server's Close. */
    @Test
    @MostlyWaits
    void whatComesTwiceIsDuplicated() throws IOException {
        RunResult result = assertFinds(Harm.DUPLICATE, 7, 0);
        assertEquals(100, books(result, "session").done(), run::out);
    }

    @Test
    @MostlyWaits
    void sessionsThatTheServerEndsAreLost() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.CloseAfter(3))) {
            RunResult result = load(server, "--drain=20s");
            assertEquals(100, books(result, "session").failed(), run::out);
            assertEquals(100, result.found().sockets().lost(), run::out);
            assertTrue(run.out().contains("Close 1011"), run::out);
        }
    }

    /** No WebSocket ever comes to be, and between two sessions no connection is open; but all requests are answered. */
    @Test
    @MostlyWaits
    void aServerThatAnswersIsNotGone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, """
                users: 1
                arrival: 10/s
                steps:
                  - name: page
                    http: {url: /plaintext}
                  - name: talk
                    open: {url: /echo}
                """);
        try (FaultyServer server = new FaultyServer(new Fault.RefuseUpgrade())) {
            RunResult result = load(
                    server,
                    "--scenario-file=" + file,
                    "--duration=5s",
                    "--scenario",
                    "--ws",
                    "--rate",
                    "--session-messages",
                    "--arrival");
            assertTrue(books(result, "step.page").done() > 0, run::out);
            assertTrue(books(result, "step.talk").failed() > 0, run::out);
            assertFalse(result.found().targetGone(), run::out);
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(booleans = {true, false})
    void aServerThatDiesGivesAReportUpToThen(boolean reset) throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Die(200, reset))) {
            RunResult result = load(server, "--duration=50s");
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::out);
            assertEquals(ExitCode.UNREACHABLE, result.exitCode());
            assertTrue(run.out().contains("the target is gone: for 3 s no session"), run::out);
            assertNotNull(result.found().endedEarly());
            assertTrue(books(result, "session").done() > 20, run::out);
            assertTrue(run.out().contains("connection refused"), run::out);
        }
    }
}
