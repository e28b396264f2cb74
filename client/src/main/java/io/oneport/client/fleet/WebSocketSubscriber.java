package io.oneport.client.fleet;

import io.oneport.client.plan.Metric;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;

/** A WebSocket that gets each message of a topic as a frame. */
final class WebSocketSubscriber extends SubscriberSocket {
    private final String path;

    /** Set by newWire, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    private WebSocketWire wire;

    WebSocketSubscriber(
            int number, SocketTools tools, Payloads payloads, TopicShares topics, int topic, Directory directory) {
        super(number, tools, payloads, topics, topic, WorkKind.DELIVER_WS, Metric.UPGRADE, "ws", directory);
        this.path = topics.path(topic);
    }

    @Override
    Wire newWire() {
        wire = opener.webSocket(path, this);
        return wire;
    }

    @Override
    Wire wire() {
        return wire;
    }

    @Override
    void opened(long now) {
        measures.sockets.upgraded(wire);
        super.opened(now);
    }

    @Override
    void sayGoodbye() {
        wire.leave();
    }
}
