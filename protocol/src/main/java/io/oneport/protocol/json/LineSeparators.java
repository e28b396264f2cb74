package io.oneport.protocol.json;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * The characters that end a line to some programs (U+0085, U+2028 and U+2029; Unicode, section 5.8), though not to JSON. Python's
 * {@code splitlines}, with which HTTP libraries cut streams into lines, is one of them. Stateless: any thread.
 */
final class LineSeparators {
    private LineSeparators() {}

    /** Whether text in UTF-8 has any. */
    static boolean in(byte[] text) {
        for (int i = 0; i < text.length - 1; i++) {
            if (text[i] < 0 && (isNextLine(text, i) || isSeparator(text, i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNextLine(byte[] text, int at) {
        return text[at] == (byte) 0xc2 && text[at + 1] == (byte) 0x85;
    }

    private static boolean isSeparator(byte[] text, int at) {
        return text[at] == (byte) 0xe2
                && text[at + 1] == (byte) 0x80
                && at + 2 < text.length
                && (text[at + 2] == (byte) 0xa8 || text[at + 2] == (byte) 0xa9);
    }

    /** Text as a JSON string without any. */
    static String escaped(String text) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
        return '"'
                + quoted.replace("\u0085", "\\u0085")
                        .replace("\u2028", "\\u2028")
                        .replace("\u2029", "\\u2029")
                + '"';
    }
}
