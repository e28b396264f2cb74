package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes a client's frames (RFC 6455, section 5.2). Stateless. */
final class Frames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Frames() {}

    /** The longest header of a client's frame. */
    static final int MAX_HEADER_BYTES = 14;

    /**
     * Writes one frame, masked. It is put together in an array first, as one copy of it costs less than many small writes
     * to a buffer, each of which checks its bounds.
     *
     * @param to has room for {@value #MAX_HEADER_BYTES} bytes more than the payload, or grows
     * @param scratch as long as that, and of no use to others during this call
     * @param first the first byte: FIN and opcode
     * @param payload its first {@code length} bytes
     */
    static void write(ByteBuf to, byte[] scratch, int first, byte[] payload, int length, int mask) {
        scratch[0] = (byte) first;
        int at = 2;
        if (length <= 125) {
            scratch[1] = (byte) (0x80 | length);
        } else if (length <= 0xffff) {
            scratch[1] = (byte) (0x80 | 126);
            scratch[2] = (byte) (length >> 8);
            scratch[3] = (byte) length;
            at = 4;
        } else {
            scratch[1] = (byte) (0x80 | 127);
            LONGS.set(scratch, 2, (long) length);
            at = 10;
        }
        INTS.set(scratch, at, mask);
        at += Integer.BYTES;
        long twice = (long) mask << 32 | mask & 0xffffffffL;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            LONGS.set(scratch, at + i, (long) LONGS.get(payload, i) ^ twice);
        }
        for (; i < length; i++) {
            scratch[at + i] = (byte) (payload[i] ^ mask >>> 24 - 8 * (i & 3));
        }
        to.writeBytes(scratch, 0, at + length);
    }
}
