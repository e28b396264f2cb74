package io.oneport.server.app;

import io.oneport.server.broker.Topics;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import io.oneport.server.loop.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps the topics of one worker, in parts that share the loop's time with other work. Each run begins a sweep, unless
 * the one before is still under way. Confined to the worker's event loop.
 */
final class TopicSweep implements Runnable, Work {
    private static final Logger log = LoggerFactory.getLogger(TopicSweep.class);

    /** What a part costs: it looks at as many topics or messages as a delivery reaches readers. */
    private static final int UNITS = 256 * TurnBudget.DELIVERY;

    private final Topics topics;
    private final int worker;
    private final WorkQueue queue;
    private boolean underWay;

    TopicSweep(Topics topics, int worker, WorkQueue queue) {
        this.topics = topics;
        this.worker = worker;
        this.queue = queue;
    }

    @Override
    public void run() {
        if (!underWay) {
            underWay = true;
            queue.add(this);
        }
    }

    @Override
    public boolean work(TurnBudget budget) {
        budget.use(UNITS, 0);
        underWay = topics.sweep(worker);
        return underWay;
    }

    /** Ends this sweep: the next one goes on where it was. */
    @Override
    public boolean failed(Throwable cause) {
        underWay = false;
        log.error("Sweeping the topics of worker {} failed; retried at the next sweep", worker, cause);
        return false;
    }
}
