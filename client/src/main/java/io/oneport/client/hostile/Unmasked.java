package io.oneport.client.hostile;

/** Sends a frame without a mask, on which a server must close the connection (RFC 6455, section 5.1). */
final class Unmasked extends HostileWebSocket {
    private static final byte[] FRAME = {(byte) 0x82, 4, 'b', 'a', 'r', 'e'};

    Unmasked(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    void misbehave() {
        wire.sendRaw(FRAME);
        wire.flush();
    }
}
