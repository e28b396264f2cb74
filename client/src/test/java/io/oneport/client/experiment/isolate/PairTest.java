package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PairTest {
    @Test
    void differenceIsWhatTheSecondTookMore() {
        assertEquals(30, new Pair(100, 130).differenceNanos());
        assertEquals(-30, new Pair(130, 100).differenceNanos());
    }

    @Test
    void silenceOnEitherSideIsTheWorstDifference() {
        assertEquals(Pair.SILENT, new Pair(100, Pair.SILENT).differenceNanos());
        assertEquals(Pair.SILENT, new Pair(Pair.SILENT, 100).differenceNanos());
        assertEquals(Pair.SILENT, new Pair(Pair.SILENT, Pair.SILENT).differenceNanos());
    }

    @Test
    void noPairIsNotANumberOrNegative() {
        for (double wrong : new double[] {Double.NaN, -1, Double.NEGATIVE_INFINITY}) {
            IllegalArgumentException before = assertThrows(IllegalArgumentException.class, () -> new Pair(wrong, 1));
            assertEquals("beforeNanos: " + wrong + " (expected: at least 0, or SILENT)", before.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new Pair(1, wrong));
        }
    }
}
