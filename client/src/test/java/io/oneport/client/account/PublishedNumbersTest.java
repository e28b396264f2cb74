package io.oneport.client.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PublishedNumbersTest {
    private static final long TIMEOUT = 3_200;
    private static final long APART = TIMEOUT / 32;

    private final PublishedNumbers published = new PublishedNumbers(100, TIMEOUT);

    @Test
    void knowsWhatWasDueWhileMeasuring() {
        assertEquals(0, published.measured().end());
        published.sent(3, 0, false);
        published.sent(4, 1, true);
        published.sent(6, 2, true);
        published.sent(7, 3, false);
        published.sent(8, 4, true);
        assertEquals(3, published.measured().within(0, 10));
        assertEquals(2, published.measured().within(4, 8));
        published.acknowledge(4);
        assertEquals(1, published.acknowledged().within(0, 10));
    }

    @Test
    void knowsRoughlyWhatWasSentBySomeTime() {
        assertEquals(0, published.sentBy(Long.MAX_VALUE));
        for (long number = 0; number < 100_000; number++) {
            published.sent(number, number, true);
        }
        long end = 100_000;
        for (long ago = 0; ago <= TIMEOUT; ago += 7) {
            long sent = published.sentBy(end - ago);
            long exactly = Math.min(end, end - ago + 1);
            assertTrue(sent <= exactly && sent >= exactly - APART - 1, sent + " by " + (end - ago));
        }
    }

    @Test
    void whatWasSentLastCountsInTheEnd() {
        published.sent(0, 10, true);
        published.sent(1, 11, true);
        assertEquals(0, published.sentBy(9));
        assertEquals(0, published.sentBy(10), "only what is certain");
        assertEquals(2, published.sentBy(11));
    }
}
