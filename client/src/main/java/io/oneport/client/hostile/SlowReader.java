package io.oneport.client.hostile;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.wire.Wire;

/**
 * Reads nothing, so that what it should get piles up: first in the system's buffers, which are small on this side, and then
 * in the server. That is the echoes of what it sends; or where there is a topic, which it must not publish to, the messages
 * of the others.
 */
final class SlowReader extends HostileWebSocket {
    private static final int RECEIVE_BUFFER_BYTES = 4 << 10;
    private static final long INTERVAL_NANOS = 10_000_000;
    /** Together 1 MB a second from each socket, until the server takes no more. */
    private static final int MESSAGES_AT_ONCE = 10;

    private static final byte[] MESSAGE = new byte[1000];

    SlowReader(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    Wire newWire() {
        Wire slow = super.newWire();
        slow.receiveBuffer(RECEIVE_BUFFER_BYTES);
        return slow;
    }

    @Override
    ClientHandshake handshake() {
        return group.subscription();
    }

    @Override
    void misbehave() {
        wire.reading(false);
        if (!group.isOfTopics()) {
            repeat(INTERVAL_NANOS, this::sendSome);
        }
    }

    private void sendSome() {
        for (int i = 0; i < MESSAGES_AT_ONCE && wire.writable(); i++) {
            wire.send(MESSAGE, MESSAGE.length, false);
        }
        wire.flush();
    }
}
