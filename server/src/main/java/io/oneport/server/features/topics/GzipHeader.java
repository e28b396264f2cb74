package io.oneport.server.features.topics;

import java.util.zip.CRC32;

/** What compressed data in the gzip format begins with (RFC 1952, section 2.3). */
final class GzipHeader {
    private static final int FIXED_BYTES = 10;
    private static final int DEFLATE = 8;

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private GzipHeader() {}

    /** Whether this begins with a whole header. */
    static boolean begins(byte[] data) {
        if (data.length < FIXED_BYTES
                || unsigned(data, 0) != 0x1f
                || unsigned(data, 1) != 0x8b
                || data[2] != DEFLATE
                || (data[3] & RESERVED) != 0) {
            return false;
        }
        int flags = data[3];
        int at = FIXED_BYTES;
        if ((flags & EXTRA) != 0) {
            if (at + 2 > data.length) {
                return false;
            }
            at += 2 + unsigned16(data, at);
        }
        if ((flags & NAME) != 0) {
            at = afterZero(data, at);
        }
        if ((flags & COMMENT) != 0) {
            at = afterZero(data, at);
        }
        if ((flags & HEADER_CRC) != 0) {
            return at + 2 <= data.length && unsigned16(data, at) == crc16(data, at);
        }
        return at <= data.length;
    }

    /** The index after the next zero; past the end if there is none. */
    private static int afterZero(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return at + 1;
    }

    private static int crc16(byte[] data, int length) {
        CRC32 crc = new CRC32();
        crc.update(data, 0, length);
        return (int) crc.getValue() & 0xffff;
    }

    private static int unsigned(byte[] data, int at) {
        return data[at] & 0xff;
    }

    private static int unsigned16(byte[] data, int at) {
        return unsigned(data, at) | unsigned(data, at + 1) << 8;
    }
}
