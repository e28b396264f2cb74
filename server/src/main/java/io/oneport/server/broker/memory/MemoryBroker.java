package io.oneport.server.broker.memory;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages in this process's memory: they end with it. Every result comes within the call that asks for it.
 *
 * <p>Topics that only have readers are not counted as topics that were published to: readers must not keep publishers out.
 */
public final class MemoryBroker implements Broker {
    private static final Logger log = LoggerFactory.getLogger(MemoryBroker.class);

    /** Topics looked at, or messages let go, in one part of a sweep. */
    static final int SWEEP_SLICE = 256;

    /** A power of two. */
    private static final int NAMES = 4096;

    private static final BrokerState READY = new BrokerState.Ready();

    private final TopicSettings settings;
    private final LongSupplier clockMillis;
    private final LongSupplier elapsedMillis;
    private final List<Shard> shards;

    /**
     * Creates a broker without topics.
     *
     * @param workers the number of workers that own topics; limits are split evenly between them
     * @param clockMillis the time of day, in milliseconds since 1970: only for the times that messages carry
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set: for all durations
     */
    public MemoryBroker(int workers, TopicSettings settings, LongSupplier clockMillis, LongSupplier elapsedMillis) {
        this.settings = settings;
        this.clockMillis = clockMillis;
        this.elapsedMillis = elapsedMillis;
        // From 1 to 2^62. A topic adds one, so two starts have an epoch in common once in 2^61 per topic.
        long firstEpoch = 1 + (new SecureRandom().nextLong() >>> 2);
        this.shards = IntStream.range(0, workers)
                .mapToObj(owner -> new Shard(owner, workers, firstEpoch))
                .toList();
    }

    @Override
    public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        result.accept(shards.get(owner).publish(publication));
    }

    @Override
    public Refusal follow(int owner, TopicName topic, Feed feed) {
        return shards.get(owner).follow(topic, feed);
    }

    @Override
    public void unfollow(int owner, TopicName topic) {
        shards.get(owner).unfollow(topic);
    }

    @Override
    public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        result.accept(shards.get(owner).read(topic, since, limit));
    }

    @Override
    public boolean answersAtOnce() {
        return true;
    }

    @Override
    public BrokerState state() {
        return READY;
    }

    /**
     * Does a part of a sweep, in which histories run out and unused topics go: some {@value #SWEEP_SLICE} topics or
     * messages.
     */
    @Override
    public boolean sweep(int owner) {
        return shards.get(owner).sweep();
    }

    /** The topics that one worker owns. Confined to it. */
    private final class Shard {
        private final int number;
        private final Map<TopicName, MemoryTopic> topics = new HashMap<>();
        /** The same in no order, so that a sweep can go on in it although topics come and go between its parts. */
        private final List<MemoryTopic> list = new ArrayList<>();

        private final HistoryBudget budget;
        private final int maxTopics;
        /** How many of the topics were ever published to. */
        private int published;

        private long nextEpoch;
        /**
         * By hash of the name, an epoch: no topic of these names that was published to has gone since it was given out.
         * Names that share a place can only lead to a reset too many.
         */
        private final long[] emptySince = new long[NAMES];

        /** Where the sweep is in the list: all from here on have been looked at. */
        private int sweepIndex;

        private int sweepFailures;

        private Shard(int number, int workers, long firstEpoch) {
            this.number = number;
            this.budget = new HistoryBudget(settings.historyTotalBytes() / workers);
            this.maxTopics = 1 + (settings.maxTopics() - 1) / workers;
            this.nextEpoch = firstEpoch;
            Arrays.fill(emptySince, firstEpoch);
        }

        private PublishResult publish(Publication publication) {
            MemoryTopic topic = topics.get(publication.topic());
            boolean first = topic == null || !topic.published();
            if (first && published >= maxTopics) {
                return tooMany();
            }
            topic = topic == null ? create(publication.topic()) : topic;
            try {
                return topic.publish(publication, elapsedMillis.getAsLong());
            } finally {
                published += first && topic.published() ? 1 : 0;
            }
        }

        private Refusal follow(TopicName name, Feed feed) {
            MemoryTopic topic = topics.get(name);
            if (topic == null && topics.size() >= maxTopics) {
                return tooMany();
            }
            topic = topic == null ? create(name) : topic;
            topic.follow(feed);
            return null;
        }

        /** A topic that only had readers goes with the last one: reading takes no place for good. */
        private void unfollow(TopicName name) {
            MemoryTopic topic = topics.get(name);
            topic.unfollow(elapsedMillis.getAsLong());
            if (!topic.published()) {
                remove(topic);
            }
        }

        /**
         * Of an unknown topic: the start that it would give if it were created now. The epoch is not used up, since the
         * position before the first message is the same for all who know no message.
         */
        private ReadResult read(TopicName name, Since since, int limit) {
            long now = elapsedMillis.getAsLong();
            MemoryTopic topic = topics.get(name);
            return topic != null
                    ? topic.read(since, limit, now)
                    : new ReadResult.Held(
                            new History(name, nextEpoch, emptySince(name), settings, budget)
                                    .start(since, limit, 0, now),
                            new MessageId(nextEpoch, 0));
        }

        private Refusal tooMany() {
            return new Refusal.Refused(
                    ErrorCode.TOO_MANY_TOPICS, "Topic limit reached (max-topics: " + settings.maxTopics() + ").");
        }

        private MemoryTopic create(TopicName name) {
            MemoryTopic topic = new MemoryTopic(
                    name, nextEpoch++, emptySince(name), settings, budget, clockMillis, elapsedMillis.getAsLong());
            topic.index = list.size();
            list.add(topic);
            topics.put(name, topic);
            return topic;
        }

        private long emptySince(TopicName name) {
            return emptySince[name.hashCode() & NAMES - 1];
        }

        private void remove(MemoryTopic topic) {
            topics.remove(topic.name());
            MemoryTopic last = list.remove(list.size() - 1);
            if (last != topic) {
                list.set(topic.index, last);
                last.index = topic.index;
            }
            if (topic.published()) {
                published--;
                emptySince[topic.name().hashCode() & NAMES - 1] = ++nextEpoch;
            }
        }

        /**
         * Goes through the list from its end to its beginning. What takes the place of a topic that goes comes from the
         * end, where the sweep has been; what comes in meanwhile waits for the next sweep.
         */
        private boolean sweep() {
            if (sweepIndex == 0) {
                sweepIndex = list.size();
            }
            int left = SWEEP_SLICE;
            while (left > 0 && sweepIndex > 0) {
                sweepIndex = Math.min(sweepIndex, list.size()); // topics have gone meanwhile
                if (sweepIndex == 0) {
                    break;
                }
                MemoryTopic topic = list.get(sweepIndex - 1);
                int expired = sweep(topic, left);
                left -= 1 + expired;
                if (left >= 0) { // else it has more to let go
                    sweepIndex--;
                }
            }
            if (sweepIndex == 0 && sweepFailures > 0) {
                log.error(
                        "Sweeping failed for {} topics of worker {}; retried at the next sweep", sweepFailures, number);
                sweepFailures = 0;
            }
            return sweepIndex > 0;
        }

        /** One topic's failure, even an Error, must not keep the others from being swept. */
        private int sweep(MemoryTopic topic, int most) {
            try {
                long now = elapsedMillis.getAsLong();
                int expired = topic.expire(now, most);
                if (topic.idle(now)) {
                    remove(topic);
                }
                return expired;
            } catch (Throwable e) {
                if (sweepFailures++ == 0) {
                    log.error("Sweeping topic {} failed", topic.name(), e);
                }
                return 0;
            }
        }
    }
}
