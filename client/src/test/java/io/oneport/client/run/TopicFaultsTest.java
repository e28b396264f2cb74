package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.result.Books;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.Fault.Harm;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics on servers that are wrong on purpose: what their subscribers find. One publisher for each of two topics. */
class TopicFaultsTest extends FaultyRuns {
    private static final int TOPICS = 2;
    private static final int WEB_SOCKETS = 6;
    private static final int STREAMS = 4;
    /** Each can have missed one at the end, which shows only by what comes behind it. */
    private static final int SUBSCRIBERS = WEB_SOCKETS + STREAMS;

    @Override
    Map<String, String> usual() {
        return Map.of(
                "--scenario", "topic",
                "--ws", "" + WEB_SOCKETS,
                "--sse", "" + STREAMS,
                "--publishers", "" + TOPICS,
                "--topics", "" + TOPICS,
                "--rate", "40/s",
                "--duration", "2s");
    }

    private void assertAllDelivered(RunResult result) {
        assertEquals(
                new Integrity(
                        true,
                        result.found().integrity().messages(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        result.found().integrity().answers()),
                result.found().integrity());
        Books published = books(result, "publish");
        assertTrue(published.done() > 0, run::out);
        assertEquals(published.scheduled(), published.done(), run::out);
        assertEquals(
                published.done() * WEB_SOCKETS / TOPICS,
                books(result, "deliver.ws").done(),
                run::out);
        assertEquals(
                published.done() * STREAMS / TOPICS,
                books(result, "deliver.sse").done(),
                run::out);
    }

    @Test
    @MostlyWaits
    void aRightServerHasNoFault() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            RunResult result = load(server, "--drain=20s");
            assertEquals(160, books(result, "publish").done(), run::out);
            assertEquals(160, server.counts().received());
            assertEquals(server.counts().sent(), result.found().integrity().messages());
            assertAllDelivered(result);
        }
    }

    @Test
    @MostlyWaits
    void closedModelPublishesTheNextWhenTheOneBeforeIsAcknowledged() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            RunResult result = load(server, "--arrival=closed", "--rate", "--duration=1s", "--drain=20s");
            assertEquals(
                    books(result, "publish").done() * SUBSCRIBERS / TOPICS,
                    result.found().integrity().messages(),
                    run::out);
            assertAllDelivered(result);
        }
    }

    @Test
    @MostlyWaits
    void topicsGoOverTls(@TempDir Path folder) throws Exception {
        TestCertificate certificate = new TestCertificate(folder);
        Path pem = folder.resolve("authority.pem");
        certificate.writePem(pem);
        try (FaultyServer server = new FaultyServer(new Fault.None(), certificate.serverContext())) {
            RunResult result = load(server, "--cacert=" + pem, "--duration=1s", "--drain=20s");
            assertEquals(SUBSCRIBERS + TOPICS, handshakes(result), run::out);
            assertAllDelivered(result);
        }
    }

    @Test
    @MostlyWaits
    void whatIsDroppedIsLost() throws IOException {
        assertFinds(Harm.DROP, 7, SUBSCRIBERS);
    }

    /** Nothing comes later that would show it. */
    @Test
    @MostlyWaits
    void whatAReaderIsNoLongerSentIsLost() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Mute(3))) {
            RunResult result =
                    load(server, "--timeout=1s", "--topics=1", "--publishers=1", "--duration=1s", "--drain=2s");
            assertTrue(server.counts().faults() > 0, run::out);
            assertTrue(result.found().integrity().lost() > 0, run::out);
            assertEquals(0, result.found().integrity().wrong(), run::out);
            assertFaulty(result);
        }
    }

    /** What comes behind the last delivery that is waited for may come too late to be seen. */
    @Test
    @MostlyWaits
    void whatComesTwiceIsDuplicated() throws IOException {
        assertFinds(Harm.DUPLICATE, 7, 1);
    }

    /** The last ones that were overtaken may come too late to be seen, too, and are missed then. */
    @Test
    @MostlyWaits
    void whatIsOvertakenIsReordered() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.REORDER, 7))) {
            RunResult result = load(server);
            long reordered = result.found().integrity().reordered();
            long faults = server.counts().faults();
            assertTrue(
                    reordered <= faults && reordered >= faults - SUBSCRIBERS,
                    reordered + " of " + faults + "\n" + run.out());
            assertOnly(result.found().integrity(), result.found().integrity().lost(), 0, reordered, 0, 0);
            assertFaulty(result);
        }
    }

    @ParameterizedTest
    @MostlyWaits
    @EnumSource(names = {"CORRUPT", "TRUNCATE"})
    void whatIsChangedIsCorrupted(Harm harm) throws IOException {
        assertFinds(harm, 7, 0);
    }

    /** With one WebSocket for each topic, a message that goes elsewhere goes to the other topic; its own reader misses it. */
    @Test
    @MostlyWaits
    void whatComesToAnotherTopicIsCrossed() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Harm.CROSS, 7))) {
            RunResult result = load(server, "--ws=" + TOPICS, "--sse=0");
            long crossed = result.found().integrity().crossed();
            long lost = result.found().integrity().lost();
            assertEquals(server.counts().faults(), crossed, run::out);
            assertTrue(lost <= crossed && lost >= crossed - TOPICS, run::out);
            assertOnly(result.found().integrity(), lost, 0, 0, 0, crossed);
            assertFaulty(result);
        }
    }

    /**
     * The client has given the POST up and published others, when the server publishes it after all: nothing is known of
     * where it belongs, so nobody is to blame.
     */
    @Test
    @MostlyWaits
    void whatIsPublishedAfterItWasGivenUpIsInDoubtAndNotReordered() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.HoldPublish(20, Duration.ofMillis(2500)))) {
            RunResult result = load(server, "--timeout=1s", "--topics=1", "--publishers=1", "--duration=4s");
            assertEquals(1, server.counts().faults());
            assertEquals(1, books(result, "publish").timedOut(), run::out);
            assertEquals(
                    new Integrity(
                            true,
                            result.found().integrity().messages(),
                            0,
                            0,
                            0,
                            0,
                            0,
                            SUBSCRIBERS,
                            0,
                            result.found().integrity().answers()),
                    result.found().integrity(),
                    run::out);
            assertTrue(run.out().contains("late and in doubt " + SUBSCRIBERS), run::out);
            // It came, so it was there to be delivered.
            assertEquals(
                    (books(result, "publish").done() + 1) * WEB_SOCKETS,
                    books(result, "deliver.ws").done(),
                    run::out);
            assertEnds(ExitCode.PASS, result);
        }
    }

    @Test
    @MostlyWaits
    void aServerThatDiesGivesAReportUpToThen() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.Die(60, true))) {
            RunResult result = load(server, "--duration=50s");
            assertEquals(ExitCode.UNREACHABLE, run.status(), run::out);
            assertTrue(run.out().contains("the target is gone"), run::out);
            assertNotNull(result.found().endedEarly());
            assertTrue(books(result, "publish").done() > 20, run::out);
        }
    }
}
