package io.oneport.server.broker.log;

import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the log can be written; once it cannot, only a restart helps. Any thread. */
final class LogState {
    /** When to try again what only a restart makes possible. */
    private static final Duration RESTART = Duration.ofSeconds(30);

    private final MessageJournal journal;
    private volatile BrokerState state = new BrokerState.Ready();

    LogState(MessageJournal journal) {
        this.journal = journal;
    }

    /**
     * Why nothing can be published; null if something can.
     *
     * @param maybePublished whether what is refused may be in the log all the same
     */
    Refusal.@Nullable Unavailable refusal(boolean maybePublished) {
        if (journal.failure() == null) {
            return null;
        }
        if (state instanceof BrokerState.Ready) {
            state = new BrokerState.Away(Instant.now(), why());
        }
        return new Refusal.Unavailable(RESTART, maybePublished, why());
    }

    private String why() {
        return "The log cannot be written until the server is restarted: " + journal.reason() + ".";
    }

    /** The same as the server's other parts are told. */
    BrokerState now() {
        refusal(false);
        return state;
    }
}
