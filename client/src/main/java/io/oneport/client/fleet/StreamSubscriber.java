package io.oneport.client.fleet;

import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.StreamWire;
import io.oneport.client.wire.Wire;

/** A socket that gets each message of a topic as an event. */
final class StreamSubscriber extends SubscriberSocket {
    private StreamWire wire;

    StreamSubscriber(Worker worker, int number, int topic) {
        super(worker, number, topic, WorkKind.DELIVER_SSE, Metric.STREAM, "sse");
    }

    @Override
    Wire newWire() {
        wire = worker.wires.stream(worker.loop, worker.topics.stream(topic), this);
        return wire;
    }

    @Override
    Wire wire() {
        return wire;
    }

    @Override
    void opened(long now) {
        worker.measures.sockets.streams++;
        super.opened(now);
    }

    @Override
    void sayGoodbye() {
        wire.cut(false);
    }
}
