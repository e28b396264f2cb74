package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.plan.Metric;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection of a session: times and counts how it is opened and how it ends. All of it on its worker's loop. */
abstract class SessionSocket implements WireListener {
    final SocketTools tools;
    private final Measures measures;
    private final OpeningAccount opening;
    private final @Nullable Metric openingMetric;
    private final boolean measured;
    /** When the step of opening that is under way began, and then when it was open. */
    private long since;

    private boolean open;

    /**
     * Prepares; nothing is opened yet.
     *
     * @param openingMetric how long the last step of opening takes is called this; {@code null} if there is no such step
     * @param measured whether what it takes to open it counts
     */
    SessionSocket(SocketTools tools, @Nullable Metric openingMetric, boolean measured) {
        this.tools = tools;
        this.measures = tools.measures();
        this.opening = new OpeningAccount(measures);
        this.openingMetric = openingMetric;
        this.measured = measured;
    }

    /** The connection, once it was made. */
    abstract Wire wire();

    /** It can be used. */
    abstract void opened();

    /** It is gone, or never was open. */
    abstract void ended(WireEnd end, boolean wasOpen);

    /** Whether this side was still to use it, so that its end is a loss. */
    abstract boolean isLost(WireEnd end);

    /** @param number the session's socket number; source addresses take turns by it */
    final void open(int number) {
        since = tools.time().now();
        opening.begin();
        tools.opener().open(wire(), number);
    }

    final boolean isOpen() {
        return open;
    }

    /** When it was open, if its opening has a step after the connection. */
    final long readyAt() {
        return since;
    }

    /** Ends the account of its opening, at the end of the run. */
    final void accountOpening() {
        opening.account();
    }

    final Optional<ConnectionEnds> fiveTuple() {
        return wire().fiveTuple();
    }

    @Override
    public final void connected() {
        measures.sockets.opened++;
        step(Metric.CONNECT);
        if (!tools.opener().secure()) {
            opening.connected(openingMetric);
        }
    }

    @Override
    public final void secured(boolean resumed) {
        step(resumed ? Metric.TLS_RESUMED : Metric.TLS);
        opening.connected(openingMetric);
    }

    private void step(Metric metric) {
        long now = tools.time().now();
        measures.record(metric, since, since, now, measured);
        since = now;
    }

    @Override
    public final void ready() {
        if (openingMetric != null) {
            step(openingMetric);
        }
        opening.ready();
        open = true;
        measures.sockets.becameOpen();
        opened();
    }

    @Override
    public final void closed(WireEnd end) {
        boolean wasOpen = open;
        open = false;
        if (tools.time().isOver()) {
            return; // the accounts are closed
        }
        opening.failed();
        if (wasOpen) {
            measures.sockets.becameClosed();
            measures.content.ended(end);
            measures.sockets.lost += isLost(end) ? 1 : 0;
        } else {
            measures.sockets.failedToOpen(end);
        }
        ended(end, wasOpen);
    }
}
