package io.oneport.client.fleet;

import io.oneport.client.plan.Metric;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.StreamWire;
import io.oneport.client.wire.Wire;

/** A socket that gets each message of a topic as an event. */
final class StreamSubscriber extends SubscriberSocket {
    private final EncodedRequest request;

    /** Set by newWire, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    private StreamWire wire;

    StreamSubscriber(
            int number, SocketTools tools, Payloads payloads, TopicShares topics, int topic, Directory directory) {
        super(number, tools, payloads, topics, topic, WorkKind.DELIVER_SSE, Metric.STREAM, "sse", directory);
        this.request = topics.stream(topic);
    }

    @Override
    Wire newWire() {
        wire = opener.stream(request, this);
        return wire;
    }

    @Override
    Wire wire() {
        return wire;
    }

    @Override
    void opened(long now) {
        measures.sockets.streams++;
        super.opened(now);
    }

    @Override
    void sayGoodbye() {
        wire.cut(false);
    }
}
