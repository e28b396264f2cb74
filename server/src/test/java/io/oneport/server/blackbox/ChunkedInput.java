package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A chunked body as it comes; its end is the last chunk, and nothing but that. */
final class ChunkedInput extends InputStream {
    private final InputStream in;
    private int left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    private int need() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the connection ended without the last chunk");
        }
        return next;
    }

    private void crlf() throws IOException {
        assertEquals('\r', need(), "CR in the chunk framing");
        assertEquals('\n', need(), "LF in the chunk framing");
    }

    private boolean more() throws IOException {
        if (left > 0 || ended) {
            return !ended;
        }
        if (!first) {
            crlf();
        }
        first = false;
        int digits = 0;
        int next = need();
        for (; next != '\r'; next = need()) {
            int digit = Character.digit(next, 16);
            assertTrue(digit >= 0 && digits++ < 8, "a chunk size, not " + (char) next);
            left = left << 4 | digit;
        }
        assertTrue(digits > 0, "a chunk size has digits");
        assertEquals('\n', need(), "LF behind a chunk size");
        if (left == 0) {
            crlf();
            ended = true;
        }
        return !ended;
    }

    @Override
    public int read() throws IOException {
        if (!more()) {
            return -1;
        }
        int next = need();
        left--;
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int taken = in.read(target, offset, Math.min(length, left));
        if (taken < 0) {
            throw new EOFException("the connection ended within a chunk");
        }
        left -= taken;
        return taken;
    }
}
