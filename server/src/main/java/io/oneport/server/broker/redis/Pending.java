package io.oneport.server.broker.redis;

import io.oneport.protocol.Publication;
import io.oneport.server.broker.PublishResult;
import java.util.function.Consumer;

/** A publication that has no result yet. Confined to the topic's owner. */
final class Pending {
    final Publication publication;
    final long cost;
    final long deadlineMillis;
    private final Consumer<PublishResult> result;
    private final EngineCounters counters;

    /** Whether it was sent, without an answer. */
    boolean sent;
    /** Whether that has happened twice. */
    boolean repeated;

    private boolean answered;

    Pending(
            Publication publication,
            long cost,
            long deadlineMillis,
            Consumer<PublishResult> result,
            EngineCounters counters) {
        this.publication = publication;
        this.cost = cost;
        this.deadlineMillis = deadlineMillis;
        this.result = result;
        this.counters = counters;
    }

    int bytes() {
        return publication.payload().bytes().length;
    }

    boolean answered() {
        return answered;
    }

    /** Gives the result, if none was given. */
    void answer(PublishResult given) {
        if (!answered) {
            answered = true;
            counters.inFlightBytes.addAndGet(-cost);
            result.accept(given);
        }
    }
}
