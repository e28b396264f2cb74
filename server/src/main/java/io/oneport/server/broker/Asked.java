package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks of a topic's history. Ordered by position, so that a read that begins with the lowest may serve those that
 * come next.
 *
 * @param told see {@link Broker#page}; null for one that has not begun
 */
record Asked(Since since, @Nullable MessageId told) implements Comparable<Asked> {
    private static final Comparator<MessageId> BY_ID =
            Comparator.nullsFirst(Comparator.comparingLong(MessageId::epoch).thenComparingLong(MessageId::offset));

    private static final Comparator<Asked> ORDER = Comparator.comparing(Asked::after, BY_ID)
            .thenComparing(Asked::told, BY_ID)
            .thenComparing(asked -> asked.since.text());

    /** The position that it asks for; null if it asks for something else. */
    @Nullable
    MessageId after() {
        return since instanceof Since.After after ? after.id() : null;
    }

    @Override
    public int compareTo(Asked other) {
        return ORDER.compare(this, other);
    }
}
