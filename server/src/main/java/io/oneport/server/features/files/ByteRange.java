package io.oneport.server.features.files;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for of a body (RFC 9110, section 14). Immutable: any thread.
 *
 * <p>A request for several ranges is answered with the whole, as section 14.2 allows: what asks for them here would be either
 * rare or an attack.
 *
 * @param from the first byte
 * @param length how many bytes; 0 if no byte of the body is in the range
 */
record ByteRange(long from, long length) {
    private static final ByteRange UNSATISFIABLE = new ByteRange(0, 0);
    private static final String UNIT = "bytes=";

    /** Whether any byte is in it. */
    boolean satisfiable() {
        return length > 0;
    }

    /**
     * Reads the field Range.
     *
     * @param field its value
     * @param size how many bytes the body has
     * @return null if the whole is to be sent: the field is malformed, has another unit or more than one range, or there is
     *     nothing to take a part of, which is no error of those who put a Range on all their requests
     */
    static @Nullable ByteRange of(String field, long size) {
        if (size == 0 || !field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return null;
        }
        String range = field.substring(UNIT.length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return null;
        }
        String first = range.substring(0, dash);
        String last = range.substring(dash + 1);
        if (!isNumber(first) || !isNumber(last) || first.isEmpty() && last.isEmpty()) {
            return null;
        }
        if (first.isEmpty()) {
            long length = Math.min(number(last), size);
            return new ByteRange(size - length, length);
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return null;
        }
        return from >= size ? UNSATISFIABLE : new ByteRange(from, Math.min(to, size - 1) - from + 1);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Any number of digits is allowed; no file is that long. */
    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    /** The field Content-Range of a part. */
    String contentRange(long size) {
        return satisfiable() ? "bytes " + from + "-" + (from + length - 1) + "/" + size : "bytes */" + size;
    }
}
