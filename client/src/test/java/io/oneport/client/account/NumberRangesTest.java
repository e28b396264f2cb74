package io.oneport.client.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberRangesTest {
    @Test
    void countsAsASetDoes() {
        Random random = new Random(7);
        NumberRanges ranges = new NumberRanges(1000);
        TreeSet<Long> model = new TreeSet<>();
        assertTrue(ranges.isEmpty());
        assertEquals(0, ranges.end());
        for (long number = 0; number < 500; number++) {
            if (random.nextInt(3) > 0) {
                ranges.add(number);
                model.add(number);
            }
        }
        assertEquals(model.last() + 1, ranges.end());
        for (int i = 0; i < 2000; i++) {
            long from = random.nextLong(520);
            long to = from + random.nextLong(520);
            assertEquals(model.subSet(from, to).size(), ranges.within(from, to), from + " to " + to);
        }
    }

    @Test
    void nothingIsWithinWhatEndsBeforeItBegins() {
        NumberRanges ranges = new NumberRanges(4);
        ranges.add(0);
        ranges.add(1);
        assertEquals(0, ranges.within(2, 1));
        assertEquals(0, ranges.within(1, 0));
    }

    @Test
    void forgetsTheLowestRange() {
        NumberRanges ranges = new NumberRanges(3);
        for (long number = 0; number < 10; number += 2) {
            ranges.add(number);
        }
        assertEquals(3, ranges.within(0, 100));
        assertEquals(0, ranges.within(0, 4));
        assertEquals(1, ranges.within(4, 5));
    }
}
