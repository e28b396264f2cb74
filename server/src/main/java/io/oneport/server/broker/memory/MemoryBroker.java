package io.oneport.server.broker.memory;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.BrokerTotals;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.TopicView;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in this process's memory: they end with it. Every result comes within the call that asks for it.
 */
public final class MemoryBroker implements Broker {
    /** Topics looked at, or messages let go, in one part of a sweep. */
    static final int SWEEP_SLICE = TopicStore.SWEEP_SLICE;

    private static final BrokerState READY = new BrokerState.Ready();

    private final List<TopicStore> stores;

    /**
     * Creates a broker without topics.
     *
     * @param workers the number of workers that own topics; limits are split evenly between them
     * @param clockMillis the time of day, in milliseconds since 1970: only for the times that messages carry
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set: for all durations
     */
    public MemoryBroker(int workers, TopicSettings settings, LongSupplier clockMillis, LongSupplier elapsedMillis) {
        long firstEpoch = randomEpoch();
        this.stores = IntStream.range(0, workers)
                .mapToObj(owner -> new TopicStore(
                        owner, workers, settings, clockMillis, elapsedMillis, firstEpoch, Departures.NONE))
                .toList();
    }

    /** From 1 to 2^62. A topic adds one, so two starts have an epoch in common once in 2^61 per topic. */
    public static long randomEpoch() {
        return 1 + (new SecureRandom().nextLong() >>> 2);
    }

    @Override
    public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        result.accept(stores.get(owner).publish(publication));
    }

    @Override
    public @Nullable Refusal follow(int owner, TopicName topic, Feed feed) {
        return stores.get(owner).follow(topic, feed);
    }

    @Override
    public BrokerTotals totals(int owner) {
        return stores.get(owner).totals();
    }

    @Override
    public Iterator<TopicView> held(int owner) {
        return stores.get(owner).views();
    }

    @Override
    public void unfollow(int owner, TopicName topic) {
        stores.get(owner).unfollow(topic);
    }

    @Override
    public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        result.accept(stores.get(owner).read(topic, since, limit));
    }

    @Override
    public boolean answersAtOnce() {
        return true;
    }

    @Override
    public boolean readsAtOnce() {
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
        return stores.get(owner).sweep();
    }
}
