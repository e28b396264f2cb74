package io.oneport.server.broker.contract;

import io.oneport.server.broker.Broker;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.memory.MemoryBroker;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** The broker that keeps messages in this process. */
class MemoryContractTest extends BrokerContract {
    @Override
    protected BrokerFixture fixture() {
        return new BrokerFixture() {
            @Override
            public Broker open(int node, List<Executor> workers, TopicSettings settings, LongSupplier elapsedMillis) {
                return new MemoryBroker(workers.size(), settings, System::currentTimeMillis, elapsedMillis);
            }
        };
    }
}
