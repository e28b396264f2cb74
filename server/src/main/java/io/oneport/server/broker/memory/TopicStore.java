package io.oneport.server.broker.memory;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.BrokerTotals;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.TopicView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that one worker owns, and what memory holds of them. Confined to that worker.
 *
 * <p>A broker that has to do something between numbering a message and handing it over, such as writing it to a disk, uses
 * {@link #refused}, {@link #number} and {@link #keep} in place of {@link #publish}.
 *
 * <p>Topics that only have readers are not counted as topics that were published to: readers must not keep publishers out.
 */
public final class TopicStore {
    private static final Logger log = LoggerFactory.getLogger(TopicStore.class);

    /** Topics looked at, or messages let go, in one part of a sweep. */
    static final int SWEEP_SLICE = 256;

    /** Places of {@link #emptySince}. A power of two. */
    private static final int SLOTS = 4096;

    private final TopicSettings settings;
    private final LongSupplier clockMillis;
    private final LongSupplier elapsedMillis;
    private final Departures departures;
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
    private final long[] emptySince = new long[SLOTS];

    /** Where the sweep is in the list: all from here on have been looked at. */
    private int sweepIndex;

    private int sweepFailures;

    /**
     * Creates a store without topics.
     *
     * @param number the worker, for log lines
     * @param workers the number of workers; limits are split evenly between them
     * @param clockMillis the time of day, in milliseconds since 1970: only for the times that messages carry
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set: for all durations
     * @param firstEpoch the epoch of its first topic; each further one adds one
     * @param departures told what leaves
     */
    public TopicStore(
            int number,
            int workers,
            TopicSettings settings,
            LongSupplier clockMillis,
            LongSupplier elapsedMillis,
            long firstEpoch,
            Departures departures) {
        this.number = number;
        this.settings = settings;
        this.clockMillis = clockMillis;
        this.elapsedMillis = elapsedMillis;
        this.departures = departures;
        this.budget = new HistoryBudget(settings.historyTotalBytes() / workers, departures);
        this.maxTopics = 1 + (settings.maxTopics() - 1) / workers;
        this.nextEpoch = firstEpoch;
        Arrays.fill(emptySince, firstEpoch);
    }

    /** What it holds. */
    public BrokerTotals totals() {
        return new BrokerTotals(topics.size(), budget.messages(), budget.bytes());
    }

    /** Its topics, as they are when they are reached; those that come meanwhile are not among them. */
    public Iterator<TopicView> views() {
        return new ArrayList<>(list).stream().map(MemoryTopic::view).iterator(); // one copy of references
    }

    /** The place of a topic in {@link #emptySince}: the same in every process. */
    public static int slot(TopicName name) {
        return name.text().hashCode() & SLOTS - 1;
    }

    /** Numbers, keeps and hands over a message, at once. */
    public PublishResult publish(Publication publication) {
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

    /**
     * Why a publication is not to be numbered: it is refused, or its key is that of a message in history.
     *
     * @return null if it is to be numbered
     */
    public @Nullable PublishResult refused(Publication publication) {
        MemoryTopic topic = topics.get(publication.topic());
        if ((topic == null || !topic.published()) && published >= maxTopics) {
            return tooMany();
        }
        MessageId earlier = topic == null ? null : topic.idOf(publication.key(), elapsedMillis.getAsLong());
        return earlier == null ? null : new PublishResult.Duplicate(earlier);
    }

    /** Gives a publication the next id of its topic; to be {@linkplain #keep kept} in that order, or never again. */
    public <M extends KeptMessage> M number(Publication publication, MessageFactory<M> factory) {
        MemoryTopic topic = topics.get(publication.topic());
        published += topic == null || !topic.published() ? 1 : 0;
        topic = topic == null ? create(publication.topic()) : topic;
        return topic.number(publication, elapsedMillis.getAsLong(), factory);
    }

    /** Keeps a message that was numbered here, and hands it over. */
    public PublishResult.Published keep(KeptMessage message) {
        return known(message.topic()).keep(message, elapsedMillis.getAsLong());
    }

    /**
     * Takes a topic in as an earlier process left it; its messages follow, through {@link #restore(KeptMessage)}.
     *
     * @param last the id of its last message, whether or not that is held
     */
    public void restore(TopicName name, MessageId last, Losses losses) {
        MemoryTopic topic =
                new MemoryTopic(name, last, emptySince(name), settings, budget, clockMillis, elapsedMillis.getAsLong());
        topic.restore(losses);
        add(topic);
        published++;
    }

    /** Takes a message in that an earlier process had kept; in the order in which they were published. */
    public void restore(KeptMessage message) {
        known(message.topic()).restore(message);
    }

    /** Notes that no topic has gone that was published to, since an epoch was given out. */
    public void emptySince(long epoch) {
        Arrays.fill(emptySince, epoch);
    }

    /** Notes the same of the topics of one place. */
    public void restore(int slot, long epoch) {
        emptySince[slot] = Math.max(emptySince[slot], epoch);
    }

    /** What is lost of a topic, and what is held; null if nothing was published to it. */
    public @Nullable Losses losses(TopicName name) {
        MemoryTopic topic = topics.get(name);
        return topic == null ? null : topic.losses();
    }

    /** Begins to hand over a topic's messages; see {@link io.oneport.server.broker.Broker#follow}. */
    public @Nullable Refusal follow(TopicName name, Feed feed) {
        MemoryTopic topic = topics.get(name);
        if (topic == null && topics.size() >= maxTopics) {
            return tooMany();
        }
        topic = topic == null ? create(name) : topic;
        topic.follow(feed);
        return null;
    }

    /** A topic that only had readers goes with the last one: reading takes no place for good. */
    public void unfollow(TopicName name) {
        MemoryTopic topic = known(name);
        topic.unfollow(elapsedMillis.getAsLong());
        if (!topic.published()) {
            remove(topic);
        }
    }

    /**
     * Of an unknown topic: the start that it would give if it were created now. The epoch is not used up, since the
     * position before the first message is the same for all who know no message.
     */
    public ReadResult read(TopicName name, Since since, int limit) {
        long now = elapsedMillis.getAsLong();
        MemoryTopic topic = topics.get(name);
        return topic != null
                ? topic.read(since, limit, now)
                : new ReadResult.Held(
                        new History(name, nextEpoch, emptySince(name), settings, budget).start(since, limit, 0, now),
                        new MessageId(nextEpoch, 0));
    }

    private Refusal tooMany() {
        return new Refusal.Refused(
                ErrorCode.TOO_MANY_TOPICS, "Topic limit reached (max-topics: " + settings.maxTopics() + ").");
    }

    private MemoryTopic known(TopicName name) {
        return Objects.requireNonNull(topics.get(name));
    }

    private MemoryTopic create(TopicName name) {
        MemoryTopic topic = new MemoryTopic(
                name,
                new MessageId(nextEpoch++, 0),
                emptySince(name),
                settings,
                budget,
                clockMillis,
                elapsedMillis.getAsLong());
        add(topic);
        return topic;
    }

    private void add(MemoryTopic topic) {
        topic.index = list.size();
        list.add(topic);
        topics.put(topic.name(), topic);
    }

    private long emptySince(TopicName name) {
        return emptySince[slot(name)];
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
            emptySince[slot(topic.name())] = ++nextEpoch;
            departures.removed(topic.name(), nextEpoch);
        }
    }

    /**
     * Goes through the list from its end to its beginning. What takes the place of a topic that goes comes from the
     * end, where the sweep has been; what comes in meanwhile waits for the next sweep.
     */
    public boolean sweep() {
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
            log.error("Sweeping failed for {} topics of worker {}; retried at the next sweep", sweepFailures, number);
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
