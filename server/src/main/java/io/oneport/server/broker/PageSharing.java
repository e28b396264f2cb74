package io.oneport.server.broker;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the topics of one worker keep of their histories for readers that come at about the same time: how long, and how much.
 * Confined to the worker.
 */
final class PageSharing {
    /** What is kept of one topic. */
    interface Forgettable {
        /** Whether it is too old. */
        boolean overAt(long nowMillis);

        /** Forgets it, and says so by {@link PageSharing#end}. */
        void end();
    }

    /** What a reader is given at a time. */
    static final int PART_MESSAGES = 512;

    static final int PART_BYTES = 384 << 10;

    /** Of one topic. */
    static final int TOPIC_BYTES = 1 << 20;

    /** Of all topics of the worker. */
    static final long MAX_BYTES = 8 << 20;

    /** What a topic counts that keeps no message. */
    private static final int TOPIC_OVERHEAD_BYTES = 1024;

    /** After this a read is made again: history may have changed. */
    private static final long MAX_MILLIS = 5000;

    /** The same for messages with a time to live of their own, which a reader may get this much later than that ends. */
    private static final long MAX_ENDING_MILLIS = 250;

    private final TopicSettings settings;
    private final LongSupplier elapsedMillis;
    /** The oldest first. */
    private final Set<Forgettable> inUse = new LinkedHashSet<>();

    private long bytes;

    /**
     * Creates one that keeps nothing yet.
     *
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     */
    PageSharing(TopicSettings settings, LongSupplier elapsedMillis) {
        this.settings = settings;
        this.elapsedMillis = elapsedMillis;
    }

    /** One for a broker's topics; null if reads cost nothing there, or find nothing. */
    static @Nullable PageSharing of(Broker broker, TopicSettings settings, LongSupplier elapsedMillis) {
        return broker.readsAtOnce() || settings.historyMessages() == 0
                ? null
                : new PageSharing(settings, elapsedMillis);
    }

    /** Something is kept of a topic from now on. */
    void begin(Forgettable kept) {
        inUse.add(kept);
        use(TOPIC_OVERHEAD_BYTES);
    }

    /** Forgets what is too old. */
    void sweep() {
        long now = nowMillis();
        while (!inUse.isEmpty() && oldest().overAt(now)) {
            oldest().end();
        }
    }

    private Forgettable oldest() {
        return inUse.iterator().next();
    }

    /** Uses some memory, and makes room for it. */
    void use(int more) {
        bytes += more;
        while (bytes > MAX_BYTES && !inUse.isEmpty()) {
            oldest().end();
        }
    }

    /** Nothing is kept of a topic any more. */
    void end(Forgettable kept, int used) {
        inUse.remove(kept);
        bytes -= used + TOPIC_OVERHEAD_BYTES;
    }

    void giveBack(int used) {
        bytes -= used;
    }

    /** What is in use. */
    long bytes() {
        return bytes;
    }

    long nowMillis() {
        return elapsedMillis.getAsLong();
    }

    /** How long a page is good for. */
    long maxMillis(boolean ending) {
        return Math.min(
                ending ? MAX_ENDING_MILLIS : MAX_MILLIS, settings.historyAge().toMillis());
    }

    /** Whether history keeps a message that is published now, until others push it out. */
    boolean keeps(Message message) {
        return !message.ends() && message.cost() <= settings.historyBytes();
    }

    /** Whether history may well hold everything between two offsets. */
    boolean reaches(long from, long last) {
        return last - from <= settings.historyMessages();
    }
}
