package io.oneport.testing;

import java.io.IOException;
import java.io.InputStream;

/** A buffered stream for one thread that can end itself after a number of bytes, as a cut line would. */
public final class Input extends InputStream {
    /** Thrown where the line was to be cut. */
    public static final class CutException extends IOException {
        private static final long serialVersionUID = 1;

        CutException() {
            super("cut, as planned");
        }
    }

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int next;
    private int end;
    private long left = Long.MAX_VALUE;

    public Input(InputStream in) {
        this.in = in;
    }

    /** From now on, only this many bytes are handed out. */
    public void cutAfter(long bytes) {
        left = bytes;
    }

    private boolean fill() throws IOException {
        if (left <= 0) {
            throw new CutException();
        }
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return next < end;
    }

    /** The next byte without taking it, or -1 at the end. */
    public int peek() throws IOException {
        return fill() ? buffer[next] & 0xff : -1;
    }

    @Override
    public int read() throws IOException {
        if (!fill()) {
            return -1;
        }
        left--;
        return buffer[next++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = (int) Math.min(left, Math.min(length, end - next));
        System.arraycopy(buffer, next, target, offset, taken);
        next += taken;
        left -= taken;
        return taken;
    }

    @Override
    public int available() throws IOException {
        return end - next + in.available();
    }
}
