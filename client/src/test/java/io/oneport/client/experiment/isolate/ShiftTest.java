package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ShiftTest {
    private static final double WORST = Double.POSITIVE_INFINITY;

    /**
     * The depression scores of Hollander and Wolfe, "Nonparametric Statistical Methods", which R's manual of wilcox.test
     * shows too: estimate -0.46, one-sided p 0.01953.
     */
    @Test
    void agreesWithATextbook() {
        double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        List<WindowPair> pairs = new ArrayList<>();
        for (int i = 0; i < before.length; i++) {
            pairs.add(new WindowPair(before[i], after[i]));
        }
        Shift shift = Shift.of(pairs, 1);
        assertEquals(-0.46, shift.nanos(), 1e-9);
        assertEquals(2 * 0.01953, shift.pValue(), 1e-4);
        assertTrue(shift.lowNanos() < -0.46 && -0.46 < shift.highNanos() && shift.highNanos() < 0, shift.toString());
    }

    @Test
    void sameSeedSameShift() {
        List<WindowPair> pairs = noisy(20, 50, new Random(3)::nextGaussian);
        assertEquals(Shift.of(pairs, 7), Shift.of(pairs, 7));
    }

    @Test
    void orderOfPairsDoesNotCountForTheEstimate() {
        List<WindowPair> pairs = noisy(15, 50, new Random(4)::nextGaussian);
        List<WindowPair> turned = new ArrayList<>(pairs);
        Collections.reverse(turned);
        assertEquals(Shift.of(pairs, 1).nanos(), Shift.of(turned, 1).nanos());
        assertEquals(Shift.of(pairs, 1).pValue(), Shift.of(turned, 1).pValue());
    }

    @Test
    void withoutADifferenceThereIsNoShift() {
        assertEquals(new Shift(10, 0, 0, 0, 1), Shift.of(Collections.nCopies(10, new WindowPair(5, 5)), 1));
        assertEquals(new Shift(1, 0, -WORST, WORST, 1), Shift.of(List.of(new WindowPair(0, 0)), 1));
    }

    @Test
    void equalDifferencesAreCertain() {
        Shift shift = Shift.of(Collections.nCopies(10, new WindowPair(5, 25)), 1);
        assertEquals(20, shift.nanos());
        assertEquals(20, shift.lowNanos());
        assertEquals(20, shift.highNanos());
        assertTrue(shift.pValue() < 0.01, shift.toString());
    }

    @Test
    void zerosAmongDifferencesAreKept() {
        List<WindowPair> pairs = new ArrayList<>(Collections.nCopies(9, new WindowPair(5, 5)));
        pairs.add(new WindowPair(5, 1000));
        Shift shift = Shift.of(pairs, 1);
        assertEquals(0, shift.nanos());
        assertEquals(0, shift.lowNanos());
        assertTrue(shift.pValue() > 0.1 && shift.pValue() <= 1, shift.toString());
    }

    @Test
    void fewPairsHaveNoInterval() {
        for (int pairs = 1; pairs < Shift.FEWEST_PAIRS; pairs++) {
            Shift shift = Shift.of(allLater(pairs), 1);
            assertEquals(20 + (pairs - 1) / 2.0, shift.nanos());
            assertEquals(-WORST, shift.lowNanos());
            assertEquals(WORST, shift.highNanos());
            assertTrue(shift.pValue() > 0.05 && shift.pValue() <= 1, shift.toString());
        }
        Shift enough = Shift.of(allLater(Shift.FEWEST_PAIRS), 1);
        assertTrue(enough.lowNanos() >= 20 && enough.highNanos() <= 25, enough.toString());
        assertEquals(2.0 / 64, enough.pValue(), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> Shift.of(List.of(), 1));
    }

    @Test
    void silenceNeverHelpsAndIsNeverDropped() {
        List<WindowPair> pairs = noisy(20, 50, new Random(5)::nextGaussian);
        Shift heard = Shift.of(pairs, 1);
        for (WindowPair silent :
                List.of(new WindowPair(100, WindowPair.SILENT), new WindowPair(WindowPair.SILENT, 100))) {
            List<WindowPair> some = new ArrayList<>(pairs);
            some.set(0, silent);
            Shift one = Shift.of(some, 1);
            assertEquals(20, one.pairs());
            assertTrue(one.nanos() >= heard.nanos() && one.nanos() < WORST, one.toString());
            assertTrue(one.highNanos() >= heard.highNanos(), one.toString());

            Collections.fill(some.subList(0, 10), silent);
            Shift half = Shift.of(some, 1);
            assertEquals(WORST, half.nanos());
            assertEquals(WORST, half.highNanos());
        }
        Shift all = Shift.of(Collections.nCopies(20, new WindowPair(1, WindowPair.SILENT)), 1);
        assertEquals(WORST, all.lowNanos());
        assertTrue(all.pValue() < 0.001, all.toString());
    }

    @Test
    void nothingIsEverNotANumber() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<WindowPair> pairs = new ArrayList<>();
            int size = 1 + random.nextInt(12);
            for (int i = 0; i < size; i++) {
                pairs.add(new WindowPair(figure(random), figure(random)));
            }
            Shift shift = Shift.of(pairs, random.nextLong());
            String which = "seed " + seed + " pairs " + pairs + " " + shift;
            assertFalse(Double.isNaN(shift.nanos()), which);
            assertTrue(shift.lowNanos() <= shift.highNanos(), which);
            assertTrue(shift.pValue() >= 0 && shift.pValue() <= 1, which);
        }
    }

    /**
     * What an interval of 95 % promises: of many experiments, 95 in a hundred have the true shift in it. Plain percentiles
     * fail here, with 92 in a hundred from 8 pairs. It takes a core's time, and is a load for that.
     */
    @Test
    @Tag("load")
    void intervalHoldsTheTrueShiftAsOftenAsItSays() {
        assertCovers(8, Random::nextGaussian);
        assertCovers(20, Random::nextGaussian);
        // A difference of two long-tailed figures, as those of a p99 are.
        assertCovers(8, random -> Math.exp(random.nextGaussian()) - Math.exp(random.nextGaussian()));
        assertCovers(20, random -> Math.exp(random.nextGaussian()) - Math.exp(random.nextGaussian()));
    }

    private static void assertCovers(int size, ToDoubleFunction<Random> noise) {
        Random random = new Random(11);
        int experiments = 600;
        int held = 0;
        for (int i = 0; i < experiments; i++) {
            Shift shift = Shift.of(noisy(size, 50, () -> noise.applyAsDouble(random)), i);
            if (shift.lowNanos() <= 50 && 50 <= shift.highNanos()) {
                held++;
            }
        }
        double share = (double) held / experiments;
        assertTrue(share >= 0.93 && share <= 0.99, size + " pairs: " + share);
    }

    /** Differences of 20, 21, 22, ...: all point the same way, none is tied. */
    private static List<WindowPair> allLater(int size) {
        return IntStream.range(0, size).mapToObj(i -> new WindowPair(5, 25 + i)).toList();
    }

    private static double figure(Random random) {
        return random.nextInt(5) == 0 ? WindowPair.SILENT : random.nextInt(4);
    }

    /** Pairs whose second figure is larger by a shift, and noise. */
    private static List<WindowPair> noisy(int size, double shift, DoubleSupplier noise) {
        List<WindowPair> pairs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            pairs.add(new WindowPair(1000, 1000 + shift + noise.getAsDouble()));
        }
        return pairs;
    }
}
