package io.oneport.client.fleet;

import io.oneport.client.account.Deeds;
import io.oneport.client.account.Measures;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.pace.PhaseClock;
import io.oneport.client.plan.Metric;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One socket of the load, opened again when it is lost. Times its opening; what it is for is up to its kind. All of it on
 * its worker's loop.
 */
public abstract class LoadSocket implements WireListener {
    private static final long FIRST_BACKOFF_NANOS = 50_000_000;
    private static final long LONGEST_BACKOFF_NANOS = 5_000_000_000L;
    /** So many failures in a row, and the run no longer waits for this socket before it begins. */
    private static final int HOPELESS = 3;

    final int number;
    final SocketOpener opener;
    final PhaseClock time;
    final Measures measures;
    final Deeds deeds = new Deeds();
    private final OpeningAccount opening;
    private Optional<ConnectionEnds> fiveTuple = Optional.empty();
    /** When the step of opening that is under way began. */
    private long since;

    private boolean open;
    private boolean settled;
    private boolean leaving;
    private int failuresInARow;
    /** It has been open before, and was not opened again since. */
    private boolean again;
    /** How long after its end it is opened again, if an experiment has said so; else negative. */
    private long comebackNanos = -1;

    LoadSocket(int number, SocketTools tools) {
        this.number = number;
        this.opener = tools.opener();
        this.time = tools.time();
        this.measures = tools.measures();
        this.opening = new OpeningAccount(measures);
    }

    /** Makes the wire that is opened next. */
    abstract Wire newWire();

    /** The wire that {@link #newWire} made last. */
    abstract Wire wire();

    /** How long the last step of opening took is called this; {@code null} if there is no such step. */
    abstract @Nullable Metric openingMetric();

    /** It can be used. */
    abstract void opened(long now);

    /** Whether the server may end such a socket in such a way, and no one would call it lost. */
    boolean isByTheBook(WireEnd end) {
        return false;
    }

    /** It can't be used any more. */
    abstract void gone(WireEnd end, long now);

    /** Its protocol, for people. */
    abstract String speaks();

    /** Counts what became of it so far, at the end of the run. */
    abstract void account(long now);

    /** Ends the account of the attempts to open it, at the end of the run. */
    final void accountOpening() {
        opening.account();
    }

    final void open() {
        if (!leaving) {
            since = time.now();
            opening.begin();
            opener.open(newWire(), number);
        }
    }

    final boolean isOpen() {
        return open;
    }

    @Override
    public final void connected() {
        measures.sockets.opened++;
        step(Metric.CONNECT);
        if (!opener.secure()) {
            opening.connected(openingMetric());
        }
    }

    @Override
    public final void secured(boolean resumed) {
        step(resumed ? Metric.TLS_RESUMED : Metric.TLS);
        opening.connected(openingMetric());
    }

    private void step(Metric metric) {
        long now = time.now();
        measures.record(metric, since, since, now, true);
        since = now;
    }

    @Override
    public final void ready() {
        if (openingMetric() != null) {
            step(openingMetric());
        }
        opening.ready();
        open = true;
        failuresInARow = 0;
        measures.sockets.becameOpen();
        measures.sockets.reopened += again ? 1 : 0;
        again = false;
        settle();
        opened(time.now());
    }

    @Override
    public final void closed(WireEnd end) {
        long now = time.now();
        fiveTuple = wire().fiveTuple().or(() -> fiveTuple);
        boolean wasOpen = open;
        open = false;
        if (time.isOver()) {
            return; // the accounts are closed
        }
        opening.failed();
        if (wasOpen) {
            measures.sockets.becameClosed();
            measures.content.ended(end);
            gone(end, now);
        }
        if (leaving) {
            return;
        }
        if (!wasOpen) {
            measures.sockets.failedToOpen(end);
            measures.failed(end.what(), fiveTuple, now);
        } else if (end.kind() != WireEnd.Cause.OURS && !isByTheBook(end)) {
            measures.sockets.lost++;
            measures.failed(end.what(), fiveTuple, now);
        }
        if (wasOpen) {
            again = true;
        } else if (++failuresInARow == HOPELESS) {
            settle();
        }
        reopen(comebackNanos >= 0 ? comebackNanos : wasOpen && isByTheBook(end) ? 0 : backoff());
        comebackNanos = -1;
    }

    /** Runs a task of this socket on its loop, soon. Any thread. */
    final void onItsLoop(Runnable task) {
        opener.execute(task);
    }

    /** Cuts it off soon, as {@link #cut}, one of many that are cut at once. Any thread. */
    final void cutSoon(boolean reset, long comebackNanos) {
        opener.execute(() -> opener.later(() -> cut(reset, comebackNanos), 0));
    }

    /** Cuts the connection, as a failing network does; the socket tries to reconnect after this delay. */
    private void cut(boolean reset, long comebackNanos) {
        if (open) {
            this.comebackNanos = comebackNanos;
            wire().cut(reset);
        }
    }

    /** The first attempt comes soon, and the others ever later, at random, so that a herd does not return as one. */
    private long backoff() {
        long longest = Math.min(LONGEST_BACKOFF_NANOS, FIRST_BACKOFF_NANOS << Math.min(failuresInARow, 20));
        return longest / 2 + opener.random(longest / 2);
    }

    private void reopen(long delayNanos) {
        opener.later(this::open, delayNanos);
    }

    private void settle() {
        if (!settled) {
            settled = true;
            measures.sockets.settled++;
        }
    }

    /** Ends it for good. */
    final void leave() {
        leaving = true;
        if (wire() != null) {
            sayGoodbye();
        }
    }

    abstract void sayGoodbye();

    /** Both its ends, or those it had last. */
    final Optional<ConnectionEnds> fiveTuple() {
        return open ? wire().fiveTuple() : fiveTuple;
    }
}
