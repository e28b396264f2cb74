package io.oneport.server.broker.contract;

import io.oneport.server.broker.Broker;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** A kind of broker, as {@link BrokerContract} needs it: one for each test. */
public interface BrokerFixture extends AutoCloseable {
    /** How many servers share what is kept. */
    default int nodes() {
        return 1;
    }

    /** The most messages that a reader is given of history at a time; all of them if the broker holds them for all readers anyway. */
    default int page() {
        return Integer.MAX_VALUE;
    }

    /**
     * Opens one server's broker. Those of the same fixture share what is kept, if there are several.
     *
     * @param node from 0
     * @param workers own the topics; their tasks run on the test's thread
     * @param elapsedMillis the clock that {@link #pass} moves
     */
    Broker open(int node, List<Executor> workers, TopicSettings settings, LongSupplier elapsedMillis);

    /** Lets something happen that is under way; returns false if nothing is, or if it happens by itself. */
    default boolean move() {
        return false;
    }

    /**
     * Lets time pass.
     *
     * @return whether that is done; if not, the test's own clock is moved, and topics are swept
     */
    default boolean pass(Duration time) {
        return false;
    }

    @Override
    default void close() {}
}
