package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FanoutSourceTest {
    private static final long FIRST_LINE = 1;
    private static final long SECOND_LINE = 2;
    private static final long KIND = 77;

    private final FanoutSource source = new FanoutSource(5_000_000_000L);

    private void publish(long message, long line, long likeness, boolean answered) {
        source.publishing(message, 10 * message, 10 * message + 1, true, line, likeness);
        source.published(message, answered);
    }

    private boolean arrived(long message) {
        boolean arrived = source.published().acknowledged().within(message, message + 1) == 1;
        assertEquals(arrived, source.hasArrived(message));
        return arrived;
    }

    @Test
    void whatIsAnsweredHasArrived() {
        publish(1, FanoutSource.HTTP, KIND, true);
        assertTrue(arrived(1));
        assertEquals(2, source.acknowledgedEnd());
        assertEquals(10, source.due(1));
        assertEquals(11, source.sent(1));
        assertEquals(FanoutSource.UNKNOWN, source.due(2));
    }

    /** A server that closes the connection need not have read it. */
    @Test
    void whatIsNotAnsweredHasArrivedOnceTheConnectionEndsInOrder() {
        publish(1, FIRST_LINE, KIND, false);
        assertFalse(arrived(1));
        source.arrived();
        assertTrue(arrived(1));
        publish(2, SECOND_LINE, KIND, false);
        publish(3, FanoutSource.HTTP, KIND, true);
        source.cutOff();
        assertFalse(arrived(2));
        assertTrue(arrived(3));
    }

    @Test
    void anAnswerShowsThatWhatWentBeforeOnTheSameWebSocketHasArrived() {
        publish(1, FIRST_LINE, KIND, false);
        publish(2, FIRST_LINE, KIND, true);
        assertTrue(arrived(1) && arrived(2));
        publish(3, FIRST_LINE, KIND, false);
        publish(4, FanoutSource.HTTP, KIND, true);
        assertFalse(arrived(3));
    }

    @Test
    void thereIsAnOrderOnOneLineAndAfterAnAnswer() {
        publish(1, FIRST_LINE, KIND, false);
        publish(2, FIRST_LINE, KIND, false);
        publish(3, SECOND_LINE, KIND, true);
        publish(4, FanoutSource.HTTP, KIND, true);
        assertTrue(source.precedes(1, 2));
        assertFalse(source.precedes(2, 3), "neither answered nor on one line");
        assertTrue(source.precedes(3, 4));
        assertFalse(source.precedes(4, 5), "not published");
    }

    @Test
    void messagesOfTwoKindsMayBeForTwoTopics() {
        publish(1, FIRST_LINE, KIND, true);
        publish(2, FIRST_LINE, KIND + 1, true);
        assertFalse(source.precedes(1, 2));
    }

    @Test
    void whatIsTooLongAgoIsForgotten() {
        publish(1, FIRST_LINE, KIND, true);
        publish(1 + FanoutSource.REMEMBERED, FIRST_LINE, KIND, true);
        assertEquals(FanoutSource.UNKNOWN, source.due(1));
        assertFalse(source.hasArrived(1));
        assertFalse(source.precedes(1, 1 + FanoutSource.REMEMBERED));
    }
}
