package io.oneport.server.broker.redis;

import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** A broker on a Redis of a test, with one worker, once it is ready. */
final class ReadyBroker {
    private ReadyBroker() {}

    /**
     * Starts one.
     *
     * @param prefix of what it stores
     * @param most messages of a topic's history
     * @param mostBytes of it
     */
    static RedisBroker start(RedisServer redis, String prefix, int most, int mostBytes, ExecutorService worker) {
        RedisBroker broker = RedisBroker.start(
                RedisContractTest.settings(redis.url(), prefix),
                new TopicSettings(
                        most, mostBytes, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20),
                List.of(worker),
                () -> System.nanoTime() / 1_000_000);
        while (!(broker.state() instanceof BrokerState.Ready)) {
            Thread.onSpinWait();
        }
        return broker;
    }
}
