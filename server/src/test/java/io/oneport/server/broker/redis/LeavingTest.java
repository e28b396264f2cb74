package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.NodeReport;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stops is off the list of servers before it has stopped; it does not wait for a Redis that is away. */
@Timeout(60)
class LeavingTest {
    private RedisServer redis;
    private CuttingProxy proxy;
    private RedisBroker broker;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        proxy = new CuttingProxy(redis.port());
        broker = RedisBroker.start(
                RedisContractTest.settings(proxy.url(), "leave:"),
                new TopicSettings(
                        100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20),
                List.of(Runnable::run),
                () -> System.nanoTime() / 1_000_000);
        broker.nodes().announce(() -> new NodeReport("one", 0, "1", 0, 0, 0, false), over -> {});
        while (!(broker.state() instanceof BrokerState.Ready)
                || broker.nodes().seen().isEmpty()) {
            Thread.onSpinWait();
        }
        assertEquals(1, listed());
    }

    @AfterEach
    void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        redis.close();
    }

    private long listed() {
        return redis.cli("HKEYS", "leave:nodes")
                .lines()
                .filter(line -> line.contains("node:"))
                .count();
    }

    @Test
    void aServerIsOffTheListWhenItHasStopped() {
        proxy.delay(300);
        broker.close();
        assertEquals(0, listed());
    }

    @Test
    void aStopEndsAlthoughNoAnswerComes() throws Exception {
        proxy.swallow(true);
        broker.close();
        assertEquals(1, listed());
    }

    @Test
    void aStopEndsWhileRedisIsAway() throws Exception {
        redis.kill();
        proxy.cut();
        while (broker.state() instanceof BrokerState.Ready) {
            Thread.onSpinWait();
        }
        broker.close();
        redis.run();
    }
}
