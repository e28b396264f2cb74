package io.oneport.server.blackbox;

import java.nio.ByteBuffer;

/** Client frames by name. */
public final class Frames {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private Frames() {}

    /** A frame of any kind, to be changed before its bytes are taken. */
    public static ClientFrame frame(int opcode, byte[] payload) {
        return new ClientFrame(opcode, payload);
    }

    public static ClientFrame frame(int opcode, String payload) {
        return new ClientFrame(opcode, Bytes.utf8(payload));
    }

    public static byte[] text(String text) {
        return frame(TEXT, text).bytes();
    }

    public static byte[] binary(byte[] payload) {
        return frame(BINARY, payload).bytes();
    }

    public static byte[] ping(byte[] payload) {
        return frame(PING, payload).bytes();
    }

    public static byte[] pong(byte[] payload) {
        return frame(PONG, payload).bytes();
    }

    public static byte[] close() {
        return frame(CLOSE, "").bytes();
    }

    public static byte[] close(int code, String reason) {
        return frame(CLOSE, closePayload(code, Bytes.utf8(reason))).bytes();
    }

    public static byte[] closePayload(int code, byte[] reason) {
        return Bytes.concat(ByteBuffer.allocate(2).putShort((short) code).array(), reason);
    }
}
