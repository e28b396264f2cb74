package io.oneport.server.broker.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.loop.WorkQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** One server: two workers, the topics that they own, and a broker. Asks as one, and waits for what it is told. */
public final class ContractNode {
    private final Pump pump;
    private final Topics topics;
    private final List<Executor> workers;
    private int asked;

    ContractNode(Pump pump, BrokerFixture fixture, int number, TopicSettings settings, LongSupplier elapsedMillis) {
        this.pump = pump;
        this.workers = List.of(pump.worker(), pump.worker());
        Broker broker = fixture.open(number, workers, settings, elapsedMillis);
        this.topics = new Topics(broker, workers, WorkQueues.of(workers), settings, elapsedMillis);
    }

    /** Every call comes from another worker than the one before. */
    private int worker() {
        return asked++ % workers.size();
    }

    static Publication publication(TopicName topic, String text, Duration ttl, String key) {
        return new Publication(topic, Payload.text(text), null, null, ttl, key);
    }

    /** Publishes, and does not wait. */
    List<PublishResult> begin(Publication publication) {
        List<PublishResult> results = new ArrayList<>();
        topics.publish(worker(), publication, results::add);
        return results;
    }

    PublishResult publish(Publication publication) {
        List<PublishResult> results = begin(publication);
        pump.until("an answer to a publication", () -> !results.isEmpty());
        return results.get(0);
    }

    MessageId publish(TopicName topic, String text) {
        return id(publish(publication(topic, text, null, null)));
    }

    static MessageId id(PublishResult result) {
        return assertInstanceOf(PublishResult.Published.class, result).id();
    }

    ReadResult read(TopicName topic, Since since, int limit) {
        List<ReadResult> results = new ArrayList<>();
        topics.history(worker(), topic, since, limit, results::add);
        pump.until("an answer to a read", () -> !results.isEmpty());
        return results.get(0);
    }

    ReadResult.Held held(TopicName topic, Since since) {
        return assertInstanceOf(ReadResult.Held.class, read(topic, since, Integer.MAX_VALUE));
    }

    List<String> texts(TopicName topic, Since since) {
        return texts(held(topic, since));
    }

    static List<String> texts(ReadResult.Held held) {
        return held.start().messages().stream()
                .map(message -> message.payload().string())
                .toList();
    }

    /** Subscribes, and waits until that has begun or was refused. */
    ContractReader reader(TopicName topic, Since since) {
        return begun(topic, since, new ContractReader(true));
    }

    /** The same for one that takes a part of history when it is told to. */
    ContractReader slowReader(TopicName topic, Since since) {
        return begun(topic, since, new ContractReader(false));
    }

    private ContractReader begun(TopicName topic, Since since, ContractReader reader) {
        topics.subscribe(worker(), topic, since, reader);
        pump.until("the beginning of a subscription", reader::begun);
        return reader;
    }

    void sweep() {
        for (int worker = 0; worker < workers.size(); worker++) {
            while (topics.sweep(worker)) {
                pump.rest();
            }
        }
    }

    Topics topics() {
        return topics;
    }
}
