package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import java.util.function.Consumer;

/** A broker of which a test only reads. */
abstract class ReadOnlyBroker implements Broker {
    @Override
    public final void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Refusal follow(int owner, TopicName topic, Feed feed) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void unfollow(int owner, TopicName topic) {
        throw new UnsupportedOperationException();
    }
}
