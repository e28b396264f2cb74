package io.oneport.server.broker.redis;

import io.oneport.protocol.TopicName;
import io.oneport.server.broker.TopicSettings;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The calls to Redis for the topics of one worker, and what they need to know. The worker's, which also gets the replies. */
final class TopicCalls {
    private final RedisEngine engine;
    private final EngineCounters counters;
    private final Executor worker;
    private final LongSupplier elapsedMillis;
    private final long timeoutMillis;
    private final int maxTopics;
    private final byte[] historyMessages;
    private final byte[] historyBytes;
    private final byte[] historyAge;

    TopicCalls(
            RedisEngine engine,
            RedisSettings settings,
            TopicSettings limits,
            EngineCounters counters,
            Executor worker,
            LongSupplier elapsedMillis) {
        this.engine = engine;
        this.counters = counters;
        this.worker = worker;
        this.elapsedMillis = elapsedMillis;
        this.timeoutMillis = settings.publishTimeout().toMillis();
        this.maxTopics = limits.maxTopics();
        this.historyMessages = Keys.ascii(limits.historyMessages());
        this.historyBytes = Keys.ascii(limits.historyBytes());
        this.historyAge = Keys.ascii(limits.historyAge().toMillis());
    }

    /** The connections to the process that has a topic; null while there are none. */
    @Nullable
    Link link(TopicName topic) {
        return engine.link(channel(topic));
    }

    /** Where what is published to a topic is heard. */
    String channel(TopicName topic) {
        return engine.keys().channel(topic);
    }

    /**
     * The arguments of a publication that come before those of each message.
     *
     * @param heard whether this server's subscription to the topic is confirmed
     */
    byte[][] publishArguments(Link to, boolean heard) {
        return new byte[][] {
            Keys.ascii(to.token()),
            Keys.ascii(to.tag()),
            historyMessages,
            historyBytes,
            historyAge,
            Keys.ascii(maxTopics),
            Keys.ascii(heard ? 1 : 0)
        };
    }

    void publish(Link to, TopicName topic, byte[][] arguments, Consumer<Reply> reply) {
        counters.batches.increment();
        call(Library.PUBLISH, to, topic, arguments, reply);
    }

    /**
     * Reads messages.
     *
     * @param followed whether the topic has readers here
     * @param asked from where on
     */
    void read(
            Link to,
            TopicName topic,
            boolean followed,
            int most,
            int mostBytes,
            byte[][] asked,
            Consumer<Reply> reply) {
        byte[][] arguments = new byte[6 + asked.length][];
        arguments[0] = Keys.ascii(to.token());
        arguments[1] = Keys.ascii(to.tag());
        arguments[2] = historyAge;
        arguments[3] = Keys.ascii(followed ? 1 : 0);
        arguments[4] = Keys.ascii(most);
        arguments[5] = Keys.ascii(mostBytes);
        System.arraycopy(asked, 0, arguments, 6, asked.length);
        call(Library.READ, to, topic, arguments, reply);
    }

    /** Says how many subscribers a topic has here, and that it is used. */
    void readers(Link to, TopicName topic, int subscribers, Consumer<Reply> reply) {
        byte[][] arguments = {
            Keys.ascii(to.token()), Keys.ascii(to.tag()), historyAge, Keys.ascii(engine.node()), Keys.ascii(subscribers)
        };
        call(Library.READERS, to, topic, arguments, reply);
    }

    private void call(String function, Link to, TopicName topic, byte[][] arguments, Consumer<Reply> reply) {
        String[] keys = engine.keys().ofTopic(topic, to.info().cluster());
        to.call(function, keys, arguments, given -> onWorker(() -> reply.accept(given)));
    }

    /** Any thread. */
    void onWorker(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            // The server has stopped: the sockets that this is about are gone.
        }
    }

    void trouble(@Nullable Link link, Reply.NotDone notDone) {
        engine.trouble(link, notDone);
    }

    RedisNodes nodes() {
        return engine.nodes();
    }

    EngineCounters counters() {
        return counters;
    }

    String tooManyTopics() {
        return "Topic limit reached (max-topics: " + maxTopics + ").";
    }

    long nowMillis() {
        return elapsedMillis.getAsLong();
    }

    long timeoutMillis() {
        return timeoutMillis;
    }
}
