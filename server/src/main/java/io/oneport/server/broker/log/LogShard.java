package io.oneport.server.broker.log;

import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.memory.Departures;
import io.oneport.server.broker.memory.KeptMessage;
import io.oneport.server.broker.memory.Losses;
import io.oneport.server.broker.memory.MessageFactory;
import io.oneport.server.broker.memory.TopicStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that one worker owns, and their records. Confined to that worker.
 *
 * <p>A topic's last message stays in the log although it has left history: else a topic of which nothing is held would begin
 * anew with the next process.
 */
final class LogShard implements Departures {
    private static final Logger log = LoggerFactory.getLogger(LogShard.class);

    /** Messages of one worker that are being written, counted as {@link io.oneport.server.broker.Message#cost}. */
    static final long IN_FLIGHT_BYTES = 16 << 20;

    private static final Duration SOON = Duration.ofSeconds(1);

    /** What the log has of a topic besides messages that are held. */
    private static final class Head {
        /** The last message's record. */
        private long record;
        /** Whether that message has left history. */
        private boolean departed;

        private List<Long> forks = List.of();
        /** When the last message was published that was read back, on the clock that is never set. */
        private long restoredMillis = Long.MIN_VALUE;
    }

    /** In an order, so that keys whose hashes collide, as a peer may choose them, cost a map little. */
    private record Key(TopicName topic, String key) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int topics = topic.compareTo(other.topic);
            return topics != 0 ? topics : key.compareTo(other.key);
        }
    }

    /** A message on its way into the log. */
    private final class InFlight implements LogWriter.Awaited {
        private final LoggedMessage message;
        private final LogRecord added;
        private final Consumer<PublishResult> result;
        /** Publications with the same key that came meanwhile; null for none. */
        private @Nullable List<Consumer<PublishResult>> repeated;

        private InFlight(LoggedMessage message, LogRecord added, Consumer<PublishResult> result) {
            this.message = message;
            this.added = added;
            this.result = result;
        }

        @Override
        public long record() {
            return message.record;
        }

        @Override
        public LogRecord added() {
            return added;
        }

        @Override
        public int owner() {
            return owner;
        }

        @Override
        public void written(boolean done) {
            try {
                LogShard.this.written(this, done);
            } catch (Throwable e) {
                log.error("A message of {} could not be handed over", message.topic(), e);
            }
        }
    }

    private final LogState state;
    private final LogCounters counters;
    private final int owner;
    private final LogWriter writer;
    private final RecordIds ids;
    private final LongSupplier elapsedMillis;
    private final TopicStore store;
    private final MessageFactory<LoggedMessage> messages;
    private final Map<TopicName, Head> heads = new HashMap<>();
    private final Map<Key, InFlight> inFlightByKey = new HashMap<>();
    /** By slot, the record that says since when it is empty. */
    private final Map<Integer, Long> removedRecords = new HashMap<>();

    private long inFlightBytes;

    LogShard(
            LogState state,
            LogCounters counters,
            int owner,
            int workers,
            TopicSettings settings,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis,
            long firstEpoch,
            long originEpoch,
            LogWriter writer,
            RecordIds ids) {
        this.state = state;
        this.counters = counters;
        this.owner = owner;
        this.writer = writer;
        this.ids = ids;
        this.elapsedMillis = elapsedMillis;
        this.store = new TopicStore(owner, workers, settings, clockMillis, elapsedMillis, firstEpoch, this);
        store.emptySince(originEpoch);
        this.messages = (topic, id, from, timeMillis, published) ->
                new LoggedMessage(topic, id, from, timeMillis, published, ids.next());
    }

    TopicStore store() {
        return store;
    }

    /** Takes in a topic that the log has; its messages follow. */
    void restore(RecoveredTopics.FoundTopic found, boolean damaged) {
        if (found.last().offset() == 0) {
            found.forkRecords.forEach(writer::delete);
            return;
        }
        Head head = new Head();
        head.record = found.lastRecord();
        head.departed = true;
        head.forks = List.copyOf(found.forkRecords);
        heads.put(found.name, head);
        store.restore(found.name, found.last(), found.losses(damaged));
    }

    /** Takes in a message that the log has. */
    void restore(long record, LogRecord.Numbered found, long nowMillis) {
        Head head = Objects.requireNonNull(heads.get(found.topic()));
        Losses losses = Objects.requireNonNull(store.losses(found.topic()));
        boolean isLast = record == head.record;
        if (!RecoveredTopics.ended(found, nowMillis) && found.id().offset() > losses.lostThrough()) {
            // The time of day may have been set between them: none is older than the one before.
            long published = Math.max(
                    head.restoredMillis, elapsedMillis.getAsLong() - Math.max(0, nowMillis - found.timeMillis()));
            head.restoredMillis = published;
            LoggedMessage message = new LoggedMessage(
                    found.topic(), found.id(), found.publication(), found.timeMillis(), published, record);
            if (isLast) {
                head.departed = false;
            }
            store.restore(message);
            if (message.held()) {
                return;
            }
        }
        if (isLast) {
            head.departed = true;
        } else {
            writer.delete(record);
        }
    }

    /**
     * Takes in what the log has of removed topics.
     *
     * @param own whether this shard looks after the record
     */
    void restore(long record, LogRecord.Removed found, boolean own) {
        store.restore(found.slot(), found.emptySince());
        if (own) {
            Long earlier = removedRecords.put(found.slot(), record);
            if (earlier != null) {
                writer.delete(earlier);
            }
        }
    }

    void publish(Publication publication, Consumer<PublishResult> result) {
        Refusal unavailable = state.refusal(false);
        PublishResult refused = unavailable == null ? store.refused(publication) : unavailable;
        if (refused != null) {
            result.accept(refused);
            return;
        }
        Key key = publication.key() == null ? null : new Key(publication.topic(), publication.key());
        InFlight same = key == null ? null : inFlightByKey.get(key);
        if (same != null) {
            same.repeated = same.repeated == null ? new ArrayList<>(1) : same.repeated;
            same.repeated.add(result);
            return;
        }
        if (inFlightBytes > IN_FLIGHT_BYTES) {
            result.accept(new Refusal.Unavailable(
                    SOON, "The log does not keep up: " + Units.sizeText(IN_FLIGHT_BYTES) + " are being written."));
            return;
        }
        Losses losses = store.losses(publication.topic());
        LoggedMessage message = store.number(publication, messages);
        LogRecord.Numbered added = LogRecord.Numbered.of(
                message,
                publication.ttl(),
                losses == null ? 0 : losses.lostThrough(),
                losses == null ? 0 : losses.lastUnkept(),
                losses == null ? 1 : losses.firstHeld());
        InFlight change = new InFlight(message, added, result);
        if (key != null) {
            inFlightByKey.put(key, change);
        }
        inFlightBytes += message.cost();
        counters.inFlightBytes.addAndGet(message.cost());
        writer.add(change);
    }

    private void written(InFlight change, boolean done) {
        LoggedMessage message = change.message;
        inFlightBytes -= message.cost();
        counters.inFlightBytes.addAndGet(-message.cost());
        if (message.key() != null) {
            inFlightByKey.remove(new Key(message.topic(), message.key()));
        }
        PublishResult again;
        if (done) {
            PublishResult.Published published = keep(message);
            again = new PublishResult.Duplicate(message.id());
            change.result.accept(published);
        } else {
            Refusal unavailable = state.refusal(true);
            again = unavailable;
            change.result.accept(unavailable);
        }
        if (change.repeated != null) {
            change.repeated.forEach(result -> result.accept(again));
        }
    }

    private PublishResult.Published keep(LoggedMessage message) {
        Head head = heads.computeIfAbsent(message.topic(), topic -> new Head());
        long before = head.record;
        boolean departed = head.departed;
        head.record = message.record;
        head.departed = false;
        if (before != 0 && departed) {
            writer.delete(before);
        }
        PublishResult.Published published = store.keep(message);
        head.departed = !message.held();
        return published;
    }

    @Override
    public void left(KeptMessage message) {
        long record = ((LoggedMessage) message).record;
        Head head = heads.get(message.topic());
        if (head != null && head.record == record) {
            head.departed = true;
        } else {
            writer.delete(record);
        }
    }

    @Override
    public void removed(TopicName topic, long emptySince) {
        int slot = TopicStore.slot(topic);
        long record = ids.next();
        writer.add(record, new LogRecord.Removed(slot, emptySince));
        Long earlier = removedRecords.put(slot, record);
        if (earlier != null) {
            writer.delete(earlier);
        }
        Head head = heads.remove(topic);
        if (head != null) {
            writer.delete(head.record);
            head.forks.forEach(writer::delete);
        }
    }
}
