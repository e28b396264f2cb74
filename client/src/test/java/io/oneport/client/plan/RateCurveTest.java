package io.oneport.client.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.plan.RateCurve.Piece;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateCurveTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void constantRateIsEvenAndWithoutEnd() {
        RateCurve curve = RateCurve.constant(4);
        assertEquals(0, curve.nanosUntil(0));
        assertEquals(SECOND / 4, curve.nanosUntil(1));
        assertEquals(1000 * SECOND, curve.nanosUntil(4000));
        assertEquals(4, curve.peak());
        assertEquals(Double.POSITIVE_INFINITY, curve.seconds());
    }

    @Test
    void nothingIsEverDueAtRateZero() {
        assertEquals(Long.MAX_VALUE, RateCurve.constant(0).nanosUntil(0.5));
    }

    @Test
    void rampIsTheInverseOfItsIntegral() {
        // From 0 to 10 a second in 10 s: t * t / 2 are due by t.
        RateCurve curve = RateCurve.of(List.of(new Piece(10, 0, 10)));
        for (int seconds = 1; seconds <= 10; seconds++) {
            assertEquals(seconds * SECOND, curve.nanosUntil(seconds * seconds / 2.0), 2.0);
        }
        assertEquals(Long.MAX_VALUE, curve.nanosUntil(50.001));
    }

    @Test
    void rampDownEndsWithTheLastOfIt() {
        RateCurve curve = RateCurve.of(List.of(new Piece(10, 10, 0)));
        assertEquals(10 * SECOND, curve.nanosUntil(50), 2.0);
        // What is still to come after t is (10 - t)^2 / 2.
        assertEquals(8 * SECOND, curve.nanosUntil(48), 2.0);
    }

    @Test
    void piecesFollowEachOther() {
        RateCurve curve = RateCurve.of(List.of(new Piece(2, 5, 5), new Piece(3, 0, 0), new Piece(1, 20, 20)));
        assertEquals(SECOND, curve.nanosUntil(5), 2.0);
        assertEquals(2 * SECOND, curve.nanosUntil(10), 2.0);
        assertEquals(5.5 * SECOND, curve.nanosUntil(20), 2.0);
        assertEquals(6, curve.seconds());
        assertEquals(20, curve.peak());
    }

    @Test
    void leadHasTheFirstRate() {
        RateCurve curve = RateCurve.of(List.of(new Piece(1, 10, 30))).after(2);
        assertEquals(2 * SECOND, curve.nanosUntil(20), 2.0);
        assertEquals(3 * SECOND, curve.nanosUntil(40), 2.0);
        assertEquals(3, curve.seconds());
    }
}
