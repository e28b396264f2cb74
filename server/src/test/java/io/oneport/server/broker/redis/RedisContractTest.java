package io.oneport.server.broker.redis;

import io.oneport.server.broker.Broker;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.contract.LastingBrokerContract;
import io.oneport.server.broker.contract.LastingBrokerFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The broker that keeps messages in Redis, on two servers; a restart is one of Redis and of both. */
class RedisContractTest extends LastingBrokerContract {
    private static RedisServer redis;
    private static int fixtures;

    @BeforeAll
    static void startRedis() {
        // While it syncs, "everysec" holds back what it has acknowledged: a kill would lose that on a slow disk.
        redis = RedisServer.start("--appendfsync", "no");
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected LastingBrokerFixture fixture() {
        return new Fixture(redis, "test" + fixtures++ + ":");
    }

    static RedisSettings settings(String url, String prefix) {
        return new RedisSettings(
                RedisAddress.parse(url), null, null, prefix, Duration.ofSeconds(2), 1 << 26, Duration.ofSeconds(15));
    }

    /** Two servers with a topic space of their own. */
    static final class Fixture implements LastingBrokerFixture {
        private final RedisServer redis;
        private final String prefix;
        private final List<Broker> brokers = new ArrayList<>();

        Fixture(RedisServer redis, String prefix) {
            this.redis = redis;
            this.prefix = prefix;
        }

        @Override
        public int nodes() {
            return 2;
        }

        @Override
        public int page() {
            return HistoryCall.PAGE;
        }

        @Override
        public Broker open(int node, List<Executor> workers, TopicSettings limits, LongSupplier elapsedMillis) {
            if (brokers.size() == 2) {
                close();
            }
            RedisBroker broker = RedisBroker.start(
                    settings(redis.url(), prefix), limits, workers, () -> System.nanoTime() / 1_000_000);
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
        public boolean keepsEpochs() {
            return false;
        }

        @Override
        public void restart() {
            close();
            redis.kill();
            redis.run();
        }

        @Override
        public void snapshot() {
            redis.copyTo(copy());
        }

        private Path copy() {
            return redis.directory().resolveSibling(redis.directory().getFileName() + "-copy");
        }

        @Override
        public void restartFromSnapshot() {
            close();
            redis.kill();
            redis.empty();
            redis.copyFrom(copy());
            redis.run();
        }

        @Override
        public void restartEmpty() {
            close();
            redis.kill();
            redis.empty();
            redis.run();
        }

        @Override
        public void close() {
            brokers.forEach(Broker::close);
            brokers.clear();
        }
    }
}
