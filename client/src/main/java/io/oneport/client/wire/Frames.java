package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes a client's frames (RFC 6455, section 5.2). Stateless. */
final class Frames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Frames() {}

    /**
     * Writes one frame, masked.
     *
     * @param to has room for 14 bytes more than the payload, or grows
     * @param first the first byte: FIN and opcode
     * @param payload its first {@code length} bytes
     */
    static void write(ByteBuf to, int first, byte[] payload, int length, int mask) {
        to.writeByte(first);
        if (length <= 125) {
            to.writeByte(0x80 | length);
        } else if (length <= 0xffff) {
            to.writeByte(0x80 | 126).writeShort(length);
        } else {
            to.writeByte(0x80 | 127).writeLong(length);
        }
        to.writeInt(mask);
        long twice = (long) mask << 32 | mask & 0xffffffffL;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            to.writeLong((long) LONGS.get(payload, i) ^ twice);
        }
        for (; i < length; i++) {
            to.writeByte(payload[i] ^ mask >>> 24 - 8 * (i & 3));
        }
    }
}
