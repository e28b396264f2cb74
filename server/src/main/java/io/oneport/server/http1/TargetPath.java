package io.oneport.server.http1;

/**
 * The path of a request target in its normal form: {@code /%77s} and {@code /ws} are the same path (RFC 3986, section
 * 6.2.2.2). Stateless: any thread.
 */
final class TargetPath {
    private TargetPath() {}

    /**
     * Decodes the unreserved characters of a target's path: letters, digits and {@code - . _ ~}. All else stays as it was
     * sent: other escapes, which mean something else than the characters they stand for, dot segments and the query.
     *
     * @param target a path, with or without a query
     * @return the same object if there is nothing to decode, or if the path has a malformed escape, which nothing here
     *     may turn into a well-formed one
     */
    static String normalised(String target) {
        int escape = target.indexOf('%');
        if (escape < 0) {
            return target;
        }
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        if (escape > end) {
            return target;
        }
        StringBuilder text = new StringBuilder(target.length()).append(target, 0, escape);
        for (int i = escape; i < end; i++) {
            char c = target.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            int value = i + 2 < end ? hex(target.charAt(i + 1)) << 4 | hex(target.charAt(i + 2)) : -1;
            if (value < 0) {
                return target;
            }
            if (isUnreserved(value)) {
                text.append((char) value);
            } else {
                text.append(target, i, i + 3);
            }
            i += 2;
        }
        return text.length() == end
                ? target
                : text.append(target, end, target.length()).toString();
    }

    /** The value of an ASCII hexadecimal digit, or -1. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }
}
