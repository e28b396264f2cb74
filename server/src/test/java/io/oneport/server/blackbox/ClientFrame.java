package io.oneport.server.blackbox;

import java.nio.ByteBuffer;

/** A client's frame in the making: final, masked and minimal in length unless told otherwise. */
public final class ClientFrame {
    private static final byte[] MASK = Bytes.hex("37fa213d");

    private final int opcode;
    private final byte[] payload;
    private long declaredLength;
    private int lengthBytes;
    private boolean fin = true;
    private boolean masked = true;
    private int rsv;

    public ClientFrame(int opcode, byte[] payload) {
        this.opcode = opcode;
        this.payload = payload.clone();
        declaring(payload.length);
    }

    public ClientFrame notFinal() {
        fin = false;
        return this;
    }

    /** Sets reserved bits: RSV1 is 4, RSV2 is 2, RSV3 is 1. */
    public ClientFrame rsv(int bits) {
        rsv = bits;
        return this;
    }

    public ClientFrame unmasked() {
        masked = false;
        return this;
    }

    /** Announces this length, in the shortest form, whatever the payload is. */
    public ClientFrame declaring(long length) {
        declaredLength = length;
        lengthBytes = length <= 125 ? 0 : length <= 0xffff ? 2 : 8;
        return this;
    }

    /** Writes the length into this many extra bytes: 0, 2 or 8. */
    public ClientFrame lengthIn(int bytes) {
        lengthBytes = bytes;
        return this;
    }

    /** The frame without its payload: up to the mask. */
    public byte[] head() {
        ByteBuffer head = ByteBuffer.allocate(2 + lengthBytes + (masked ? 4 : 0));
        head.put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        int maskBit = masked ? 0x80 : 0;
        switch (lengthBytes) {
            case 0 -> head.put((byte) (maskBit | (int) declaredLength));
            case 2 -> head.put((byte) (maskBit | 126)).putShort((short) declaredLength);
            default -> head.put((byte) (maskBit | 127)).putLong(declaredLength);
        }
        if (masked) {
            head.put(MASK);
        }
        return head.array();
    }

    public byte[] bytes() {
        byte[] sent = payload.clone();
        for (int i = 0; masked && i < sent.length; i++) {
            sent[i] ^= MASK[i % 4];
        }
        return Bytes.concat(head(), sent);
    }

    @Override
    public String toString() {
        return "opcode " + opcode + ", length " + declaredLength;
    }
}
