package io.oneport.client.account;

import static io.oneport.client.account.SeenMessages.Sighting.AGAIN;
import static io.oneport.client.account.SeenMessages.Sighting.FORGOTTEN;
import static io.oneport.client.account.SeenMessages.Sighting.NEXT;
import static io.oneport.client.account.SeenMessages.Sighting.OVERTAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeenMessagesTest {
    private static final long ALL = Long.MAX_VALUE;

    private final SeenMessages seen = new SeenMessages();

    private static NumberRanges upTo(long end) {
        NumberRanges ranges = new NumberRanges(1 << 14);
        LongStream.range(0, end).forEach(ranges::add);
        return ranges;
    }

    @Test
    void inOrderNothingIsLost() {
        for (long number = 0; number < 10; number++) {
            assertEquals(NEXT, seen.see(number, number * 5));
        }
        assertEquals(10, seen.end());
        assertEquals(45, seen.lastDue());
        assertEquals(0, seen.lost(upTo(10), ALL));
        assertEquals(0, seen.seenBeside(upTo(10), 0, 10));
    }

    @Test
    void gapThatIsNotFilledIsLostIfItWasAcknowledged() {
        seen.see(2, 0);
        seen.see(5, 0);
        assertEquals(4, seen.lost(upTo(6), ALL));
        assertEquals(1, seen.lost(upTo(1), ALL));
        assertEquals(2, seen.seenBeside(upTo(1), 0, 6));
        assertEquals(1, seen.seenBeside(upTo(1), 3, 6));
    }

    @Test
    void whatCameIsKnown() {
        assertFalse(seen.has(2));
        seen.see(2, 0);
        seen.see(5, 0);
        seen.see(3, 0);
        for (long number = 0; number < 8; number++) {
            assertEquals(number == 2 || number == 3 || number == 5, seen.has(number), "number " + number);
        }
    }

    @Test
    void whatWasOvertakenFillsItsGap() {
        seen.see(0, 0);
        seen.see(4, 0);
        assertEquals(OVERTAKEN, seen.see(2, 0));
        assertEquals(AGAIN, seen.see(2, 0));
        assertEquals(OVERTAKEN, seen.see(1, 0));
        assertEquals(1, seen.lost(upTo(5), ALL));
        assertEquals(OVERTAKEN, seen.see(3, 0));
        assertEquals(0, seen.lost(upTo(5), ALL));
        assertEquals(AGAIN, seen.see(4, 0));
        assertEquals(AGAIN, seen.see(0, 0));
    }

    @Test
    void missesWhatWasOvertakenAndHasNotCome() {
        assertEquals(0, seen.missing(0, number -> true));
        seen.see(2, 0);
        seen.see(5, 0);
        assertEquals(1, seen.missing(0, number -> number == 1));
        assertEquals(1, seen.missing(0, number -> number == 4));
        assertEquals(0, seen.missing(2, number -> number < 3), "lower than what counts");
        assertEquals(0, seen.missing(0, number -> number == 2 || number >= 5), "seen, or not overtaken");
        assertEquals(4, seen.missing(0, number -> true));
        assertEquals(3, seen.missing(upTo(4), 0, 9));
        assertEquals(2, seen.missing(upTo(6), 1, 4));
        seen.see(4, 0);
        assertEquals(0, seen.missing(0, number -> number == 4));
        seen.beginAnew();
        seen.see(9, 0);
        assertEquals(0, seen.missing(4, number -> number > 5), "passed while it was away");
        assertEquals(0, seen.missing(upTo(9), 4, 9), "passed while it was away");
    }

    @Test
    void whatPassedWhileItWasAwayIsNotLost() {
        seen.see(0, 0);
        seen.beginAnew();
        assertTrue(seen.isAnew());
        seen.see(5, 0);
        assertFalse(seen.isAnew());
        seen.see(7, 0);
        assertEquals(1, seen.lost(upTo(8), ALL));
        assertEquals(OVERTAKEN, seen.see(3, 0));
        assertEquals(1, seen.lost(upTo(8), ALL));
        assertEquals(4, seen.seenBeside(new NumberRanges(1), 0, 8));
    }

    @Test
    void numbersGoOnBeyond32Bits() {
        seen.see(0x7fffffffL, 0);
        seen.see(0xfffffffeL, 0);
        assertEquals(NEXT, seen.see(0xffffffffL, 0));
        assertEquals(NEXT, seen.see(0, 0));
        assertEquals((1L << 32) + 1, seen.end());
        assertEquals(AGAIN, seen.see(0xffffffffL, 0));
    }

    @Test
    void forgetsTheLowestSpansButNotHowMuchWasLost() {
        for (long number = 0; number < 6000; number += 2) {
            assertEquals(NEXT, seen.see(number, 0));
        }
        assertEquals(2999, seen.lost(upTo(6000), ALL));
        assertEquals(AGAIN, seen.see(4000, 0));
        assertEquals(OVERTAKEN, seen.see(5997, 0));
        assertEquals(2998, seen.lost(upTo(6000), ALL));
        assertEquals(0, seen.lost(upTo(6000), 1), "no more than is old enough");
        assertEquals(FORGOTTEN, seen.see(1, 0));
        assertEquals(2997, seen.lost(upTo(6000), ALL), "it may have been one of them");
    }

    /** Nobody knows any more which ones were missing: the least that is certain is lost. */
    @Test
    void whatWasNotAcknowledgedIsNotLostEvenIfSpansAreForgotten() {
        NumberRanges acknowledged = new NumberRanges(1 << 14);
        for (long number = 0; number < 20_000; number++) {
            if (number % 10 == 0) {
                assertEquals(NEXT, seen.see(number, 0));
                acknowledged.add(number);
            }
        }
        assertEquals(0, seen.lost(acknowledged, ALL));
        for (long number = 20_001; number < 22_000; number++) {
            acknowledged.add(number);
        }
        assertEquals(NEXT, seen.see(22_000, 0));
        assertEquals(1999, seen.lost(acknowledged, ALL));
    }

    @Test
    void agreesWithASetOfNumbersInAnyOrder() {
        for (int round = 0; round < 200; round++) {
            long seed = 1000 + round;
            Random random = new Random(seed);
            List<Long> numbers = LongStream.range(0, 60).boxed().collect(Collectors.toList());
            Collections.shuffle(numbers, random);
            SeenMessages one = new SeenMessages();
            TreeSet<Long> model = new TreeSet<>();
            for (int i = 0; i < 80; i++) {
                long number = numbers.get(random.nextInt(60));
                SeenMessages.Sighting expected =
                        model.isEmpty() || number > model.last() ? NEXT : model.contains(number) ? AGAIN : OVERTAKEN;
                assertEquals(expected, one.see(number, 0), "seed " + seed + ", message " + i);
                model.add(number);
            }
            assertEquals(model.last() + 1 - model.size(), one.lost(upTo(60), ALL), "seed " + seed);
            assertEquals(model.size(), one.seenBeside(new NumberRanges(1), 0, 60), "seed " + seed);
        }
    }
}
