package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.plan.Metric;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.Isolation.Conclusion;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class IsolationResultTest {
    private static final long MILLI = 1_000_000;
    private static final long BEGIN = 3_000_000_000L;
    private static final Duration MARGIN = Duration.ofMillis(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final WindowPlan PLAN = WindowPlan.draw(8, 7, Duration.ofSeconds(1), Duration.ofMillis(500), 1);
    private static final StormTally WHOLE_STORM = new StormTally(8, 800, 800, 0, 800, 0, null);

    /** What probes see if each answer in a window takes as long. */
    private static ProbeRecorder seen(ToLongFunction<WindowPlan.PlannedWindow> latencyNanos) {
        ProbeRecorder recorder = new ProbeRecorder(PLAN, TIMEOUT);
        recorder.begin(BEGIN);
        for (WindowPlan.PlannedWindow window : PLAN.windows()) {
            for (int i = 0; i < 100; i++) {
                long due = BEGIN + window.startNanos() + i * window.lengthNanos() / 100;
                // Windows differ a little, as they do.
                long latency = latencyNanos.applyAsLong(window) + window.pair() * MILLI / 100;
                recorder.completed(Metric.HTTP, due, latency);
                recorder.completed(Metric.CONNECT, due, 1000 * MILLI);
            }
        }
        return recorder;
    }

    private static Isolation judge(ProbeRecorder recorder, StormTally tally, long endNanos) {
        return new IsolationResult(PLAN, List.of(Probe.HTTP), recorder, MARGIN, 100, 1).judge(tally, endNanos);
    }

    private static long end() {
        return BEGIN + PLAN.length().toNanos();
    }

    private static boolean isStorm(WindowPlan.PlannedWindow window) {
        return window.kind() == WindowPlan.WindowKind.STORM;
    }

    @Test
    void stormsThatShiftLittlePass() {
        Isolation isolation = judge(seen(window -> isStorm(window) ? 2 * MILLI : MILLI), WHOLE_STORM, end());
        assertEquals(Conclusion.PASS, isolation.outcome());
        assertEquals(
                "storms shift no figure by more than the margin of 5ms; in the storms 800 of 800 upgrades"
                        + " completed, 100/s",
                isolation.sentence());
        assertEquals(30, isolation.windows().size());
        assertEquals(
                List.of("p50", "p99"),
                isolation.comparisons().stream()
                        .map(Isolation.Comparison::quantile)
                        .toList());
        Isolation.Comparison p99 = isolation.comparisons().get(1);
        assertEquals(MILLI, p99.shiftNanos(), MILLI / 100.0);
        assertEquals(1.035 * MILLI, p99.calmNanos(), MILLI / 100.0);
        assertEquals(2.035 * MILLI, p99.stormNanos(), MILLI / 100.0);
        assertEquals(100, isolation.windows().get(0).probes().get("http").count());
    }

    @Test
    void stormsThatShiftMoreFail() {
        Isolation isolation = judge(seen(window -> isStorm(window) ? 20 * MILLI : MILLI), WHOLE_STORM, end());
        assertEquals(Conclusion.FAIL, isolation.outcome());
        assertTrue(isolation.sentence().startsWith("http.p50: storms shift it by 19."), isolation::sentence);
    }

    @Test
    void withoutTheStormNothingIsShown() {
        StormTally little = new StormTally(8, 800, 400, 0, 400, 0, null);
        assertEquals(
                Conclusion.NOISY, judge(seen(window -> MILLI), little, end()).outcome());
        assertEquals(
                Conclusion.FAIL,
                judge(seen(window -> isStorm(window) ? 20 * MILLI : MILLI), little, end())
                        .outcome());
    }

    @Test
    void whatIsBrokenOffDoesNotPass() {
        long almost = end() - 1;
        Isolation isolation = judge(seen(window -> MILLI), WHOLE_STORM, almost);
        assertEquals(Conclusion.UNDECIDED, isolation.outcome());
        assertTrue(
                isolation.sentence().startsWith("it was interrupted after 28 of 30 windows; in the storms"),
                isolation::sentence);
        Isolation atOnce = judge(seen(window -> MILLI), WHOLE_STORM, BEGIN);
        assertEquals(Conclusion.UNDECIDED, atOnce.outcome());
        assertEquals(List.of(), atOnce.comparisons());
    }

    @Test
    void anAnswerThatNeverComesCountsAsTheTimeOut() {
        ProbeRecorder recorder = seen(window -> MILLI);
        WindowPlan.PlannedWindow first = PLAN.windows().get(0);
        for (int i = 0; i < 5; i++) {
            recorder.unanswered(Metric.HTTP, BEGIN + first.startNanos());
        }
        assertEquals(TIMEOUT.toNanos(), recorder.quantile(Probe.HTTP, 0, 99), TIMEOUT.toNanos() / 1000.0);
        assertEquals(MILLI, recorder.quantile(Probe.HTTP, 0, 50), MILLI / 5.0);
        assertEquals(100, recorder.point(Probe.HTTP, 0).orElseThrow().count());
    }

    @Test
    void aStormWithoutAnyAnswerFails() {
        ProbeRecorder recorder = new ProbeRecorder(PLAN, TIMEOUT);
        recorder.begin(BEGIN);
        for (WindowPlan.PlannedWindow window : PLAN.windows()) {
            if (isStorm(window)) {
                recorder.unanswered(Metric.HTTP, BEGIN + window.startNanos());
            } else {
                recorder.completed(Metric.HTTP, BEGIN + window.startNanos(), MILLI);
            }
        }
        Isolation isolation = judge(recorder, WHOLE_STORM, end());
        assertEquals(Conclusion.FAIL, isolation.outcome());
        assertEquals(Double.POSITIVE_INFINITY, isolation.comparisons().get(0).stormNanos());
        assertNull(isolation.windows().stream()
                .filter(window -> window.kind().equals("storm"))
                .findFirst()
                .orElseThrow()
                .probes()
                .get("http"));
    }
}
