package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.experiment.isolate.Finding.Grade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IsolationVerdictTest {
    private static final Duration MARGIN = Duration.ofMillis(1);
    private static final WindowPair CALM = millis(2, 2);

    @Test
    void whatStaysBelowTheMarginPasses() {
        assertFinding(
                Grade.PASS,
                "http.p99: storms shift it by 0.250ms (95 % interval 0.250ms to 0.250ms), within the margin of 1.000ms",
                same(10, millis(2, 2.25)),
                same(10, CALM));
        assertFinding(
                Grade.PASS,
                "http.p99: storms shift it by 1.000ms (95 % interval 1.000ms to 1.000ms), within the margin of 1.000ms",
                same(10, millis(2, 3)),
                same(10, CALM));
    }

    @Test
    void whatIsFasterInAStormPassesToo() {
        assertFinding(
                Grade.PASS,
                "http.p99: storms shift it by -1.500ms (95 % interval -1.500ms to -1.500ms), within the margin of"
                        + " 1.000ms",
                same(10, millis(3.5, 2)),
                same(10, CALM));
    }

    @Test
    void whatLiesBeyondTheMarginFails() {
        assertFinding(
                Grade.FAIL,
                "http.p99: storms shift it by 250.000ms (95 % interval 250.000ms to 250.000ms), more than the margin of"
                        + " 1.000ms",
                same(10, millis(2, 252)),
                same(10, CALM));
    }

    @Test
    void whatFailsBeyondTheNoiseFailsOnANoisyMachineToo() {
        List<WindowPair> controls = half(millis(2, 5), millis(5, 2));
        assertOutcome(Grade.FAIL, same(10, millis(2, 252)), controls);
        assertOutcome(Grade.INVALID, same(10, millis(2, 4)), controls);
        assertOutcome(Grade.INVALID, same(10, CALM), controls);
    }

    @Test
    void noiseCountsInBothDirections() {
        assertFinding(
                Grade.INVALID,
                "http.p99: calm windows alone may differ by 2.000ms, more than the margin of 1.000ms: too noisy to tell",
                same(10, CALM),
                same(10, millis(4, 2)));
        Finding finding = judge(same(10, CALM), same(10, millis(4, 2)));
        assertEquals(2e6, finding.noiseNanos());
    }

    @Test
    void aMarginWithinTheIntervalIsUndecided() {
        Finding finding = judge(half(millis(2, 2), millis(2, 3.5)), same(10, CALM));
        assertEquals(Grade.UNDECIDED, finding.outcome());
        assertTrue(
                finding.text().endsWith(", which may be within the margin of 1.000ms or not: more windows would tell"),
                finding.text());
    }

    @Test
    void fewPairsAreUndecided() {
        assertFinding(
                Grade.UNDECIDED,
                "http.p99: 5 storm pairs and 10 control pairs can't show anything at 95 %; it takes 6 of each",
                same(5, CALM),
                same(10, CALM));
        assertOutcome(Grade.UNDECIDED, same(10, CALM), same(5, CALM));
        assertOutcome(Grade.PASS, same(6, CALM), same(6, CALM));
    }

    /** One silent storm in twenty would move neither the shift nor its interval. */
    @Test
    void oneStormWithoutAnyAnswerFails() {
        List<WindowPair> storms = same(20, CALM);
        storms.set(7, new WindowPair(2e6, WindowPair.SILENT));
        assertFinding(
                Grade.FAIL, "http.p99: no answer came in 1 of 20 storms and 0 calm windows", storms, same(10, CALM));
    }

    @Test
    void calmWindowsWithoutAnyAnswerShowNothing() {
        List<WindowPair> controls = same(10, CALM);
        controls.set(7, new WindowPair(WindowPair.SILENT, WindowPair.SILENT));
        assertFinding(Grade.INVALID, "http.p99: no answer came in 2 calm windows", same(10, CALM), controls);
        List<WindowPair> storms = same(10, CALM);
        storms.set(7, new WindowPair(WindowPair.SILENT, 2e6));
        assertOutcome(Grade.INVALID, storms, same(10, CALM));
    }

    @Test
    void nobodyReadsMinusZero() {
        Finding finding = judge(same(10, new WindowPair(2_000_100, 2_000_000)), same(10, CALM));
        assertTrue(finding.text().contains("storms shift it by 0.000ms"), finding.text());
    }

    @Test
    void theWorstFindingIsTheVerdict() {
        Observation pass = new Observation("http.p50", same(10, CALM), same(10, CALM));
        Observation undecided = new Observation("http.p99", same(3, CALM), same(10, CALM));
        Observation invalid = new Observation("ws.p50", same(10, CALM), same(10, millis(4, 2)));
        Observation fail = new Observation("ws.p99", same(10, millis(2, 9)), same(10, CALM));
        assertEquals(Grade.PASS, verdict(pass).outcome());
        assertEquals(Grade.UNDECIDED, verdict(pass, undecided).outcome());
        assertEquals(Grade.INVALID, verdict(undecided, invalid, pass).outcome());
        IsolationVerdict worst = verdict(fail, pass, invalid, undecided);
        assertEquals(Grade.FAIL, worst.outcome());
        assertEquals(
                List.of("ws.p99", "http.p50", "ws.p50", "http.p99"),
                worst.findings().stream().map(Finding::figure).toList());
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertEquals(
                "findings: none (expected: at least one)",
                assertThrows(IllegalArgumentException.class, IsolationVerdictTest::verdict)
                        .getMessage());
        Observation seen = new Observation("http.p50", same(10, CALM), same(10, CALM));
        assertEquals(
                "margin: PT0S (expected: above 0s)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> IsolationVerdict.judge(List.of(seen), Duration.ZERO, 1))
                        .getMessage());
    }

    /** A server that is just as bad as the margin allows must not be passed by luck more often than promised. */
    @Test
    void luckPassesAtMostOneInTwenty() {
        Random random = new Random(5);
        int experiments = 200;
        int passed = 0;
        for (int i = 0; i < experiments; i++) {
            Observation seen = new Observation("http.p99", noisy(random, 12, 1.0), noisy(random, 12, 0));
            if (Finding.judge(seen, MARGIN, i).outcome() == Grade.PASS) {
                passed++;
            }
        }
        assertTrue(passed > 0 && passed <= experiments / 20, passed + " of " + experiments);
    }

    @Test
    void plainCasesAreRecognisedInNoise() {
        Random random = new Random(6);
        int right = 0;
        for (int i = 0; i < 50; i++) {
            Observation good = new Observation("http.p99", noisy(random, 20, 0.05), noisy(random, 12, 0));
            Observation bad = new Observation("http.p99", noisy(random, 20, 30), noisy(random, 12, 0));
            if (Finding.judge(good, MARGIN, i).outcome() == Grade.PASS
                    && Finding.judge(bad, MARGIN, i).outcome() == Grade.FAIL) {
                right++;
            }
        }
        assertTrue(right >= 48, right + " of 50");
    }

    /** Windows with a skewed noise of some 0.3 ms. */
    private static List<WindowPair> noisy(Random random, int size, double shift) {
        List<WindowPair> pairs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            pairs.add(millis(2 + 0.15 * skewed(random), 2 + shift + 0.15 * skewed(random)));
        }
        return pairs;
    }

    private static double skewed(Random random) {
        return Math.exp(random.nextGaussian());
    }

    private static void assertFinding(Grade outcome, String text, List<WindowPair> storms, List<WindowPair> controls) {
        Finding finding = judge(storms, controls);
        assertEquals(text, finding.text());
        assertEquals(outcome, finding.outcome());
    }

    private static void assertOutcome(Grade outcome, List<WindowPair> storms, List<WindowPair> controls) {
        Finding finding = judge(storms, controls);
        assertEquals(outcome, finding.outcome(), finding.text());
    }

    private static Finding judge(List<WindowPair> storms, List<WindowPair> controls) {
        return Finding.judge(new Observation("http.p99", storms, controls), MARGIN, 1);
    }

    private static IsolationVerdict verdict(Observation... seen) {
        return IsolationVerdict.judge(List.of(seen), MARGIN, 1);
    }

    private static List<WindowPair> same(int size, WindowPair pair) {
        return new ArrayList<>(Collections.nCopies(size, pair));
    }

    private static List<WindowPair> half(WindowPair one, WindowPair other) {
        List<WindowPair> pairs = same(5, one);
        pairs.addAll(same(5, other));
        return pairs;
    }

    private static WindowPair millis(double before, double after) {
        return new WindowPair(before * 1e6, after * 1e6);
    }
}
