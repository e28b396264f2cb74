package io.oneport.client.hostile;

import io.oneport.client.wire.RawWire;
import io.oneport.client.wire.Wire;

/** One that does not even speak HTTP as it should. */
abstract class HostileRawSocket extends HostileSocket {
    /** Set by newWire, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    RawWire wire;

    HostileRawSocket(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    final Wire newWire() {
        wire = group.wires.raw(group.loop, this);
        return wire;
    }
}
