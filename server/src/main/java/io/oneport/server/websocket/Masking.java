package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;

/** The masking of client frames (RFC 6455, section 5.3), undone in place, eight bytes at a time. */
final class Masking {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Masking() {}

    /**
     * Unmasks a buffer's readable bytes in place.
     *
     * @param bytes where they are; its indices stay
     * @param mask the masking key, first byte highest
     * @param offset how many bytes of the payload came before these
     * @return whether all of them are ASCII now, which is found on the way
     */
    static boolean unmask(ByteBuf bytes, int mask, long offset) {
        int rotated = Integer.rotateLeft(mask, (int) (offset & 3) * 8);
        long pattern = (rotated & 0xffffffffL) << 32 | rotated & 0xffffffffL;
        int i = bytes.readerIndex();
        int end = bytes.writerIndex();
        long seen = 0;
        for (; end - i >= 8; i += 8) {
            long clear = bytes.getLong(i) ^ pattern;
            bytes.setLong(i, clear);
            seen |= clear;
        }
        if (end - i >= 4) {
            int clear = bytes.getInt(i) ^ rotated;
            bytes.setInt(i, clear);
            seen |= clear & 0xffffffffL;
            i += 4;
        }
        for (int shift = 24; i < end; i++, shift = shift - 8 & 31) {
            int clear = (bytes.getByte(i) ^ rotated >>> shift) & 0xff;
            bytes.setByte(i, clear);
            seen |= clear;
        }
        return (seen & HIGH_BITS) == 0;
    }
}
