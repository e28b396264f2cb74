package io.oneport.server.api;

import java.util.ArrayList;
import java.util.List;

/** Media types and media ranges (RFC 9110, sections 8.3.1 and 12.5.1). Stateless: any thread. */
public final class MediaType {
    public static final String JSON = "application/json";
    /** One JSON value a line. */
    public static final String JSON_LINES = "application/x-ndjson";

    /** What others call the same, of which no name is registered. */
    public static final List<String> JSON_LINES_TOO = List.of("application/ndjson", "application/jsonl");

    /** What curl and HTML forms say of any body unless they are told otherwise; so it says nothing of this one. */
    public static final String FORM = "application/x-www-form-urlencoded";

    private static final int FULL_WEIGHT = 1000;

    /**
     * How welcome a type is.
     *
     * @param weight in thousandths; 0 if it is not acceptable
     * @param named whether the peer named this very type, not a range of types that has it
     */
    public record Welcome(int weight, boolean named) {}

    private MediaType() {}

    /** Whether a Content-Type is of a type, whatever its parameters. */
    public static boolean is(String contentType, String type) {
        return essence(contentType).equalsIgnoreCase(type);
    }

    /**
     * One parameter of a Content-Type, such as {@code charset}.
     *
     * @param name in any case
     * @return its value, without quotation marks; the empty string if there is none
     */
    public static String parameter(String contentType, String name) {
        List<String> parts = split(contentType, ';');
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
                String value = part.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    /** A type without its parameters. */
    private static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip();
    }

    /**
     * Says how welcome a type is: the most specific range that has it decides.
     *
     * @param accept all lines of Accept
     * @param type in lower case
     */
    public static Welcome welcome(List<String> accept, String type) {
        String anyOfIts = type.substring(0, type.indexOf('/')) + "/*";
        Welcome welcome = new Welcome(0, false);
        int specific = -1;
        for (String line : accept) {
            for (String element : split(line, ',')) {
                List<String> parts = split(element, ';');
                String range = parts.get(0).strip();
                int matches = range.equalsIgnoreCase(type)
                        ? 2
                        : range.equalsIgnoreCase(anyOfIts) ? 1 : range.equals("*/*") ? 0 : -1;
                int weight = weight(parts);
                if (matches > specific || matches == specific && matches >= 0 && weight > welcome.weight) {
                    specific = matches;
                    welcome = new Welcome(weight, matches == 2);
                }
            }
        }
        return welcome;
    }

    /**
     * The weight of an element of Accept or Accept-Encoding in thousandths (RFC 9110, section 12.4.2); one that is malformed
     * counts as absent.
     *
     * @param parts its parts between semicolons, the first of which is what it is about
     */
    static int weight(List<String> parts) {
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase("q")) {
                return quality(part.substring(equals + 1).strip());
            }
        }
        return FULL_WEIGHT;
    }

    /**
     * A quality value in thousandths (RFC 9110, section 12.4.2). It may have more digits than the standard allows, since
     * programs that compute weights send them; what is malformed otherwise counts as absent.
     */
    private static int quality(String value) {
        if (!value.matches("0?\\.[0-9]{1,32}|0\\.?|1(\\.0{0,32})?")) {
            return FULL_WEIGHT;
        }
        double quality = Double.parseDouble(value);
        return quality == 0 ? 0 : Math.max(1, (int) Math.round(quality * FULL_WEIGHT)); // only 0 says no
    }

    /** Splits at a separator, but not within a quoted string. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>(4);
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
