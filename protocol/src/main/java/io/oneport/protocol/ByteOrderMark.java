package io.oneport.protocol;

import java.util.Arrays;

/**
 * The mark that some editors and shells put before the text of a file, in UTF-8 or in UTF-16. It is no part of the text, and
 * nobody sees it. Stateless: any thread.
 */
public final class ByteOrderMark {
    private static final byte[] UTF_8 = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private ByteOrderMark() {}

    /** Bytes without the mark of UTF-8 at their beginning; the same array if there is none. */
    public static byte[] without(byte[] bytes) {
        boolean marked = bytes.length >= UTF_8.length && Arrays.equals(bytes, 0, UTF_8.length, UTF_8, 0, UTF_8.length);
        return marked ? Arrays.copyOfRange(bytes, UTF_8.length, bytes.length) : bytes;
    }

    /** Text without the mark, decoded, at its beginning. */
    public static String without(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Whether bytes begin with the mark of UTF-16: what reads UTF-8 or ASCII takes such a text for binary data. */
    public static boolean isOfUtf16(byte[] bytes) {
        return bytes.length >= 2
                && (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe
                        || bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff);
    }
}
