package io.oneport.client.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.account.Meter;
import io.oneport.client.result.Validity;
import io.oneport.client.result.Validity.Verdict;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ValidityJudgeTest {
    private static final long MILLI = 1_000_000;

    private static Validity judge(long lagNanos, long stalls, long longestNanos, long gcNanos, double cpu) {
        Histogram lag = Meter.histogram();
        lag.recordValueWithCount(lagNanos, 100);
        return ValidityJudge.judge(lag, stalls, longestNanos, gcNanos, cpu, 10_000 * MILLI, 10, 1000, 20, 0, 10, false);
    }

    private static void assertJudged(Verdict verdict, int reasons, Validity validity) {
        assertEquals(verdict, validity.verdict(), validity.reasons().toString());
        assertEquals(reasons, validity.reasons().size(), validity.reasons().toString());
    }

    @Test
    void clientThatKeptToItsPlanIsValid() {
        assertJudged(Verdict.VALID, 0, judge(MILLI / 2, 0, 20 * MILLI, 100 * MILLI, 0.5));
    }

    @Test
    void lateSendsAreSuspectAndThenInvalid() {
        assertJudged(Verdict.SUSPECT, 1, judge(2 * MILLI, 0, 0, 0, 0.5));
        assertJudged(Verdict.INVALID, 1, judge(20 * MILLI, 0, 0, 0, 0.5));
    }

    @Test
    void aFewLateSendsAreNot() {
        Histogram lag = Meter.histogram();
        lag.recordValueWithCount(1000, 1000);
        lag.recordValueWithCount(50 * MILLI, 9);
        assertJudged(Verdict.VALID, 0, ValidityJudge.judge(lag, 0, 0, 0, 0.5, 10_000 * MILLI, 1, 1000, 1, 0, 1, false));
    }

    @Test
    void stallsAreSuspectAndLongOnesInvalid() {
        assertJudged(Verdict.SUSPECT, 1, judge(0, 1, 100 * MILLI, 0, 0.5));
        assertJudged(Verdict.INVALID, 1, judge(0, 1, 600 * MILLI, 0, 0.5));
    }

    @Test
    void busyThreadAndMuchGarbageAreSuspect() {
        assertJudged(Verdict.SUSPECT, 1, judge(0, 0, 0, 0, 0.95));
        assertJudged(Verdict.SUSPECT, 1, judge(0, 0, 0, 300 * MILLI, 0.5));
    }

    @Test
    void connectionsWithoutPortOrDescriptorAreSuspectAndManyAreInvalid() {
        Histogram lag = Meter.histogram();
        Validity few = ValidityJudge.judge(lag, 0, 0, 0, 0.5, 10_000 * MILLI, 990, 1000, 1, 3, 1000, false);
        assertJudged(Verdict.SUSPECT, 1, few);
        assertTrue(
                few.reasons().get(0).contains("no free port or file descriptor for 3 connections"),
                few.reasons().toString());
        Validity many = ValidityJudge.judge(lag, 0, 0, 0, 0.5, 10_000 * MILLI, 990, 1000, 1, 30, 1000, false);
        assertJudged(Verdict.INVALID, 1, many);
    }

    @Test
    void theWorstVerdictStandsAndEveryReasonIsTold() {
        Validity validity = judge(20 * MILLI, 2, 100 * MILLI, 300 * MILLI, 0.95);
        assertJudged(Verdict.INVALID, 4, validity);
        assertTrue(
                validity.reasons().get(1).contains("2 times"),
                validity.reasons().toString());
        assertEquals(
                List.of("this client stalled once for more than 50.0 ms, at worst for 100.0 ms"),
                judge(0, 1, 100 * MILLI, 0, 0.5).reasons());
    }
}
