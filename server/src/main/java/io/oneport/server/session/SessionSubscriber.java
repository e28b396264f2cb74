package io.oneport.server.session;

import io.oneport.server.broker.Message;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Subscription;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One topic of a session, whose messages leave through the session's {@link Outbox}. Confined to the socket's event loop. */
abstract class SessionSubscriber implements Subscriber {
    /** Null until it has begun. */
    @Nullable
    Subscription subscription;

    /** The session's. */
    abstract Outbox outbox();

    /** Whether the session still wants what comes. */
    abstract boolean isWanted();

    /** Sends a part of history; the next one is asked for when the socket has taken it. */
    final void replay(List<Message> messages) {
        outbox().replay(messages, Objects.requireNonNull(subscription, "it has begun")::taken);
    }

    @Override
    public final void replayed(List<Message> messages) {
        if (isWanted()) {
            replay(messages);
        }
    }

    /** Ends the subscription, if it has begun. */
    final void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
