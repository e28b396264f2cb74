package io.oneport.server.broker.memory;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.TopicSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of one topic, bounded in number, bytes and age. Confined to the worker that owns the topic.
 *
 * <p>What a bound takes out, or never lets in, is remembered as a gap, so that a reader who comes back from before it can
 * be told. What leaves because its publisher wanted it to (its time to live) is no gap.
 *
 * <p>Every time given to it is in milliseconds on the clock that is never set.
 */
final class History implements KeptMessage.Keeper {
    private static final Comparator<KeptMessage> BY_EXPIRY = Comparator.comparingLong(KeptMessage::expiresMillis)
            .thenComparingLong(message -> message.id().offset());

    private final TopicName topic;
    private final long epoch;
    private final long emptySince;
    private final TopicSettings settings;
    private final HistoryBudget budget;
    private @Nullable KeptMessage first;
    private @Nullable KeptMessage last;
    private int count;
    private long bytes;
    private final Map<String, KeptMessage> byKey = new HashMap<>(0);
    /** Those that have a time to live of their own, the first to end first; null before there is one. */
    private @Nullable NavigableSet<KeptMessage> expiring;
    /** The highest offset that a bound has taken: nothing up to it is held. */
    private long lostThrough;
    /** The highest offset that was not kept since it does not fit; what comes before it may be held. */
    private long lastUnkept;
    /** Epochs that this one continues, up to where; the rest is in the fields above. */
    private Losses restored = Losses.NONE;
    /** All that is held, shared by all readers that begin before it changes; null if it has changed. */
    private @Nullable List<Message> snapshot = List.of();

    /**
     * Creates an empty history.
     *
     * @param emptySince the first epoch such that nothing was published to this topic since it was given out; a reader
     *     that was at the beginning of an epoch from there on has missed nothing
     */
    History(TopicName topic, long epoch, long emptySince, TopicSettings settings, HistoryBudget budget) {
        this.topic = topic;
        this.epoch = epoch;
        this.emptySince = emptySince;
        this.settings = settings;
        this.budget = budget;
    }

    /** Begins as an earlier process left it. */
    void restore(Losses losses) {
        restored = losses;
        lostThrough = losses.lostThrough();
        lastUnkept = losses.lastUnkept();
    }

    /**
     * What is lost.
     *
     * @param next the next offset
     */
    Losses losses(long next) {
        return new Losses(
                lostThrough, lastUnkept, first == null ? next : first.id().offset(), restored.forks());
    }

    /** Keeps a message, the newest of its topic; older ones leave until it fits. One that can't fit is not kept. */
    void add(KeptMessage message) {
        if (settings.historyMessages() == 0
                || message.cost() > settings.historyBytes()
                || !budget.fits(message.cost())) {
            lastUnkept = message.id().offset();
            return;
        }
        message.previous = last;
        if (last == null) {
            first = message;
        } else {
            last.next = message;
        }
        last = message;
        message.keeper = this;
        snapshot = null;
        count++;
        bytes += message.cost();
        if (message.ends()) {
            expiring = expiring == null ? new TreeSet<>(BY_EXPIRY) : expiring;
            expiring.add(message);
        }
        if (message.key() != null) {
            byKey.put(message.key(), message);
        }
        while (count > settings.historyMessages() || bytes > settings.historyBytes()) {
            evictOldest();
        }
        budget.add(message);
    }

    /** Takes the oldest message out; it is missed from then on. */
    @Override
    public void evictOldest() {
        KeptMessage oldest = Objects.requireNonNull(first);
        lostThrough = oldest.id().offset();
        forget(oldest);
    }

    private void forget(KeptMessage message) {
        if (message.previous == null) {
            first = message.next;
        } else {
            message.previous.next = message.next;
        }
        if (message.next == null) {
            last = message.previous;
        } else {
            message.next.previous = message.previous;
        }
        message.previous = null;
        message.next = null;
        message.keeper = null;
        snapshot = null;
        count--;
        bytes -= message.cost();
        if (expiring != null && message.ends()) {
            expiring.remove(message);
        }
        if (message.key() != null) {
            byKey.remove(message.key(), message);
        }
        budget.remove(message);
    }

