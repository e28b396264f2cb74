package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WindowPairTest {
    @Test
    void differenceIsWhatTheSecondTookMore() {
        assertEquals(30, new WindowPair(100, 130).differenceNanos());
        assertEquals(-30, new WindowPair(130, 100).differenceNanos());
    }

    @Test
    void silenceOnEitherSideIsTheWorstDifference() {
        assertEquals(WindowPair.SILENT, new WindowPair(100, WindowPair.SILENT).differenceNanos());
        assertEquals(WindowPair.SILENT, new WindowPair(WindowPair.SILENT, 100).differenceNanos());
        assertEquals(WindowPair.SILENT, new WindowPair(WindowPair.SILENT, WindowPair.SILENT).differenceNanos());
    }

    @Test
    void noPairIsNotANumberOrNegative() {
        for (double wrong : new double[] {Double.NaN, -1, Double.NEGATIVE_INFINITY}) {
            IllegalArgumentException before =
                    assertThrows(IllegalArgumentException.class, () -> new WindowPair(wrong, 1));
            assertEquals("beforeNanos: " + wrong + " (expected: at least 0, or SILENT)", before.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new WindowPair(1, wrong));
        }
    }
}
