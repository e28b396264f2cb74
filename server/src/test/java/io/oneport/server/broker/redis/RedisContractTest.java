package io.oneport.server.broker.redis;

import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.contract.BrokerContract;
import io.oneport.server.broker.contract.BrokerFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The broker that keeps messages in Redis, on two servers. */
class RedisContractTest extends BrokerContract {
    private static RedisServer redis;
    private static int fixtures;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.start("--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected BrokerFixture fixture() {
        return new Fixture(redis.url(), "test" + fixtures++ + ":");
    }

    static RedisSettings settings(String url, String prefix) {
        return new RedisSettings(
                RedisAddress.parse(url), null, null, prefix, Duration.ofSeconds(2), 1 << 26, Duration.ofSeconds(15));
    }

    /** Two servers with a topic space of their own. */
    static final class Fixture implements BrokerFixture {
        private final String url;
        private final String prefix;
        private final List<Broker> brokers = new ArrayList<>();

        Fixture(String url, String prefix) {
            this.url = url;
            this.prefix = prefix;
        }

        @Override
        public int nodes() {
            return 2;
        }

        @Override
        public Broker open(int node, List<Executor> workers, TopicSettings limits, LongSupplier elapsedMillis) {
            if (brokers.size() == 2) {
                close();
            }
            RedisBroker broker =
                    RedisBroker.start(settings(url, prefix), limits, workers, () -> System.nanoTime() / 1_000_000);
            brokers.add(broker);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!(broker.state() instanceof BrokerState.Ready)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(broker.state());
                }
                Thread.onSpinWait();
            }
            return broker;
        }

        @Override
        public boolean pass(Duration time) {
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return true;
        }

        @Override
        public void close() {
            brokers.forEach(Broker::close);
            brokers.clear();
        }
    }
}
