package io.oneport.client.hostile;

/** Sends random bytes in the place of HTTP, and more of them every second. */
final class Garbage extends HostileRawSocket {
    private final byte[] bytes = new byte[512];

    Garbage(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    void misbehave() {
        repeat(SECOND_NANOS, this::sendSome);
    }

    private void sendSome() {
        group.random.nextBytes(bytes);
        wire.send(bytes, 0, bytes.length);
    }
}
