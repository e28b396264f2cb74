package io.oneport.server.features.metrics;

import io.oneport.server.broker.BrokerMetric;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.TopicTotals;
import io.oneport.server.observe.Totals;
import io.oneport.server.observe.WorkerStatus;
import java.util.List;

/**
 * All figures at one moment, for one scrape.
 *
 * @param totals sums over the workers
 * @param workers each of them
 * @param ready whether the broker can be used
 */
record ScrapeFigures(
        Totals totals, List<WorkerStatus> workers, TopicTotals topics, List<BrokerMetric> broker, boolean ready) {
    static ScrapeFigures of(
            List<WorkerStatus> workers, TopicTotals topics, List<BrokerMetric> broker, BrokerState state) {
        Totals totals = new Totals();
        workers.forEach(worker -> totals.add(worker.totals()));
        return new ScrapeFigures(totals, workers, topics, broker, state instanceof BrokerState.Ready);
    }
}
