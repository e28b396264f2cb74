package io.oneport.client.experiment.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.experiment.compare.RunComparison.Difference;
import io.oneport.client.experiment.compare.RunComparison.Row;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    @Test
    void rowsComeInTheOrderOfAThenOfB() {
        RunComparison comparison = RunComparison.of(
                List.of(metric("rate", "/s", 1000), metric("onlyA", "", 1), metric("p99", "ms", 4)),
                List.of(metric("onlyB", "", 2), metric("p99", "ms", 5), metric("rate", "/s", 500)));
        assertEquals(
                List.of(
                        new Row("rate", "/s", some(1000), some(500), some(0.5), Difference.UNKNOWN),
                        new Row("onlyA", "", some(1), NONE, NONE, Difference.UNKNOWN),
                        new Row("p99", "ms", some(4), some(5), some(1.25), Difference.UNKNOWN),
                        new Row("onlyB", "", NONE, some(2), NONE, Difference.UNKNOWN)),
                comparison.rows());
    }

    @Test
    void nothingHasARatioToZero() {
        RunComparison comparison = RunComparison.of(
                List.of(metric("lost", "", 0), metric("late", "", 3)),
                List.of(metric("lost", "", 2), metric("late", "", 0)));
        assertEquals(NONE, comparison.rows().get(0).ratio());
        assertEquals(some(0), comparison.rows().get(1).ratio());
    }

    @Test
    void aDifferenceIsJudgedByTheSpreadWithinTheRuns() {
        double[] wide = {1, 9, 2, 8, 3, 7, 4, 6, 5, 5};
        double[] wideToo = {2, 9, 3, 9, 3, 8, 4, 7, 5, 6};
        double[] higher = {21, 29, 22, 28, 23, 27, 24, 26, 25, 25};
        assertEquals(Difference.WITHIN_SPREAD, difference(wide, wide));
        assertEquals(Difference.WITHIN_SPREAD, difference(wide, wideToo));
        assertEquals(Difference.BEYOND_SPREAD, difference(wide, higher));
        assertEquals(Difference.BEYOND_SPREAD, difference(higher, wide));
    }

    @Test
    void runsWithoutAnySpread() {
        double[] five = {5, 5, 5, 5, 5, 5};
        double[] six = {6, 6, 6, 6, 6, 6, 6, 6};
        assertEquals(Difference.WITHIN_SPREAD, difference(five, five));
        assertEquals(Difference.BEYOND_SPREAD, difference(five, six));
    }

    @Test
    void fiveValuesAreTheFewestThatTell() {
        double[] low = {1, 2, 3, 4, 5};
        double[] high = {11, 12, 13, 14, 15};
        assertEquals(Difference.BEYOND_SPREAD, difference(low, high));
        assertEquals(Difference.UNKNOWN, difference(low, new double[] {11, 12, 13, 14}));
        assertEquals(Difference.UNKNOWN, difference(new double[0], high));
    }

    /** Each second of a run resembles the one before it; taken one by one, such runs would seem to differ far too often. */
    @Test
    void runsOfOneServerSeldomDifferAlthoughSecondsResembleTheirNeighbours() {
        Random random = new Random(23);
        int comparisons = 500;
        int wrong = 0;
        for (int i = 0; i < comparisons; i++) {
            if (difference(drifting(random, 100), drifting(random, 100)) == Difference.BEYOND_SPREAD) {
                wrong++;
            }
        }
        assertTrue(wrong <= 0.04 * comparisons, wrong + " of " + comparisons);
    }

    @Test
    void aServerThatIsTwiceAsSlowIsRecognised() {
        Random random = new Random(24);
        for (int i = 0; i < 100; i++) {
            assertEquals(Difference.BEYOND_SPREAD, difference(drifting(random, 100), drifting(random, 200)));
        }
    }

    @Test
    void wrongMetricsAreNamed() {
        ComparedMetric milliseconds = metric("p99", "ms", 1);
        assertWrong("p99: twice (expected: once in a run)", List.of(milliseconds, milliseconds), List.of());
        assertWrong("p99: us (expected: ms as in A)", List.of(milliseconds), List.of(metric("p99", "us", 1)));
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> metric("p99", "ms", wrong));
            assertEquals(
                    "p99: 1.0 of [" + wrong + "] (expected: finite numbers)",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new ComparedMetric("p99", "ms", 1, List.of(wrong)))
                            .getMessage());
        }
    }

    private static void assertWrong(String message, List<ComparedMetric> a, List<ComparedMetric> b) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RunComparison.of(a, b))
                        .getMessage());
    }

    /** Sixty seconds in which each keeps half of what the last one strayed. */
    private static double[] drifting(Random random, double around) {
        double[] seconds = new double[60];
        double strayed = 0;
        for (int i = 0; i < seconds.length; i++) {
            strayed = 0.5 * strayed + 10 * random.nextGaussian();
            seconds[i] = around + strayed;
        }
        return seconds;
    }

    private static Difference difference(double[] a, double[] b) {
        return RunComparison.of(List.of(metric("m", "", 1, a)), List.of(metric("m", "", 2, b)))
                .rows()
                .get(0)
                .difference();
    }

    private static ComparedMetric metric(String name, String unit, double value, double... series) {
        return new ComparedMetric(
                name, unit, value, DoubleStream.of(series).boxed().toList());
    }

    private static OptionalDouble some(double value) {
        return OptionalDouble.of(value);
    }
}
