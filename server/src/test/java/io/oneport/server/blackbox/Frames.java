package io.oneport.server.blackbox;

import java.nio.ByteBuffer;

/** Client frames by name. */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private Frames() {}

    /** A frame of any kind, to be changed before its bytes are taken. */
    static ClientFrame frame(int opcode, byte[] payload) {
        return new ClientFrame(opcode, payload);
    }

    static ClientFrame frame(int opcode, String payload) {
        return new ClientFrame(opcode, Bytes.utf8(payload));
    }

    static byte[] text(String text) {
        return frame(TEXT, text).bytes();
    }

    static byte[] binary(byte[] payload) {
        return frame(BINARY, payload).bytes();
    }

    static byte[] ping(byte[] payload) {
        return frame(PING, payload).bytes();
    }

    static byte[] pong(byte[] payload) {
        return frame(PONG, payload).bytes();
    }

    static byte[] close() {
        return frame(CLOSE, "").bytes();
    }

    static byte[] close(int code, String reason) {
        return frame(CLOSE, closePayload(code, Bytes.utf8(reason))).bytes();
    }

    static byte[] closePayload(int code, byte[] reason) {
        return Bytes.concat(ByteBuffer.allocate(2).putShort((short) code).array(), reason);
    }
}
