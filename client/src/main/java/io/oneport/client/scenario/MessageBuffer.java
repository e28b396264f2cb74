package io.oneport.client.scenario;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where a message is put together, one after the other, without an object for each. For one thread. */
public final class MessageBuffer {
    private static final int FIRST_BYTES = 512;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Forgets what it holds. */
    public void clear() {
        length = 0;
    }

    /** What it holds; valid until the next change, and longer than {@link #length}. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes it holds. */
    public int length() {
        return length;
    }

    /** What it holds, as text. */
    public String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    void add(byte[] more) {
        makeRoom(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A number that is not negative, in decimal digits. */
    void addNumber(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        makeRoom(digits);
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            bytes[length + i] = DIGITS[(int) (rest % 10)];
            rest /= 10;
        }
        length += digits;
    }

    /** A UUID in its usual form (RFC 9562, section 4). */
    void addUuid(long most, long least) {
        addHex(most, 60, 8);
        addDash();
        addHex(most, 28, 4);
        addDash();
        addHex(most, 12, 4);
        addDash();
        addHex(least, 60, 4);
        addDash();
        addHex(least, 44, 12);
    }

    private void addHex(long value, int shift, int digits) {
        makeRoom(digits);
        for (int i = 0; i < digits; i++) {
            bytes[length++] = DIGITS[(int) (value >>> shift - 4 * i & 0xf)];
        }
    }

    private void addDash() {
        makeRoom(1);
        bytes[length++] = '-';
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
