package io.oneport.server.log.access;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of the access log as bytes, up to a maximum. A line is appended in parts, and is there once it {@linkplain #end()
 * ends}: one that does not fit leaves nothing behind. Used by one thread at a time; the array is kept for the next lines.
 */
final class LineBuffer {
    private static final int FIRST_BYTES = 1 << 13;

    /** Digits of the largest long. */
    private static final int MOST_DIGITS = 19;

    private static final byte[] HEX = ascii("0123456789ABCDEF");
    private static final String SHORT_ESCAPES = "\b\t\n\f\r";
    private static final String SHORT_NAMES = "btnfr";

    private final int maxBytes;
    private byte[] bytes = {};
    /** Where the current line begins: after the last whole one. */
    private int begin;

    private int end;
    private int lines;
    private boolean overflow;

    LineBuffer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A constant part of lines. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of whole lines. */
    int length() {
        return begin;
    }

    /** The number of whole lines. */
    int lines() {
        return lines;
    }

    /** Writes all lines in one call. */
    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, begin);
    }

    /** Forgets all lines. */
    void clear() {
        begin = 0;
        end = 0;
        lines = 0;
    }

    /**
     * Ends a line.
     *
     * @return false if it did not fit; nothing of it is left
     */
    boolean end() {
        append('\n');
        if (overflow) {
            overflow = false;
            end = begin;
            return false;
        }
        begin = end;
        lines++;
        return true;
    }

    /** Appends an ASCII character as it is. */
    LineBuffer append(char c) {
        if (fits(1)) {
            bytes[end++] = (byte) c;
        }
        return this;
    }

    /** Appends bytes as they are. */
    LineBuffer append(byte[] part) {
        if (fits(part.length)) {
            System.arraycopy(part, 0, bytes, end, part.length);
            end += part.length;
        }
        return this;
    }

    /** Appends a number that is not negative. */
    LineBuffer append(long number) {
        if (fits(MOST_DIGITS)) {
            int digits = 1;
            for (long rest = number / 10; rest > 0; rest /= 10) {
                digits++;
            }
            long rest = number;
            for (int i = end + digits - 1; i >= end; i--) {
                bytes[i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            end += digits;
        }
        return this;
    }

    /** Appends three digits. */
    LineBuffer appendThree(int number) {
        return append((char) ('0' + number / 100))
                .append((char) ('0' + number / 10 % 10))
                .append((char) ('0' + number % 10));
    }

    /** Appends quotes, backslashes and what is no printable ASCII as {@code \xHH}, so that no peer can forge a line. */
    LineBuffer appendEscaped(String text) {
        return appendEscaped(text, StandardCharsets.UTF_8);
    }

    /** The same for text in another encoding. */
    LineBuffer appendEscaped(String text, Charset charset) {
        int plain = appendPlain(text);
        if (plain < text.length()) {
            for (byte b : text.substring(plain).getBytes(charset)) {
                if (isPlain(b)) {
                    append((char) b);
                } else {
                    append('\\').append('x').appendHex(b);
                }
            }
        }
        return this;
    }

    /** Appends the content of a JSON string. */
    LineBuffer appendJson(String text) {
        int plain = appendPlain(text);
        if (plain < text.length()) {
            for (byte b : text.substring(plain).getBytes(StandardCharsets.UTF_8)) {
                appendJson(b);
            }
        }
        return this;
    }

    private void appendJson(byte b) {
        int known = b < ' ' ? SHORT_ESCAPES.indexOf(b) : -1;
        if (b == '"' || b == '\\') {
            append('\\').append((char) b);
        } else if (known >= 0) {
            append('\\').append(SHORT_NAMES.charAt(known));
        } else if (b >= 0 && b < ' ') {
            append('\\').append('u').append('0').append('0').appendHex(b);
        } else {
            append((char) (b & 0xff));
        }
    }

    private void appendHex(byte b) {
        append((char) HEX[b >> 4 & 0xf]).append((char) HEX[b & 0xf]);
    }

    /** Appends a text up to its first character that may have to be escaped, and returns the index of that. */
    private int appendPlain(String text) {
        int length = text.length();
        if (!fits(length)) {
            return length;
        }
        byte[] to = bytes;
        int at = end;
        int i = 0;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                break;
            }
            to[at++] = (byte) c;
        }
        end = at;
        return i;
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private boolean fits(int more) {
        if (more <= bytes.length - end) {
            return true;
        }
        if (overflow || more > maxBytes - end) {
            overflow = true;
            return false;
        }
        int grown = Math.max(Math.max(FIRST_BYTES, bytes.length * 2), end + more);
        bytes = Arrays.copyOf(bytes, Math.min(grown, maxBytes));
        return true;
    }
}
