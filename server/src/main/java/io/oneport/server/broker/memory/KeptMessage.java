package io.oneport.server.broker.memory;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message with its place in history: one object, since there may be millions. Its place is the owner's; any thread may
 * read the rest. A broker may extend it by where else it keeps the message.
 */
public class KeptMessage extends Message {
    /** What keeps messages, in the order of their numbers. */
    interface Keeper {
        /** Takes the oldest message out. */
        void evictOldest();
    }

    private final long publishedMillis;
    private final long expiresMillis;

    /** Neighbours in the list of all messages that the owner keeps. */
    @Nullable
    KeptMessage older;

    @Nullable
    KeptMessage newer;

    /** Neighbours in the history that keeps it. */
    @Nullable
    KeptMessage previous;

    @Nullable
    KeptMessage next;

    /** What keeps it; null once it is out. */
    @Nullable
    Keeper keeper;

    /**
     * Creates a message.
     *
     * @param topic its topic's own name, which all of its messages share
     * @param timeMillis the time of day, in milliseconds since 1970
     * @param publishedMillis the same moment on the clock that is never set, which its age and time to live go by
     */
    public KeptMessage(TopicName topic, MessageId id, Publication publication, long timeMillis, long publishedMillis) {
        super(topic, id, publication, timeMillis);
        this.publishedMillis = publishedMillis;
        this.expiresMillis = publication.ttl() == null
                ? Long.MAX_VALUE
                : saturatedSum(publishedMillis, publication.ttl().toMillis());
    }

    private static long saturatedSum(long millis, long positive) {
        long sum = millis + positive;
        return sum < millis ? Long.MAX_VALUE : sum;
    }

    /** Whether it is in history now. The owner's. */
    public final boolean held() {
        return keeper != null;
    }

    @Override
    public final boolean ends() {
        return expiresMillis != Long.MAX_VALUE;
    }

    /** When its time to live ends, on the clock that is never set. */
    final long expiresMillis() {
        return expiresMillis;
    }

    /** Whether its time to live has ended, on the clock that is never set. */
    public final boolean expired(long elapsedMillis) {
        return elapsedMillis >= expiresMillis;
    }

    /** How long ago it was published, in milliseconds. */
    final long ageMillis(long elapsedMillis) {
        return elapsedMillis - publishedMillis;
    }
}
