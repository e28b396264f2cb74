package io.oneport.client.fleet;

import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;

/** A WebSocket that gets each message of a topic as a frame. */
final class WebSocketSubscriber extends SubscriberSocket {
    private WebSocketWire wire;

    WebSocketSubscriber(Worker worker, int number, int topic) {
        super(worker, number, topic, WorkKind.DELIVER_WS, Metric.UPGRADE, "ws");
    }

    @Override
    Wire newWire() {
        wire = worker.wires.webSocket(worker.loop, worker.handshake(worker.topics.path(topic)), this);
        return wire;
    }

    @Override
    Wire wire() {
        return wire;
    }

    @Override
    void opened(long now) {
        worker.measures.sockets.upgraded(wire);
        super.opened(now);
    }

    @Override
    void sayGoodbye() {
        wire.leave();
    }
}
