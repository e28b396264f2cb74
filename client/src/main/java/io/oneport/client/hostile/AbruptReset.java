package io.oneport.client.hostile;

/** Sends a message, and resets the connection before the answer can come; ten times a second. */
final class AbruptReset extends HostileWebSocket {
    private static final byte[] MESSAGE = new byte[100];

    AbruptReset(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    long absenceNanos() {
        return SECOND_NANOS / 10;
    }

    @Override
    void misbehave() {
        wire.send(MESSAGE, MESSAGE.length, false);
        wire.flush();
        wire.cut(true);
    }
}
