package io.oneport.client.hostile;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;

/** One that upgrades as it should, and misbehaves after that. */
abstract class HostileWebSocket extends HostileSocket {
    /** Set by newWire, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    WebSocketWire wire;

    HostileWebSocket(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    Wire newWire() {
        wire = group.wires.webSocket(group.loop, handshake(), this);
        return wire;
    }

    /** Where it goes. */
    ClientHandshake handshake() {
        return group.handshake();
    }
}
