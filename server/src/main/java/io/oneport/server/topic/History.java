package io.oneport.server.topic;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The last messages of one topic, bounded in number, bytes and age. Confined to the worker that owns the topic.
 *
 * <p>What leaves because of a bound is remembered as a gap, so that a reader who comes back from before it can be told.
 * What leaves because its publisher wanted it to (its time to live) is no gap.
 */
final class History {
    private final TopicName topic;
    private final long epoch;
    private final TopicSettings settings;
    private final HistoryBudget budget;
    private final Deque<Message> messages = new ArrayDeque<>(4);
    private final Map<String, Message> byKey = new HashMap<>(0);
    private long bytes;
    /** How many of the messages have a time to live of their own. */
    private int expiring;
    /** The highest offset that a bound has taken. */
    private long lostThrough;

    History(TopicName topic, long epoch, TopicSettings settings, HistoryBudget budget) {
        this.topic = topic;
        this.epoch = epoch;
        this.settings = settings;
        this.budget = budget;
    }

    void add(Message message) {
        messages.addLast(message);
        message.history = this;
        bytes += message.cost();
        expiring += message.expires() ? 1 : 0;
        if (message.key() != null) {
            byKey.put(message.key(), message);
        }
        while (messages.size() > settings.historyMessages() || bytes > settings.historyBytes()) {
            evictOldest(message);
        }
        if (message.history != null) {
            budget.add(message);
        }
    }

    /** Takes the oldest message out; it is missed from then on. */
    void evictOldest() {
        evictOldest(null);
    }

    private void evictOldest(Message notInBudgetYet) {
        Message oldest = messages.removeFirst();
        lostThrough = oldest.id().offset();
        forget(oldest, oldest != notInBudgetYet);
    }

    private void forget(Message message, boolean inBudget) {
        message.history = null;
        bytes -= message.cost();
        expiring -= message.expires() ? 1 : 0;
        if (message.key() != null) {
            byKey.remove(message.key(), message);
        }
        if (inBudget) {
            budget.remove(message);
        }
    }

    /** Takes out what is too old, and what its publisher wanted to be out by now. */
    void expire(long nowMillis) {
        long tooOld = nowMillis - settings.historyAge().toMillis();
        while (!messages.isEmpty() && messages.peekFirst().timeMillis() <= tooOld) {
            evictOldest();
        }
        for (Iterator<Message> each = messages.iterator(); expiring > 0 && each.hasNext(); ) {
            Message message = each.next();
            if (message.expired(nowMillis)) {
                each.remove();
                forget(message, true);
            }
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** The message that was published with a key, if it is still held; else null. */
    Message withKey(String key) {
        return byKey.get(key);
    }

    /**
     * Where a reader begins.
     *
     * @param lastOffset the topic's last offset
     */
    Start start(Since since, long lastOffset, long nowMillis) {
        expire(nowMillis);
        if (since instanceof Since.After after) {
            MessageId id = after.id();
            boolean known = id.epoch() == epoch && id.offset() >= lostThrough && id.offset() <= lastOffset;
            return known ? behind(id.offset(), null, lastOffset) : behind(0, id, lastOffset);
        } else if (since instanceof Since.All) {
            return behind(0, null, lastOffset);
        } else if (since instanceof Since.Age age) {
            long oldest = nowMillis - age.age().toMillis();
            long before = lastOffset;
            for (Iterator<Message> each = messages.descendingIterator(); each.hasNext(); ) {
                Message message = each.next();
                if (message.timeMillis() < oldest) {
                    break;
                }
                before = message.id().offset() - 1;
            }
            return behind(before, null, lastOffset);
        }
        return behind(lastOffset, null, lastOffset);
    }

    /** Everything held behind an offset; the position is as far back as it can be without a gap. */
    private Start behind(long offset, MessageId asked, long lastOffset) {
        List<Message> held = new ArrayList<>();
        for (Message message : messages) {
            if (message.id().offset() > offset) {
                held.add(message);
            }
        }
        long position = Math.max(offset, Math.min(lostThrough, lastOffset));
        return new Start(topic, new MessageId(epoch, position), asked, held);
    }
}
