package io.oneport.server.http1;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a request target's query, as browsers write them (WHATWG URL, section 5.1): separated by {@code &} alone,
 * so that a value may have a semicolon and no proxy in front sees other parameters than this server. Stateless: any thread.
 */
final class QueryParameters {
    private static final int MAX_PARAMETERS = 1024;

    private QueryParameters() {}

    /**
     * Reads the query of a target.
     *
     * @param target with a query, or without one
     * @return the values of each parameter, decoded, in their order
     * @throws IllegalArgumentException if the query is not well percent-encoded; the message has nothing of it, since it may
     *     hold a token
     */
    static Map<String, List<String>> of(String target) {
        int start = target.indexOf('?') + 1;
        if (start == 0) {
            return Map.of();
        }
        int end = target.indexOf('#', start); // some clients leave the fragment on
        if (end < 0) {
            end = target.length();
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (int at = start; at < end; ) {
            int next = target.indexOf('&', at);
            if (next < 0 || next > end) {
                next = end;
            }
            if (next > at) {
                add(parameters, target, at, next);
                require(++count <= MAX_PARAMETERS, "The query has more than " + MAX_PARAMETERS + " parameters.");
            }
            at = next + 1;
        }
        return parameters;
    }

    private static void add(Map<String, List<String>> parameters, String target, int from, int to) {
        int equals = target.indexOf('=', from);
        String name = decoded(target, from, equals < 0 || equals > to ? to : equals);
        String value = equals < 0 || equals >= to ? "" : decoded(target, equals + 1, to);
        if (!name.isEmpty()) {
            parameters.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
        }
    }

    private static String decoded(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '%' || text.charAt(i) == '+') {
                return decodedFrom(text, from, to);
            }
        }
        return text.substring(from, to);
    }

    private static String decodedFrom(String text, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? digit(text.charAt(i + 1)) : -1;
                int low = i + 2 < to ? digit(text.charAt(i + 2)) : -1;
                require(
                        high >= 0 && low >= 0,
                        "The query is not well percent-encoded (expected: % with two hexadecimal digits).");
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        // As browsers do it: who resumes with an id in another encoding is told of a reset, and not refused for ever.
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The value of an ASCII hexadecimal digit, or -1. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
