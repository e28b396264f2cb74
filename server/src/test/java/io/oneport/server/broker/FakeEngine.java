package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One topic on a machine of its own that several servers share through a {@link FakeBroker} each. It can come back with
 * less than it had, or empty, and knows for every position whether something after it is lost.
 */
final class FakeEngine {
    /** Messages that are kept; few, so that some readers come back too late. */
    private static final int KEPT = 40;

    private record Successor(long epoch, long fork) {}

    private final TopicName topic;
    final List<FakeBroker> brokers = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    /** By earlier epoch, the last offset of it that this epoch continues. */
    private final Map<Long, Long> forks = new HashMap<>();
    /** The same for all epochs that ever were, one step at a time. */
    private final Map<Long, Successor> successors = new HashMap<>();

    private long epoch = 1;
    private long lastOffset;
    private long lostThrough;

    FakeEngine(TopicName topic) {
        this.topic = topic;
    }

    MessageId last() {
        return new MessageId(epoch, lastOffset);
    }

    Message publish(Publication publication) {
        Message message = new Message(topic, new MessageId(epoch, ++lastOffset), publication, 0);
        messages.add(message);
        if (messages.size() > KEPT) {
            lostThrough = messages.remove(0).id().offset();
        }
        return message;
    }

    /** Comes back as another process, without the last messages. */
    void fork(int lost) {
        long fork = Math.max(lostThrough, lastOffset - lost);
        messages.removeIf(message -> message.id().offset() > fork);
        forks.replaceAll((earlier, upTo) -> Math.min(upTo, fork));
        forks.put(epoch, fork);
        successors.put(epoch, new Successor(epoch + 1, fork));
        epoch++;
        lastOffset = fork;
    }

    /** Comes back as another process, with nothing. */
    void empty() {
        messages.clear();
        forks.clear();
        epoch++;
        lastOffset = 0;
        lostThrough = 0;
    }

    /** Whether everything after a position is held. */
    boolean reaches(MessageId position) {
        long upTo = position.epoch() == epoch ? lastOffset : forks.getOrDefault(position.epoch(), -1L);
        return position.offset() >= lostThrough && position.offset() <= upTo;
    }

    /** Whether one message comes right after a position. */
    boolean follows(MessageId position, MessageId next) {
        return next.offset() == position.offset() + 1
                && (continues(position, next.epoch()) || continues(next, position.epoch()));
    }

    /** Whether a later epoch begins after a position, and does not replace it. */
    private boolean continues(MessageId position, long laterEpoch) {
        long at = position.epoch();
        while (at < laterEpoch) {
            Successor successor = successors.get(at);
            if (successor == null || position.offset() > successor.fork()) {
                return false;
            }
            at = successor.epoch();
        }
        return at == laterEpoch;
    }

    ReadResult.Held read(Since since, int limit) {
        Start start;
        if (since instanceof Since.After after) {
            start = after(after.id(), limit);
        } else if (since instanceof Since.Now) {
            start = new Start(topic, last(), null, List.of());
        } else {
            start = from(lostThrough, null, limit);
        }
        return new ReadResult.Held(start, last());
    }

    private Start after(MessageId asked, int limit) {
        if (reaches(asked)) {
            return from(asked.offset(), null, limit);
        }
        // What this epoch continues is known to the reader, unless it is lost since.
        long fork = asked.epoch() == epoch ? lastOffset : forks.getOrDefault(asked.epoch(), 0L);
        return from(Math.max(lostThrough, Math.min(fork, asked.offset())), asked, limit);
    }

    private Start from(long offset, MessageId asked, int limit) {
        return new Start(
                topic,
                new MessageId(epoch, offset),
                asked,
                messages.stream()
                        .filter(message -> message.id().offset() > offset)
                        .limit(limit)
                        .toList());
    }
}
