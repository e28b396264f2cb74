package io.oneport.client.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.plan.WorkKind;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** Ten messages, one each second, of which a subscriber has received some; an answer may take 5 s. */
class DeliveryAccountTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;

    private final Measures measures = new Measures(List.of(), new OpenSockets());
    private final SeenMessages seen = new SeenMessages();
    private final PublishedNumbers published = new PublishedNumbers(100, TIMEOUT);

    DeliveryAccountTest() {
        for (long number = 0; number < 10; number++) {
            published.sent(number, number * SECOND, true);
            published.acknowledge(number);
        }
    }

    private void see(long... numbers) {
        for (long number : numbers) {
            seen.see(number, number * SECOND);
        }
    }

    private void assertAccount(long endSecond, boolean stays, LongPredicate proven, long lost, long awaited) {
        DeliveryAccount account = new DeliveryAccount(measures, WorkKind.DELIVER_WS, endSecond * SECOND, 0, TIMEOUT);
        account.add(seen, published, stays, proven, 0);
        long done = seen.seenBeside(new NumberRanges(1), 0, 10);
        long failed = account.close(done, 0);
        Tally tally = measures.tally(WorkKind.DELIVER_WS);
        assertEquals(lost, measures.content.lost, "lost");
        assertEquals(awaited, tally.inFlight, "in flight");
        assertEquals(10 - done - awaited, failed);
        assertEquals(failed, tally.failed);
        assertEquals(done, tally.done);
        assertEquals(10, tally.scheduled);
    }

    @Test
    void whatIsSentToASilentSubscriberIsLostOnceItIsOverdue() {
        see(0, 1, 2);
        assertAccount(20, true, number -> true, 7, 0);
    }

    @Test
    void whatWasSentAMomentAgoIsUnderWay() {
        see(0, 1, 2);
        assertAccount(12, true, number -> true, 4, 3);
    }

    @Test
    void whoHasReceivedNothingHasLostAll() {
        assertAccount(20, true, number -> true, 10, 0);
    }

    @Test
    void whatWasOvertakenIsUnderWayWhereThereIsNoOrder() {
        see(0, 1, 3, 4, 5, 6, 7, 9);
        assertAccount(12, true, number -> false, 1, 1);
    }

    @Test
    void whatWasOvertakenIsLostIfThatIsProven() {
        see(0, 1, 3, 4, 5, 6, 7, 9);
        assertAccount(12, true, number -> number == 8, 2, 0);
    }

    /** Such as what a session sends late, whose first message was due while measuring: it is no failure. */
    @Test
    void whatDoesNotCountIsNotScheduled() {
        published.sent(10, 10 * SECOND, false);
        published.acknowledge(10);
        published.sent(11, 11 * SECOND, true);
        published.acknowledge(11);
        see(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        DeliveryAccount account = new DeliveryAccount(measures, WorkKind.DELIVER_WS, 12 * SECOND, 0, TIMEOUT);
        account.add(seen, published, true, number -> true, 0);
        assertEquals(0, account.close(11, 0));
        assertEquals(11, measures.tally(WorkKind.DELIVER_WS).scheduled);
        assertEquals(0, measures.content.lost);
    }

    @Test
    void whoIsGoneAwaitsNothing() {
        see(0, 1, 3, 4, 5);
        assertAccount(20, false, number -> true, 1, 0);
    }
}
