package io.oneport.server.blackbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of TLS on their way to a client, and how many records there are (RFC 8446, section 5.1). */
final class TlsRecords extends FilterInputStream {
    private static final int HEADER_BYTES = 5;
    private static final int APPLICATION_DATA = 23;

    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    private int bodyBytes;
    private int applicationData;

    TlsRecords(InputStream in) {
        super(in);
    }

    /** The records that have come to their end. */
    int applicationData() {
        return applicationData;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            count(new byte[] {(byte) value}, 0, 1);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = in.read(bytes, offset, length);
        if (got > 0) {
            count(bytes, offset, offset + got);
        }
        return got;
    }

    private void count(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (headerBytes < HEADER_BYTES) {
                header[headerBytes++] = bytes[at++];
                bodyBytes = headerBytes == HEADER_BYTES ? (header[3] & 0xff) << 8 | header[4] & 0xff : 0;
            } else {
                int here = Math.min(bodyBytes, to - at);
                bodyBytes -= here;
                at += here;
            }
            if (headerBytes == HEADER_BYTES && bodyBytes == 0) {
                headerBytes = 0;
                if (header[0] == APPLICATION_DATA) {
                    applicationData++;
                }
            }
        }
    }
}
