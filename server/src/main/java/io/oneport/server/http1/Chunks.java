package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The framing of the chunked coding (RFC 9112, section 7.1). Stateless: any thread. */
final class Chunks {
    /** The most bytes that frame one chunk. */
    static final int MAX_FRAMING_BYTES = 12;

    /** The chunk that ends a body. */
    static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int LINE_END = '\r' << 8 | '\n';

    private Chunks() {}

    /** Writes what precedes a chunk's data: its length in hexadecimal digits, and a line end. */
    static void begin(ByteBuf out, int length) {
        int digits = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 3) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.writeByte(Character.forDigit(length >> shift & 0xf, 16));
        }
        out.writeShort(LINE_END);
    }

    /** Writes what follows a chunk's data. */
    static void end(ByteBuf out) {
        out.writeShort(LINE_END);
    }
}
