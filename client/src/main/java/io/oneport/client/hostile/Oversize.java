package io.oneport.client.hostile;

/** Announces a frame of 1 GiB, which a server should not wait for (RFC 6455, section 10.4). */
final class Oversize extends HostileWebSocket {
    /** FIN and binary; masked, its length in the next eight bytes; the length; the mask. */
    private static final byte[] HEADER = {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4};

    Oversize(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    void misbehave() {
        wire.sendRaw(HEADER);
        wire.flush();
    }
}
