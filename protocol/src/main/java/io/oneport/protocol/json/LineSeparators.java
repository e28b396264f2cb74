package io.oneport.protocol.json;

import java.util.HexFormat;
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

    /** Whether text has any. */
    static boolean in(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isOne(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOne(char c) {
        return c == '\u0085' || c == '\u2028' || c == '\u2029';
    }

    /** Text as a JSON string without any. Half of a surrogate pair, which UTF-8 can't say, is escaped as well. */
    static String escaped(String text) {
        char[] quoted = JsonStringEncoder.getInstance().quoteAsCharArray(text);
        StringBuilder json = new StringBuilder(quoted.length + 16).append('"');
        for (int i = 0; i < quoted.length; i++) {
            char c = quoted[i];
            if (i + 1 < quoted.length && Character.isSurrogatePair(c, quoted[i + 1])) {
                json.append(c).append(quoted[++i]);
            } else if (isOne(c) || Character.isSurrogate(c)) {
                json.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
