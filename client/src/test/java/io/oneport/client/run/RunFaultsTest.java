package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.Fault.Harm;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are wrong on purpose: each fault is found, and counted as the server itself counts it. */
class RunFaultsTest extends FaultyRuns {
    private static final int SOCKETS = 10;
    /** Where nothing is lost, the run ends when all is there. */
    private static final String PATIENT = "--drain=20s";

    @Override
    Map<String, String> usual() {
        return Map.of("--ws", "" + SOCKETS, "--http", "2", "--rate", "40/s", "--duration", "2s");
    }

    @Test
    @MostlyWaits
    void aRightServerHasNoFault() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            RunResult result = load(server, PATIENT);
            assertTrue(result.found().integrity().clean(), run::out);
            assertEquals(800, books(result, "ws").done());
            assertEquals(800, books(result, "ws").scheduled());
            // And a first one on each socket.
            assertEquals(800 + SOCKETS, result.found().integrity().messages());
            assertEquals(
                    result.found().integrity().messages() + 1,
                    server.counts().received(),
                    "the look before was one more");
            assertEquals(books(result, "http").done() + 1, server.counts().gets());
            assertEquals(SOCKETS, result.found().sockets().upgraded());
        }
    }

    /** A message that was the last of its socket can't be told from one that is still on its way. */
    @Test
    @MostlyWaits
    void whatIsDroppedIsLost() throws IOException {
        assertFinds(Harm.DROP, 7, SOCKETS);
    }

    /** What comes behind the last answer that is waited for may come too late to be seen. */
    @Test
    @MostlyWaits
    void whatComesTwiceIsDuplicated() throws IOException {
        assertFinds(Harm.DUPLICATE, 10, 1);
    }

    @Test
    @MostlyWaits
    void whatIsOvertakenIsReordered() throws IOException {
        assertFinds(Harm.REORDER, 10, 0);
    }

    @ParameterizedTest
    @MostlyWaits
    @EnumSource(names = {"CORRUPT", "TRUNCATE"})
    void whatIsChangedIsCorrupted(Harm harm) throws IOException {
        assertFinds(harm, 10, 0);
    }

    @Test
    @MostlyWaits
    void upgradesThatAreRefusedFail() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.RefuseSome(3))) {
            RunResult result = load(server, "--threshold=upgrade.failed<1%");
            long refused = server.counts().faults();
            assertTrue(refused > 0);
            assertEquals(refused, books(result, "upgrade").failed(), run::out);
            assertEquals(SOCKETS, books(result, "upgrade").done(), run::out);
            assertEquals(0, books(result, "connect").failed(), run::out);
            assertEquals(SOCKETS + refused + 2, books(result, "connect").done(), run::out);
            assertEquals(2, result.found().sockets().stayedHttp(), run::out);
            assertTrue(!result.thresholds().get(0).held(), run::out);
            assertEnds(ExitCode.THRESHOLD, result);
        }
    }

    /** Also if its socket says nothing more, so that no later answer overtakes it. */
    @Test
    @MostlyWaits
    void whatIsNotAnsweredInTimeIsLost() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Mute(SOCKETS))) {
            RunResult result = load(server, "--timeout=1s");
            assertTrue(server.counts().faults() > 0);
            assertOnly(result.found().integrity(), server.counts().faults(), 0, 0, 0, 0);
            assertEquals(server.counts().faults(), books(result, "ws").timedOut(), run::out);
            assertTrue(result.found().worstSockets().get(0).failed() > 0, run::out);
            assertFaulty(result);
        }
    }

    @Test
    @MostlyWaits
    void whatNobodyAskedForIsNoFault() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Greeting())) {
            RunResult result = load(server, PATIENT);
            assertTrue(result.found().integrity().clean(), run::out);
            assertEquals(SOCKETS, result.found().integrity().unsolicited(), run::out);
            assertEquals(SOCKETS + 1, server.counts().faults(), "the look before was one more");
            assertEquals(books(result, "ws").scheduled(), books(result, "ws").done(), run::out);
            assertEnds(ExitCode.PASS, result);
            assertTrue(run.out().contains("unsolicited " + SOCKETS), run::out);
        }
    }

    @Test
    @MostlyWaits
    void anotherTypeIsCorrupted() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.AsText())) {
            RunResult result = load(server, PATIENT);
            assertOnly(
                    result.found().integrity(),
                    0,
                    0,
                    0,
                    result.found().integrity().messages(),
                    0);
            assertEquals(0, books(result, "ws").done(), run::out);
            assertFaulty(result);
        }
    }

    @Test
    @MostlyWaits
    void withoutAThresholdARunOnlyCompletes() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            RunResult result = load(server, PATIENT);
            assertTrue(
                    !isValid(result) || run.out().contains("completed   no threshold was set; exit code 0\n"),
                    run::out);
            result = load(server, PATIENT, "--threshold=ws.success>1%");
            assertTrue(!isValid(result) || run.out().contains("passed      exit code 0\n"), run::out);
        }
    }

    @Test
    @MostlyWaits
    void whatComesElsewhereIsCrossed() throws IOException {
        RunResult result = assertFinds(Harm.CROSS, 10, 0);
        Books books = books(result, "ws");
        assertEquals(books.failed(), books.scheduled() - books.done(), run::out);
    }

    /**
     * With one message in flight the others have to wait for its answer, and are sent late: what counts from when they
     * were sent does not see the stall that they stood behind.
     */
    @Test
    @MostlyWaits
    void aStallShowsInTheCorrectedLatencyOnly() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Stall(200, Duration.ofSeconds(2)))) {
            RunResult result = load(server, "--in-flight=1", "--duration=4s", "--http=0");
            Latency echo = latency(result, "ws.echo");
            long second = 1_000_000_000;
            assertTrue(echo.corrected().getMaxValue() >= 1.9 * second, run::out);
            assertTrue(echo.corrected().getValueAtPercentile(85) > 0.5 * second, run::out);
            assertTrue(!isValid(result) || echo.uncorrected().getValueAtPercentile(85) < 0.5 * second, run::out);
            assertTrue(result.found().integrity().clean(), run::out);
            assertEquals(1, server.counts().faults());
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
            assertNotNull(result.found().endedEarly());
            assertTrue(latency(result, "ws.echo").corrected().getTotalCount() > 100, run::out);
            assertTrue(result.found().sockets().lost() >= SOCKETS, run::out);
            assertTrue(result.found().sockets().reopened() < SOCKETS, run::out);
            assertTrue(run.out().contains("the target is gone"), run::out);
        }
    }

    @Test
    @MostlyWaits
    void socketsThatTheServerClosesAreLostAndOpenedAgain() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.CloseAfter(20))) {
            RunResult result = load(server);
            assertTrue(result.found().sockets().lost() >= SOCKETS, run::out);
            assertTrue(result.found().sockets().upgraded() > SOCKETS, run::out);
            assertEquals(
                    result.found().sockets().upgraded() + 1, server.counts().upgrades());
            assertTrue(
                    result.found().failures().stream()
                            .anyMatch(failure -> failure.what().contains("1011")
                                    && failure.source().equals("127.0.0.1")),
                    run::out);
        }
    }

    @Test
    @MostlyWaits
    void answersThatAreErrorsFail() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.HttpErrors(5))) {
            RunResult result = load(server, "--http-rate=50/s", "--threshold=http.success>99%");
            assertEquals(server.counts().faults(), books(result, "http").failed(), run::out);
            assertEquals(1, result.thresholds().size());
            assertTrue(!result.thresholds().get(0).held());
            assertEnds(ExitCode.THRESHOLD, result);
        }
    }

    @Test
    @MostlyWaits
    void aPageThatDiffersIsCorrupted() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.OtherPage(10))) {
            RunResult result = load(server, "--ws=0", "--rate", "--http-rate=50/s", PATIENT);
            assertTrue(server.counts().faults() > 0);
            assertOnly(result.found().integrity(), 0, 0, 0, server.counts().faults(), 0);
            assertEquals(
                    books(result, "http").done(), result.found().integrity().answers(), run::out);
            assertFaulty(result);
        }
    }

    /** All answers are the same, and all of them are wrong: only who knows the right one can tell. */
    @Test
    @MostlyWaits
    void aPageThatIsNotTheExpectedOneIsCorrupted() throws IOException {
        Path page = Files.writeString(out.resolve("page"), "Hello, World!");
        try (FaultyServer server = new FaultyServer(new Fault.OtherPage(1))) {
            RunResult same = load(server, "--ws=0", "--rate", "--http-rate=20/s", PATIENT);
            assertEquals(0, same.found().integrity().corrupted(), run::out);
            RunResult expected = load(server, "--ws=0", "--rate", "--http-rate=20/s", "--expect=" + page, PATIENT);
            long answers = expected.found().integrity().answers();
            assertTrue(answers > 0);
            assertOnly(expected.found().integrity(), 0, 0, 0, answers, 0);
            assertEquals(ExitCode.VERIFICATION_FAILED, run.status(), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void anAnswerTooManyIsDuplicated() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.TwoPages(20))) {
            RunResult result = load(server, "--ws=0", "--rate", "--http-rate=20/s", PATIENT);
            assertTrue(result.found().integrity().duplicated() > 0, run::out);
            assertFaulty(result);
        }
    }

    @Test
    @MostlyWaits
    void connectionsThatHttpEndsAreNotLost() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.HttpClose(5))) {
            RunResult result = load(server, "--http-rate=50/s", "--ws=1", PATIENT);
            assertEquals(0, result.found().sockets().lost(), run::out);
            assertEquals(
                    books(result, "http").scheduled(), books(result, "http").done(), run::out);
            assertTrue(result.found().sockets().reopened() > 10, run::out);
        }
    }

    @Test
    @MostlyWaits
    void pingsAreAnswered() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Pings(Duration.ofMillis(20)))) {
            RunResult result = load(server, "--scenario=idle", "--http=0", "--rate", "--arrival");
            assertEquals(0, result.found().sockets().lost(), run::out);
            assertTrue(server.counts().pongs() >= SOCKETS, server.counts()::toString);
        }
    }
}
