package io.oneport.client.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.RateCurve.Piece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long SECOND = 1_000_000_000;

    private static List<Long> times(Pacer pacer, int count) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count && pacer.nextNanos() != Long.MAX_VALUE; i++) {
            times.add(pacer.nextNanos());
            pacer.advance();
        }
        return times;
    }

    @Test
    void uniformIsExact() {
        List<Long> times = times(new Pacer(RateCurve.constant(1000), 1, false, 1, 7), 10_000);
        for (int i = 0; i < times.size(); i++) {
            assertEquals((i + 1) * 1_000_000L, times.get(i), 1.0);
        }
    }

    @Test
    void sharesAddUpAndDoNotMarchInStep() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.addAll(times(
                    new Pacer(RateCurve.of(List.of(new Piece(10, 100, 100))), 0.25, false, (i + 1) / 4.0, i), 10_000));
        }
        all.sort(null);
        assertEquals(1000, all.size(), 4.0);
        for (int i = 1; i < all.size(); i++) {
            assertEquals(SECOND / 100, all.get(i) - all.get(i - 1), 2.0);
        }
    }

    @Test
    void poissonHasTheMeanAndVarianceOfOne() {
        int count = 100_000;
        List<Long> times = times(new Pacer(RateCurve.constant(1000), 1, true, 1, 7), count);
        double sum = 0;
        double squares = 0;
        for (int i = 1; i < count; i++) {
            double gap = (times.get(i) - times.get(i - 1)) / 1e6;
            sum += gap;
            squares += gap * gap;
        }
        double mean = sum / (count - 1);
        double variance = squares / (count - 1) - mean * mean;
        // Standard errors are 1 / sqrt(n) and sqrt(8 / n); five of them.
        assertEquals(1, mean, 5 / Math.sqrt(count));
        assertEquals(1, variance, 5 * Math.sqrt(8.0 / count));
    }

    @Test
    void poissonCountsOfSharesAddUpToTheRate() {
        int count = 0;
        for (int i = 0; i < 3; i++) {
            count += times(
                            new Pacer(RateCurve.of(List.of(new Piece(100, 300, 300))), 1 / 3.0, true, 1, 11 + i),
                            100_000)
                    .size();
        }
        assertEquals(30_000, count, 5 * Math.sqrt(30_000));
    }

    @Test
    void stagesAreKept() {
        RateCurve curve = RateCurve.of(List.of(new Piece(10, 100, 100), new Piece(10, 1000, 1000)));
        for (boolean poisson : new boolean[] {false, true}) {
            List<Long> times = times(new Pacer(curve, 1, poisson, 1, 3), 100_000);
            long early = times.stream().filter(time -> time < 10 * SECOND).count();
            assertEquals(1000, early, poisson ? 5 * Math.sqrt(1000) : 1);
            assertEquals(10_000, times.size() - early, poisson ? 5 * Math.sqrt(10_000) : 1);
        }
    }

    @Test
    void sameSeedSameTimesAndSockets() {
        Pacer one = new Pacer(RateCurve.constant(50), 0.5, true, 1, 42);
        Pacer other = new Pacer(RateCurve.constant(50), 0.5, true, 1, 42);
        for (int i = 0; i < 1000; i++) {
            assertEquals(one.nextNanos(), other.nextNanos());
            assertEquals(one.pick(10), other.pick(10));
            one.advance();
            other.advance();
        }
        List<Long> another = times(new Pacer(RateCurve.constant(50), 0.5, true, 1, 43), 10);
        assertTrue(!another.equals(times(new Pacer(RateCurve.constant(50), 0.5, true, 1, 42), 10)), another.toString());
    }

    @Test
    void evenArrivalTakesSocketsByTurns() {
        Pacer pacer = new Pacer(RateCurve.constant(50), 1, false, 1, 42);
        for (int i = 0; i < 10; i++) {
            assertEquals(i % 3, pacer.pick(3));
        }
    }
}
