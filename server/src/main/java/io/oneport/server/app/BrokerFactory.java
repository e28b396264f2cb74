package io.oneport.server.app;

import io.oneport.server.broker.Broker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Creates the broker of a server. */
interface BrokerFactory {
    /**
     * Creates a broker.
     *
     * @param workers the event loops, which own topics by their index here
     * @param elapsedMillis milliseconds from an arbitrary origin, on a clock that is never set
     * @throws IOException if what it needs can't be used; the message is one line for a person
     */
    Broker create(List<? extends Executor> workers, LongSupplier elapsedMillis) throws IOException;
}