    /** Takes out what is too old, and what its publisher wanted to be out by now. */
    void expire(long now) {
        expire(now, Integer.MAX_VALUE);
    }

    /**
     * Takes out some of the same.
     *
     * @param most the most messages to take out
     * @return how many have gone
     */
    int expire(long now, int most) {
        int gone = 0;
        for (; gone < most && first != null && tooOld(first, now); gone++) {
            evictOldest();
        }
        for (; gone < most && expiring != null && !expiring.isEmpty(); gone++) {
            KeptMessage next = expiring.first();
            if (!next.expired(now)) {
                break;
            }
            forget(next);
        }
        return gone;
    }

    private boolean tooOld(KeptMessage message, long now) {
        return message.ageMillis(now) >= settings.historyAge().toMillis();
    }

    /** How many messages are held. */
    int count() {
        return count;
    }

    /** What they count against the bounds. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The message that was published with a key, if it is still held; else null. */
    @Nullable
    KeptMessage withKey(String key) {
        return byKey.get(key);
    }

    /**
     * Where a reader begins.
     *
     * @param limit the most messages
     * @param lastOffset the topic's last offset
     */
    Start start(Since since, int limit, long lastOffset, long now) {
        Start all = start(since, lastOffset, now);
        return all.messages().size() <= limit
                ? all
                : new Start(topic, all.position(), all.asked(), all.messages().subList(0, limit));
    }

    private Start start(Since since, long lastOffset, long now) {
        expire(now);
        List<Message> held = snapshot();
        if (since instanceof Since.After after) {
            return start(after.id(), held, lastOffset);
        } else if (since instanceof Since.All) {
            return start(held, 0, null, lastOffset);
        } else if (since instanceof Since.Age age) {
            long millis = age.age().toMillis();
            return start(
                    held, indexOf(held, message -> ((KeptMessage) message).ageMillis(now) <= millis), null, lastOffset);
        }
        return start(held, held.size(), null, lastOffset);
    }

    /** For a reader that has read up to an id: what it has not seen, and whether it misses anything. */
    private Start start(MessageId asked, List<Message> held, long lastOffset) {
        if (!reachesBackTo(asked, lastOffset)) {
            // What this epoch continues is known to the reader.
            long known = Math.min(asked.offset(), restored.upTo(asked.epoch()));
            return start(held, indexOf(held, message -> message.id().offset() > known), asked, lastOffset);
        }
        int from = indexOf(held, message -> message.id().offset() > asked.offset());
        if (lastUnkept > asked.offset()) {
            return start(held, from, asked, lastOffset);
        }
        return new Start(topic, new MessageId(epoch, asked.offset()), null, held.subList(from, held.size()));
    }

    private boolean reachesBackTo(MessageId id, long lastOffset) {
        boolean thisLife = id.epoch() == epoch || id.offset() == 0 && id.epoch() >= emptySince && id.epoch() < epoch;
        long upTo = thisLife ? lastOffset : restored.upTo(id.epoch());
        return id.offset() >= lostThrough && id.offset() <= upTo;
    }

    /** Begins with a message that is held; the position is right before it, so that nobody is told of a gap twice. */
    private Start start(List<Message> held, int from, @Nullable MessageId asked, long lastOffset) {
        long position = from < held.size() ? held.get(from).id().offset() - 1 : lastOffset;
        return new Start(topic, new MessageId(epoch, position), asked, held.subList(from, held.size()));
    }

    private List<Message> snapshot() {
        if (snapshot == null) {
            Message[] all = new Message[count];
            int i = 0;
            for (KeptMessage message = first; message != null; message = message.next) {
                all[i++] = message;
            }
            snapshot = Collections.unmodifiableList(Arrays.asList(all));
        }
        return snapshot;
    }

    /** The index of the first message from which on all meet a condition; how many there are, if none does. */
    private static int indexOf(List<Message> messages, Predicate<Message> condition) {
        int low = 0;
        int high = messages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (condition.test(messages.get(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
