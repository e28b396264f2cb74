package io.oneport.server.broker.redis;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerMetric;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Feed;
import io.oneport.server.broker.Nodes;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicSettings;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in Redis, where any number of servers share them. Results come as tasks of the topic's owner, within {@code
 * publish-timeout} and a little.
 *
 * <p>Limits hold as they do in memory, with two exceptions: {@code history-total} is Redis's own {@code maxmemory}, and in a
 * cluster {@code max-topics} counts the topics that this server's readers follow.
 */
public final class RedisBroker implements Broker {
    private final EngineCounters counters = new EngineCounters();
    private final RedisEngine engine;
    private final List<OwnedTopics> owners;

    private RedisBroker(
            RedisSettings settings,
            TopicSettings limits,
            List<? extends Executor> workers,
            LongSupplier elapsedMillis) {
        this.engine = new RedisEngine(settings, counters, this::onTick, elapsedMillis);
        this.owners = workers.stream()
                .map(worker -> new TopicCalls(engine, settings, limits, counters, worker, elapsedMillis))
                .map(calls -> new OwnedTopics(engine, settings, limits, counters, calls))
                .toList();
    }

    /**
     * Begins to connect, and returns at once: until Redis is there, {@link #state} says that it is away.
     *
     * @param workers run the results' tasks, one at a time and in order each; they own topics by their index here
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     */
    public static RedisBroker start(
            RedisSettings settings,
            TopicSettings limits,
            List<? extends Executor> workers,
            LongSupplier elapsedMillis) {
        RedisBroker broker = new RedisBroker(settings, limits, workers, elapsedMillis);
        broker.engine.start();
        return broker;
    }

    private void onTick() {
        owners.forEach(OwnedTopics::onTick);
    }

    @Override
    public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        owners.get(owner).publish(publication, result);
    }

    @Override
    public @Nullable Refusal follow(int owner, TopicName topic, Feed feed) {
        return owners.get(owner).follow(topic, feed);
    }

    @Override
    public void unfollow(int owner, TopicName topic) {
        owners.get(owner).unfollow(topic);
    }

    @Override
    public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        owners.get(owner).read(topic, since, limit, result);
    }

    @Override
    public void page(int owner, TopicName topic, Since since, @Nullable MessageId told, Consumer<ReadResult> result) {
        owners.get(owner).page(topic, since, told, result);
    }

    @Override
    public BrokerState state() {
        BrokerState.Away refusing = engine.refusing();
        BrokerState state = engine.state();
        return refusing != null && state instanceof BrokerState.Ready ? refusing : state;
    }

    @Override
    public boolean sweep(int owner) {
        return owners.get(owner).sweep();
    }

    @Override
    public void subscribersChanged(int owner, TopicName topic) {
        owners.get(owner).subscribersChanged(topic);
    }

    @Override
    public Nodes nodes() {
        return engine.nodes();
    }

    @Override
    public List<BrokerMetric> metrics() {
        return List.of(
                gauge("ready", "1 while the engine can be used.", state() instanceof BrokerState.Ready ? 1 : 0),
                gauge(
                        "in_flight_bytes",
                        "Bytes of publications that the engine has not answered.",
                        counters.inFlightBytes.get()),
                gauge(
                        "last_echo_age_seconds",
                        "Time since a message through the engine last came back to this server.",
                        (System.nanoTime() - counters.lastEchoNanos) / 1_000_000 / 1e3),
                gauge(
                        "generation",
                        "How often the engine's data was taken up by another process.",
                        engine.generation()),
                counter("batches_total", "Calls that published.", counters.batches),
                counter("published_total", "Publications that the engine has numbered.", counters.published),
                counter(
                        "repeated_total",
                        "Publications that were sent again for want of an answer.",
                        counters.repeated),
                counter("reads_total", "Reads of history.", counters.reads),
                counter("gaps_total", "Gaps in what came live, which a read has filled.", counters.gaps),
                counter("forks_total", "Changes of epoch in what came live.", counters.forks),
                counter("resets_total", "Reads that found something lost after a position.", counters.resets),
                counter("reconnects_total", "Connections to the engine that were made again.", counters.reconnects));
    }

    private static BrokerMetric gauge(String name, String help, double value) {
        return new BrokerMetric("oneport_engine_" + name, false, help, value);
    }

    private static BrokerMetric counter(String name, String help, LongAdder value) {
        return new BrokerMetric("oneport_engine_" + name, true, help, value.sum());
    }

    @Override
    public void close() {
        engine.close();
    }
}
