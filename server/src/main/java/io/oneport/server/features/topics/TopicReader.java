package io.oneport.server.features.topics;

import io.oneport.protocol.TopicName;
import io.oneport.server.api.Exchange;
import io.oneport.server.broker.Refusal;
import io.oneport.server.loop.WorkQueue;
import io.oneport.server.session.Positions;
import io.oneport.server.session.StreamSession;
import java.util.List;

/** A reader of topics over HTTP, as far as it is the same for a page and a stream. Confined to the socket's event loop. */
abstract class TopicReader implements StreamSession.Reader {
    final Exchange exchange;
    final Positions positions;

    TopicReader(Exchange exchange, List<TopicName> topics) {
        this.exchange = exchange;
        this.positions = new Positions(topics);
    }

    @Override
    public final void refused(Refusal refusal) {
        if (!exchange.over()) {
            exchange.answer(Refusals.of(refusal));
        }
    }

    @Override
    public final void failed(Throwable cause) {
        exchange.socket().failed(cause);
    }

    @Override
    public final long nowNanos() {
        return exchange.socket().nowNanos();
    }

    @Override
    public final WorkQueue work() {
        return exchange.socket().work();
    }
}
