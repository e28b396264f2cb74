package io.oneport.server.broker.memory;

import io.oneport.protocol.MessageId;
import java.util.List;

/**
 * What is no longer held of a topic, so far as somebody who comes back has to be told.
 *
 * @param lostThrough the highest offset that a bound has taken: nothing up to it is held
 * @param lastUnkept the highest offset that was not kept; what comes before it may be held
 * @param firstHeld the lowest offset that is held or about to be; the next one if there is none
 * @param forks up to where epochs before this one hold
 */
public record Losses(long lostThrough, long lastUnkept, long firstHeld, List<MessageId> forks) {
    /** Nothing is lost. */
    static final Losses NONE = new Losses(0, 0, 1, List.of());

    /** Up to which offset an epoch's positions go on in this one; -1 if none does. */
    long upTo(long epoch) {
        for (MessageId fork : forks) {
            if (fork.epoch() == epoch) {
                return fork.offset();
            }
        }
        return -1;
    }
}
