package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.experiment.isolate.WindowPlan.PlannedWindow;
import io.oneport.client.experiment.isolate.WindowPlan.WindowKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowPlanTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration WASHOUT = Duration.ofMillis(500);

    @Test
    void everyPlanIsWholeBalancedAndWithoutOverlap() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int storms = 1 + random.nextInt(30);
            int controls = 1 + random.nextInt(15);
            WindowPlan plan = WindowPlan.draw(storms, controls, WINDOW, WASHOUT, random.nextLong());
            String which = "seed " + seed + " round " + round + " plan " + plan;
            assertEquals(2 * (storms + controls), plan.windows().size(), which);
            assertEveryPairOnceInNeighbours(plan, storms, controls, which);
            assertPlaced(plan, which);
            assertTrue(Math.abs(storms - 2 * first(plan, WindowKind.CALM)) <= 1, which);
            assertTrue(Math.abs(controls - 2 * first(plan, WindowKind.CONTROL_A)) <= 1, which);
        }
    }

    @Test
    void sameSeedSamePlanOtherSeedOtherPlan() {
        assertEquals(WindowPlan.draw(20, 10, WINDOW, WASHOUT, 1), WindowPlan.draw(20, 10, WINDOW, WASHOUT, 1));
        assertNotEquals(WindowPlan.draw(20, 10, WINDOW, WASHOUT, 1), WindowPlan.draw(20, 10, WINDOW, WASHOUT, 2));
    }

    /** Over many plans, what comes in any place must be up to chance alone. */
    @Test
    void everyPlaceIsDrawnByLot() {
        int plans = 4000;
        int[] controlAt = new int[6];
        int stormFirst = 0;
        for (int seed = 0; seed < plans; seed++) {
            WindowPlan plan = WindowPlan.draw(3, 3, WINDOW, WASHOUT, seed);
            for (int place = 0; place < 6; place++) {
                if (isControl(plan.windows().get(2 * place))) {
                    controlAt[place]++;
                }
            }
            stormFirst += 3 - first(plan, WindowKind.CALM);
        }
        // Five standard deviations to either side.
        for (int count : controlAt) {
            assertEquals(plans * 0.5, count, 5 * Math.sqrt(plans * 0.25));
        }
        // An odd pair out of three is turned by lot: its variance is a quarter.
        assertEquals(plans * 1.5, stormFirst, 5 * Math.sqrt(plans * 0.25));
    }

    @Test
    void figuresOfWindowsBecomePairsByTheirNumber() {
        WindowPlan plan = WindowPlan.draw(4, 3, WINDOW, WASHOUT, 9);
        double[] figures = plan.windows().stream()
                .mapToDouble(w -> 10 * w.pair() + w.kind().ordinal())
                .toArray();
        assertEquals(
                List.of(new WindowPair(0, 1), new WindowPair(10, 11), new WindowPair(20, 21), new WindowPair(30, 31)),
                plan.stormPairs(figures));
        assertEquals(
                List.of(new WindowPair(2, 3), new WindowPair(12, 13), new WindowPair(22, 23)),
                plan.controlPairs(figures));
        assertEquals(
                "nanos: 2 (expected: 14)",
                assertThrows(IllegalArgumentException.class, () -> plan.stormPairs(new double[2]))
                        .getMessage());
    }

    @Test
    void everyMomentLiesInOneWindowOrInNone() {
        WindowPlan plan = WindowPlan.draw(2, 1, WINDOW, WASHOUT, 3);
        for (int i = 0; i < plan.windows().size(); i++) {
            PlannedWindow window = plan.windows().get(i);
            assertEquals(i, plan.indexAt(window.startNanos()));
            assertEquals(i, plan.indexAt(window.endNanos() - 1));
            assertEquals(-1, plan.indexAt(window.endNanos()));
        }
        assertEquals(-1, plan.indexAt(-1));
        assertEquals(-1, plan.indexAt(Long.MAX_VALUE));
    }

    @Test
    void whatIsBrokenOffKeepsItsWholePairs() {
        WindowPlan plan = WindowPlan.draw(5, 4, WINDOW, WASHOUT, 4);
        assertEquals(
                plan.windows().size(),
                plan.until(plan.length().toNanos()).windows().size());
        assertEquals(List.of(), plan.until(0).windows());
        for (int i = 0; i < plan.windows().size(); i++) {
            WindowPlan done = plan.until(plan.windows().get(i).endNanos());
            assertEquals((i + 1) / 2 * 2, done.windows().size());
            assertEveryPairOnceInNeighbours(done, done.storms(), done.controls(), "after window " + i);
            double[] figures = done.windows().stream()
                    .mapToDouble(window -> window.startNanos())
                    .toArray();
            long step = WINDOW.plus(WASHOUT).toNanos();
            done.stormPairs(figures).forEach(pair -> assertEquals(step, Math.abs(pair.differenceNanos())));
        }
    }

    @Test
    void lengthEndsWithTheLastWindow() {
        assertEquals(
                Duration.ofMillis(3 * 2500 + 2000),
                WindowPlan.draw(1, 1, WINDOW, WASHOUT, 5).length());
        assertEquals(
                Duration.ofSeconds(8),
                WindowPlan.draw(1, 1, WINDOW, Duration.ZERO, 5).length());
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertWrong("stormPairs: 0 (expected: 1 to 200)", 0, 1, WINDOW, WASHOUT);
        assertWrong("stormPairs: 201 (expected: 1 to 200)", 201, 1, WINDOW, WASHOUT);
        assertWrong("controlPairs: 0 (expected: 1 to 200)", 1, 0, WINDOW, WASHOUT);
        assertWrong("window: PT0S (expected: above 0s, at most 1h)", 1, 1, Duration.ZERO, WASHOUT);
        assertWrong("window: PT2H (expected: above 0s, at most 1h)", 1, 1, Duration.ofHours(2), WASHOUT);
        assertWrong("washout: PT-1S (expected: 0s to 1h)", 1, 1, WINDOW, Duration.ofSeconds(-1));
        assertWrong("washout: PT2H (expected: 0s to 1h)", 1, 1, WINDOW, Duration.ofHours(2));
    }

    private static void assertWrong(String message, int storms, int controls, Duration window, Duration washout) {
        IllegalArgumentException wrong = assertThrows(
                IllegalArgumentException.class, () -> WindowPlan.draw(storms, controls, window, washout, 1));
        assertEquals(message, wrong.getMessage());
    }

    private static void assertEveryPairOnceInNeighbours(WindowPlan plan, int storms, int controls, String which) {
        Map<WindowKind, TreeSet<Integer>> pairs = new EnumMap<>(WindowKind.class);
        for (int i = 0; i < plan.windows().size(); i += 2) {
            PlannedWindow one = plan.windows().get(i);
            PlannedWindow other = plan.windows().get(i + 1);
            assertEquals(one.pair(), other.pair(), which);
            assertEquals(isControl(one), isControl(other), which);
            for (PlannedWindow window : List.of(one, other)) {
                assertTrue(
                        pairs.computeIfAbsent(window.kind(), kind -> new TreeSet<>())
                                .add(window.pair()),
                        which);
            }
        }
        for (WindowKind kind : WindowKind.values()) {
            int expected = kind == WindowKind.CALM || kind == WindowKind.STORM ? storms : controls;
            assertEquals(numbers(expected), List.copyOf(pairs.getOrDefault(kind, new TreeSet<>())), which);
        }
    }

    private static void assertPlaced(WindowPlan plan, String which) {
        long start = 0;
        for (PlannedWindow window : plan.windows()) {
            assertEquals(start, window.startNanos(), which);
            assertEquals(WINDOW.toNanos(), window.lengthNanos(), which);
            start = window.endNanos() + WASHOUT.toNanos();
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static boolean isControl(PlannedWindow window) {
        return window.kind() == WindowKind.CONTROL_A || window.kind() == WindowKind.CONTROL_B;
    }

    /** In how many pairs a kind is the first of the two. */
    private static int first(WindowPlan plan, WindowKind kind) {
        return (int) IntStream.range(0, plan.windows().size())
                .filter(i -> i % 2 == 0 && plan.windows().get(i).kind() == kind)
                .count();
    }
}
