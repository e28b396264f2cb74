package io.oneport.server.app;

import io.oneport.server.connection.Connections;
import io.oneport.server.features.admin.DrainEndpoint;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes an administrator's request to drain to whoever ends the server: the process, if it has one. Any thread. */
final class DrainRequests implements DrainEndpoint.Drain {
    private final Connections connections;
    private volatile Predicate<Duration> taker = over -> false;
    private volatile Supplier<Duration> defaultOver = () -> Duration.ZERO;

    DrainRequests(Connections connections) {
        this.connections = connections;
    }

    /**
     * Sets who takes requests from now on.
     *
     * @param taker begins to drain and returns at once; returns false if a drain is under way
     */
    void takenBy(Predicate<Duration> taker) {
        this.taker = taker;
    }

    /** Sets where the window comes from if a request names none. */
    void defaultOver(Supplier<Duration> over) {
        this.defaultOver = over;
    }

    @Override
    public boolean begin(@Nullable Duration over) {
        return taker.test(over);
    }

    @Override
    public Duration defaultOver() {
        return defaultOver.get();
    }

    @Override
    public int openSockets() {
        return connections.open();
    }
}
