package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HodgesLehmannTest {
    @Test
    void smallSetsByHand() {
        assertEquals(7, new HodgesLehmann(new double[] {7}).estimate());
        assertEquals(2, new HodgesLehmann(new double[] {1, 3}).estimate());
        // 1, 1.5, 2, 5.5, 6, 10
        assertEquals(3.75, new HodgesLehmann(new double[] {10, 1, 2}).estimate());
    }

    @Test
    void oneInfiniteValueAmongManyMovesItLittle() {
        double worst = Double.POSITIVE_INFINITY;
        // Ten averages: 1, 1.5, 2, 2, 2.5, 3 and four infinite ones.
        assertEquals(2.75, new HodgesLehmann(new double[] {1, 2, 3, worst}).estimate());
        assertEquals(worst, new HodgesLehmann(new double[] {1, worst, worst}).estimate());
    }

    @Test
    void weighingEqualsDrawingOutAndSorting() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            double[] values = new double[1 + random.nextInt(12)];
            for (int i = 0; i < values.length; i++) {
                // Few different values, so that many are tied; one in ten is silent.
                values[i] = random.nextInt(10) == 0 ? WindowPair.SILENT : random.nextInt(9) - 4;
            }
            int[] draws = new int[values.length];
            double[] drawn = new double[values.length];
            for (int i = 0; i < drawn.length; i++) {
                int index = random.nextInt(values.length);
                draws[index]++;
                drawn[i] = values[index];
            }
            String which = "seed " + seed + " round " + round + " values " + Arrays.toString(values);
            HodgesLehmann estimator = new HodgesLehmann(values);
            assertEquals(naive(values), estimator.estimate(), which);
            assertEquals(naive(drawn), estimator.estimate(draws), which);
        }
    }

    private static double naive(double[] values) {
        double[] averages = new double[values.length * (values.length + 1) / 2];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j <= i; j++) {
                averages[at++] = (values[i] + values[j]) / 2;
            }
        }
        Arrays.sort(averages);
        return (averages[(at - 1) / 2] + averages[at / 2]) / 2;
    }
}
