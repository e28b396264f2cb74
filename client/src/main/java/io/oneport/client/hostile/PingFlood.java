package io.oneport.client.hostile;

/** Sends up to a thousand of the largest Pings a second, as far as the server takes them (RFC 6455, section 5.5.2). */
final class PingFlood extends HostileWebSocket {
    private static final long INTERVAL_NANOS = 10_000_000;
    private static final int PINGS_AT_ONCE = 10;
    private static final byte[] PAYLOAD = new byte[125];

    PingFlood(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    void misbehave() {
        repeat(INTERVAL_NANOS, this::sendSome);
    }

    private void sendSome() {
        for (int i = 0; i < PINGS_AT_ONCE && wire.writable(); i++) {
            wire.ping(PAYLOAD);
        }
        wire.flush();
    }
}
