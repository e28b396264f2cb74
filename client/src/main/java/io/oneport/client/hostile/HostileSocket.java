package io.oneport.client.hostile;

import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;

/** One socket that misbehaves, and comes back some time after it has ended. All of it on the loop of its group. */
abstract class HostileSocket implements WireListener {
    static final long SECOND_NANOS = 1_000_000_000L;

    final HostileSockets group;
    private final Outcomes outcomes;
    private final int number;

    /** Set when it is opened. */
    @SuppressWarnings("NullAway.Init")
    private Wire wire;

    private boolean connected;
    /** Counts the connections, so that what was scheduled for one does not happen to the next. */
    private int connection;

    HostileSocket(HostileSockets group, Outcomes outcomes, int number) {
        this.group = group;
        this.outcomes = outcomes;
        this.number = number;
    }

    /** Makes the wire that is opened next. */
    abstract Wire newWire();

    /** Begins to misbehave; the wire is ready. */
    abstract void misbehave();

    /** How long it stays away once it has ended. */
    long absenceNanos() {
        return SECOND_NANOS;
    }

    final void open() {
        if (!group.isOver()) {
            connection++;
            wire = newWire();
            group.wires.open(wire, number);
        }
    }

    /** Has something done again and again, at once and then after every interval, for as long as this connection lives. */
    final void repeat(long intervalNanos, Runnable deed) {
        repeat(intervalNanos, deed, connection);
    }

    private void repeat(long intervalNanos, Runnable deed, int during) {
        if (connected && connection == during && !group.isOver()) {
            deed.run();
            group.loop.schedule(() -> repeat(intervalNanos, deed, during), intervalNanos);
        }
    }

    @Override
    public final void connected() {
        connected = true;
    }

    @Override
    public final void ready() {
        misbehave();
    }

    @Override
    public final void closed(WireEnd end) {
        connected = false;
        if (!group.isOver()) {
            outcomes.add(words(end));
            group.loop.schedule(this::open, absenceNanos());
        }
    }

    /** What the server did, not what the system's call for it is. */
    private static String words(WireEnd end) {
        String what = end.what();
        if (end.kind() == WireEnd.Cause.OURS) {
            return "reset by us";
        }
        return what.contains("reset") || what.contains("Broken pipe") ? "reset by the server" : what;
    }

    /** Ends it for good; the group is over. */
    final void leave() {
        if (wire == null) {
            return;
        }
        if (connected) {
            outcomes.add("still open at the end");
        }
        wire.cut(false);
    }
}
