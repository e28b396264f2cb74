package io.oneport.client.experiment.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    @Test
    void timesAreThoseOfTheSocketsThatCompleteAShare() {
        Recovery recovery = Recovery.of(1000, LongStream.rangeClosed(1, 1000).toArray(), 5000);
        assertEquals(
                new Recovery(1000, 1000, OptionalLong.of(500), OptionalLong.of(990), OptionalLong.of(1000)), recovery);
        assertEquals(0, recovery.lost());
    }

    @Test
    void aPartOfASocketIsOneMore() {
        assertEquals(
                new Recovery(3, 3, OptionalLong.of(20), OptionalLong.of(30), OptionalLong.of(30)),
                Recovery.of(3, new long[] {30, 10, 20}, 100));
        // 99 % of 101 are 99.99, so all but one.
        assertEquals(
                OptionalLong.of(100),
                Recovery.of(101, LongStream.rangeClosed(1, 100).toArray(), 1000).nearlyAllNanos());
        // 99 % of 99 are 98.01, so every single one.
        assertEquals(
                OptionalLong.empty(),
                Recovery.of(99, LongStream.rangeClosed(1, 98).toArray(), 1000).nearlyAllNanos());
        assertEquals(
                new Recovery(1, 1, OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0)),
                Recovery.of(1, new long[] {0}, 0));
    }

    @Test
    void sharesThatWereNotReachedAreAbsent() {
        Recovery some = Recovery.of(10, new long[] {1, 2, 3, 4, 5}, 100);
        assertEquals(new Recovery(10, 5, OptionalLong.of(5), OptionalLong.empty(), OptionalLong.empty()), some);
        assertEquals(5, some.lost());
        Recovery none = Recovery.of(10, new long[0], 100);
        assertEquals(new Recovery(10, 0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()), none);
        assertEquals(10, none.lost());
    }

    @Test
    void whatComesAfterTheDeadlineIsLost() {
        Recovery recovery = Recovery.of(4, new long[] {100, 101, 50, 99}, 100);
        assertEquals(3, recovery.back());
        assertEquals(1, recovery.lost());
        assertEquals(OptionalLong.of(99), recovery.halfNanos());
        assertEquals(OptionalLong.empty(), recovery.allNanos());
    }

    @Test
    void orderDoesNotCount() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Long> times = LongStream.generate(() -> random.nextInt(1000))
                .limit(200)
                .boxed()
                .collect(Collectors.toList());
        Recovery before = Recovery.of(210, array(times), 900);
        Collections.shuffle(times, random);
        assertEquals(before, Recovery.of(210, array(times), 900), "seed " + seed);
    }

    @Test
    void largeNumbersDoNotOverflow() {
        assertEquals(
                OptionalLong.empty(),
                Recovery.of(Integer.MAX_VALUE, new long[] {1}, 10).halfNanos());
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertWrong("cut: 0 (expected: at least 1)", 0, new long[0], 1);
        assertWrong("backNanos: 2 (expected: at most 1)", 1, new long[2], 1);
        assertWrong("backNanos: -5 (expected: at least 0)", 2, new long[] {3, -5}, 10);
        assertWrong("deadlineNanos: -1 (expected: at least 0)", 2, new long[0], -1);
    }

    private static void assertWrong(String message, int cut, long[] backNanos, long deadlineNanos) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> Recovery.of(cut, backNanos, deadlineNanos));
        assertEquals(message, wrong.getMessage());
    }

    private static long[] array(List<Long> times) {
        return times.stream().mapToLong(Long::longValue).toArray();
    }
}
