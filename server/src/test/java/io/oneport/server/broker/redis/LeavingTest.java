package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.NodeReport;
import io.oneport.server.broker.TopicSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
        broker = broker(proxy.url());
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

    private static RedisBroker broker(String url) {
        return RedisBroker.start(
                RedisContractTest.settings(url, "leave:"),
                new TopicSettings(
                        100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20),
                List.of(Runnable::run),
                () -> System.nanoTime() / 1_000_000);
    }

    private long listed() {
        return redis.cli("HKEYS", "leave:3:nodes")
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

    /** Whatever its attempt to connect has come to: one that is refused at once, and one that gets no answer. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStopWhileItConnectsLogsNothing(boolean refused) throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        lines.start();
        broker.close();
        try (ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            int port = refused ? RedisServer.freePort() : silent.getLocalPort();
            for (int i = 0; i < 20; i++) {
                RedisBroker connecting = broker("redis://127.0.0.1:" + port);
                long until = System.nanoTime() + i * 1_000_000L;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                root.addAppender(lines);
                connecting.close();
                root.detachAppender(lines);
            }
        } finally {
            root.detachAppender(lines);
        }
        assertEquals(
                List.of(),
                lines.list.stream()
                        .filter(line -> !line.getFormattedMessage().contains("connection refused"))
                        .map(ILoggingEvent::toString)
                        .toList());
    }
}
