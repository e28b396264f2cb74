package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.Isolation;
import io.oneport.client.result.Isolation.Conclusion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IsolationJudgeTest {
    private static final Duration MARGIN = Duration.ofMillis(2);
    private static final Duration NEAR = Duration.ofMillis(10);
    private static final VisitTally ALL = new VisitTally(600, 600, null);
    private static final int MOST = 650;

    private static IsolationJudge judge() {
        return new IsolationJudge(MARGIN, NEAR, List.of(Probe.WS, Probe.HTTP), 1);
    }

    /** As the command does: looks again and again, and ends when it can tell; 50 s are about 650 pairs. */
    private static Conclusion verdict(long seed, double blockMillis, double hiccups) {
        IsolationJudge.Seen all = new SimulatedServer(seed, blockMillis, hiccups).seen(MOST);
        for (int pairs = 25; pairs <= MOST; pairs += 25) {
            IsolationJudge.Seen seen =
                    new IsolationJudge.Seen(all.messages(), all.pairs().subList(0, pairs), all.standstills());
            if (judge().canTell(seen, Long.MAX_VALUE)) {
                return judge().judge(seen, ALL, null).outcome();
            }
        }
        return judge().judge(all, ALL, null).outcome();
    }

    /**
     * For how many milliseconds the server blocks, the noise, and the right verdict. The noise: none, and a machine that stops for
     * 3 ms fifteen times a second, so that one message in twenty is slow.
     */
    private static Stream<Arguments> noise() {
        return Stream.of(
                Arguments.of(0, 0, Conclusion.PASS),
                Arguments.of(0, 15, Conclusion.PASS),
                Arguments.of(0.8, 15, Conclusion.PASS),
                Arguments.of(5, 0, Conclusion.FAIL),
                Arguments.of(5, 15, Conclusion.FAIL),
                Arguments.of(20, 0, Conclusion.FAIL),
                Arguments.of(20, 15, Conclusion.FAIL),
                Arguments.of(100, 15, Conclusion.FAIL));
    }

    @Tag("load")
    @ParameterizedTest
    @MethodSource("noise")
    void theVerdictIsRightInAtLeast99OfAHundred(double blockMillis, double hiccups, Conclusion right) {
        int correct = correct(100, blockMillis, hiccups, right);
        assertTrue(correct >= 99, correct + " of 100");
    }

    private static int correct(int seeds, double blockMillis, double hiccups, Conclusion right) {
        int correct = 0;
        for (int seed = 0; seed < seeds; seed++) {
            correct += verdict(seed, blockMillis, hiccups) == right ? 1 : 0;
        }
        return correct;
    }

    @Test
    void whatLiesNearTheLimitIsUndecided() {
        // A message in ten is due within a millisecond, and waits for longer than the margin.
        IsolationJudge.Seen seen = new SimulatedServer(1, 3.1, 0).seen(200);
        Isolation isolation = judge().judge(seen, ALL, null);
        assertEquals(Conclusion.UNDECIDED, isolation.outcome(), isolation::sentence);
        assertTrue(isolation.sentence().contains("--max-duration gives it more time"), isolation::sentence);
        assertFalse(judge().canTell(seen, Long.MAX_VALUE));
    }

    @Test
    void fewPairsShowNothing() {
        IsolationJudge.Seen seen = new SimulatedServer(1, 20, 0).seen(99);
        Isolation isolation = judge().judge(seen, ALL, null);
        assertEquals(Conclusion.UNDECIDED, isolation.outcome());
        assertTrue(
                isolation.sentence().startsWith("ws: 99 upgrades can't show anything; it takes 100; "),
                isolation::sentence);
    }

    @Test
    void momentsAtWhichTheClientStoodStillAreDropped() {
        IsolationJudge.Seen all = new SimulatedServer(1, 0, 0).seen(200);
        long[] from = all.pairs().stream()
                .limit(150)
                .mapToLong(pair -> Math.min(pair.upgradeNanos(), pair.calmNanos()))
                .toArray();
        long[] to = all.pairs().stream()
                .limit(150)
                .mapToLong(pair -> Math.min(pair.upgradeNanos(), pair.calmNanos()) + 1)
                .toArray();
        IsolationJudge.Seen seen = new IsolationJudge.Seen(all.messages(), all.pairs(), new Standstills(from, to));
        Isolation isolation = judge().judge(seen, ALL, null);
        assertEquals(150, isolation.dropped());
        assertEquals(50, isolation.pairs());
        assertEquals(Conclusion.NOISY, isolation.outcome());
        assertTrue(
                isolation.sentence().startsWith("this client itself stood still at 75% of the moments"),
                isolation::sentence);
    }

    @Test
    void refusedUpgradesShowNothing() {
        Isolation isolation = judge().judge(
                        new SimulatedServer(1, 0, 0).seen(200),
                        new VisitTally(300, 200, "the server answered 503"),
                        null);
        assertEquals(Conclusion.NOISY, isolation.outcome());
        assertTrue(
                isolation
                        .sentence()
                        .endsWith("; 200 of 300 upgrades completed, the first failure: the server answered 503"),
                isolation::sentence);
    }

    @Test
    void aServerThatAnswersNothingNearUpgradesFails() {
        IsolationJudge.Seen seen = new SimulatedServer(3, 5_000, 0).seen(120);
        Isolation isolation = judge().judge(seen, ALL, null);
        assertEquals(Conclusion.FAIL, isolation.outcome(), isolation::sentence);
        Isolation.Comparison ws = isolation.comparisons().get(0);
        assertTrue(ws.nearP90Nanos() > 4_900 * SimulatedServer.MILLI, ws::toString);
        assertTrue(ws.lowNanos() > 4_000 * SimulatedServer.MILLI, ws::toString);
        assertEquals(20, isolation.batches().size());
    }

    @Test
    void messagesAreSortedByTheMomentBeforeThem() {
        ProbeLog.LoggedMessages messages = new ProbeLog.LoggedMessages(
                new long[] {90, 100, 105, 110, 200, 209, 210, 305}, new long[] {1, 2, 3, 4, 5, 6, 7, 8});
        Evidence evidence = Evidence.of(messages, List.of(new MomentPair(200, 100), new MomentPair(300, 400)), 10);
        assertEquals(List.of(List.of(5L, 6L), List.of(8L)), lists(evidence.near()));
        assertEquals(List.of(List.of(2L, 3L), List.of()), lists(evidence.calm()));
        assertEquals(2, evidence.usualNanos());
        assertEquals(8, evidence.nearQuantile(90));
    }

    private static List<List<Long>> lists(long[][] arrays) {
        return java.util.Arrays.stream(arrays)
                .map(one -> java.util.Arrays.stream(one).boxed().toList())
                .toList();
    }

    @Test
    void withoutMessagesThereIsNoVerdict() {
        IsolationJudge.Seen seen = new IsolationJudge.Seen(
                Map.of(
                        Probe.WS, new ProbeLog.LoggedMessages(new long[0], new long[0]),
                        Probe.HTTP, new ProbeLog.LoggedMessages(new long[0], new long[0])),
                new SimulatedServer(1, 0, 0).seen(150).pairs(),
                new Standstills(new long[0], new long[0]));
        assertEquals(Conclusion.UNDECIDED, judge().judge(seen, ALL, null).outcome());
    }

    @Test
    void standstillsTouchWhatTheyReachInto() {
        Standstills standstills = new Standstills(new long[] {10, 50}, new long[] {20, 60});
        assertTrue(standstills.touch(0, 10));
        assertTrue(standstills.touch(20, 30));
        assertTrue(standstills.touch(12, 13));
        assertFalse(standstills.touch(21, 49));
        assertFalse(standstills.touch(61, 90));
    }
}
