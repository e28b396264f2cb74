package io.oneport.client.fleet;

import io.oneport.protocol.Setting;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * A message that carries its own identity: the sender fills each of its messages with one, and the receiver
 * checks whether it is intact, who sent it, its number, and when it was due and sent.
 *
 * <p>The layout, big-endian. A message of less than {@value #TIMED_BYTES} bytes ends after the checksum and some padding,
 * and its times read as 0.
 *
 * <pre>
 *  0  run          2 bytes   tells one run's messages from another's
 *  2  connection   3 bytes   the sender
 *  5  sequence     4 bytes   counts up by one for each connection
 *  9  length       3 bytes   of the whole message
 * 12  checksum     4 bytes   CRC-32C (RFC 3720, appendix B.4) of everything but itself
 * 16  due          8 bytes   nanoseconds, on the sender's clock
 * 24  sent         8 bytes   likewise
 * 32  padding
 * </pre>
 *
 * <p>As text it is the same in Base64 (RFC 4648, section 5, without padding), so that it passes where only UTF-8 may; what
 * Base64 leaves over to the wanted length are letters that count for nothing but the length.
 *
 * <p>One object writes and reads any number of messages, one at a time, without allocating for each; for one thread.
 */
public final class CheckedMessage {
    /** The shortest one. */
    public static final int MIN_BYTES = 16;
    /** The shortest one that carries its times. */
    public static final int TIMED_BYTES = 32;
    /** The longest. */
    public static final int MAX_BYTES = (1 << 24) - 1;
    /** The shortest that can go as text, and the shortest of those that carries its times. */
    public static final int MIN_TEXT_BYTES = 22;

    public static final int TIMED_TEXT_BYTES = 43;

    /** What {@link #read} and {@link #readText} find. */
    public enum Reading {
        /** Whole and of this run. */
        INTACT,
        /** One of ours that was changed: too short, another length than it says, or a wrong checksum. */
        CORRUPTED,
        /** Whole, and of another run. */
        FOREIGN,
        /** Nothing of ours: neither the run nor the length that each message says are where they would be. */
        UNKNOWN
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final int CHECKSUM_AT = 12;
    private static final int LENGTH_TEXT_AT = 12;
    private static final byte FILLER = 'o';

    private final CRC32C crc = new CRC32C();
    private final int run;

    private int connection;
    private long sequence;
    private long dueNanos;
    private long sentNanos;

    /**
     * Prepares messages of one run.
     *
     * @param run any number; its low 16 bits count
     */
    public CheckedMessage(int run) {
        this.run = run & 0xffff;
    }

    /**
     * Writes a message over the beginning of an array. What the array holds from byte {@value #TIMED_BYTES} on becomes the
     * padding as it is.
     *
     * @param to at least as long as the message
     * @param length of the message, {@value #MIN_BYTES} to {@value #MAX_BYTES}
     * @param connection its low 24 bits count
     * @param sequence its low 32 bits count
     */
    public void write(byte[] to, int length, int connection, long sequence, long dueNanos, long sentNanos) {
        requireLength(length, MIN_BYTES);
        // Two bytes of run, three of connection and the first three of the sequence are one long.
        LONGS.set(to, 0, (long) run << 48 | (connection & 0xffffffL) << 24 | (sequence & 0xffffffffL) >>> 8);
        INTS.set(to, 8, (int) (sequence & 0xff) << 24 | length);
        if (length >= TIMED_BYTES) {
            LONGS.set(to, 16, dueNanos);
            LONGS.set(to, 24, sentNanos);
        }
        INTS.set(to, CHECKSUM_AT, checksum(to, length));
    }

    private int checksum(byte[] message, int length) {
        crc.reset();
        crc.update(message, 0, CHECKSUM_AT);
        crc.update(message, MIN_BYTES, length - MIN_BYTES);
        return (int) crc.getValue();
    }

    /**
     * Reads a message; the accessors then say what it carries.
     *
     * @param from the message, from its first byte on; may be longer than it
     * @param length of the message
     */
    public Reading read(byte[] from, int length) {
        if (length < MIN_BYTES || length > MAX_BYTES) {
            return length >= Short.BYTES && isOfThisRun(from) ? Reading.CORRUPTED : Reading.UNKNOWN;
        }
        int tail = (int) INTS.get(from, 8);
        if ((tail & 0xffffff) != length || (int) INTS.get(from, CHECKSUM_AT) != checksum(from, length)) {
            return isOfThisRun(from) || (tail & 0xffffff) == length ? Reading.CORRUPTED : Reading.UNKNOWN;
        }
        long head = (long) LONGS.get(from, 0);
        if (head >>> 48 != run) {
            return Reading.FOREIGN;
        }
        connection = (int) (head >>> 24) & 0xffffff;
        sequence = (head & 0xffffffL) << 8 | tail >>> 24;
        boolean timed = length >= TIMED_BYTES;
        dueNanos = timed ? (long) LONGS.get(from, 16) : 0;
        sentNanos = timed ? (long) LONGS.get(from, 24) : 0;
        return Reading.INTACT;
    }

    private boolean isOfThisRun(byte[] from) {
        return ((from[0] & 0xff) << 8 | from[1] & 0xff) == run;
    }

    /**
     * A message as text.
     *
     * @param length of the text, {@value #MIN_TEXT_BYTES} or more
     * @return its bytes, all ASCII, a new array
     */
    public byte[] text(int length, int connection, long sequence, long dueNanos, long sentNanos) {
        requireLength(length, MIN_TEXT_BYTES);
        byte[] binary = new byte[binaryLength(length)];
        write(binary, binary.length, connection, sequence, dueNanos, sentNanos);
        byte[] text = new byte[length];
        int written = Base64.getUrlEncoder().withoutPadding().encode(binary, text);
        for (int i = written; i < length; i++) {
            text[i] = FILLER;
        }
        return text;
    }

    /** As {@link #read}, of a message that {@link #text} wrote. */
    public Reading readText(byte[] from, int length) {
        if (length < MIN_TEXT_BYTES) {
            return changedText(from, length);
        }
        int binaryLength = binaryLength(length);
        int encoded = (binaryLength * 4 + 2) / 3;
        for (int i = encoded; i < length; i++) {
            if (from[i] != FILLER) {
                return changedText(from, length);
            }
        }
        try {
            String base64 = new String(from, 0, encoded, StandardCharsets.ISO_8859_1);
            byte[] binary = Base64.getUrlDecoder().decode(base64);
            // A decoder is free to ignore the last unused bits; a flip there is a flip all the same.
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(binary).equals(base64)) {
                return changedText(from, length);
            }
            return read(binary, binary.length);
        } catch (IllegalArgumentException notBase64) {
            return changedText(from, length);
        }
    }

    /** Four letters stand for three bytes: those of the run, and those of the length, can be read by themselves. */
    private Reading changedText(byte[] from, int length) {
        int runAndMore = group(from, length, 0);
        int saysLength = group(from, length, LENGTH_TEXT_AT);
        return runAndMore >>> 8 == run || saysLength == binaryLength(length) ? Reading.CORRUPTED : Reading.UNKNOWN;
    }

    /** Three bytes as one number; -1 if there are none. */
    private static int group(byte[] from, int length, int at) {
        if (length < at + 4) {
            return -1;
        }
        try {
            byte[] three = Base64.getUrlDecoder().decode(Arrays.copyOfRange(from, at, at + 4));
            return three.length < 3 ? -1 : (three[0] & 0xff) << 16 | (three[1] & 0xff) << 8 | three[2] & 0xff;
        } catch (IllegalArgumentException notBase64) {
            return -1;
        }
    }

    /** How many bytes Base64 can carry in a text of this length. */
    private static int binaryLength(int textLength) {
        return (int) (textLength * 3L / 4);
    }

    private static void requireLength(int length, int least) {
        if (length < least || length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    Setting.refusal("size", length + "B", least + "B to " + MAX_BYTES + "B"));
        }
    }

    /** Who sent the message that was read last. */
    public int connection() {
        return connection;
    }

    /** Which of that sender's messages it is. */
    public long sequence() {
        return sequence;
    }

    /** When it was due, on its sender's clock; 0 if it is too short to say. */
    public long dueNanos() {
        return dueNanos;
    }

    /** When it was sent, on its sender's clock; 0 if it is too short to say. */
    public long sentNanos() {
        return sentNanos;
    }
}
