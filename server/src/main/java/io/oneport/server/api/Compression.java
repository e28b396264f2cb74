package io.oneport.server.api;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which answers are compressed, and with what (RFC 9110, sections 8.4 and 12.5.3). Immutable: any thread.
 *
 * @param on whether any is
 * @param minBytes the shortest body that is worth it
 */
public record Compression(boolean on, int minBytes) {
    /** No answer is compressed. */
    public static final Compression OFF = new Compression(false, 1024);

    /** Types whose content is text, or compresses as well, beside {@code text/…} and those that end in +json, +xml or +text. */
    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/x-ndjson",
            "application/javascript",
            "application/xml",
            "application/wasm",
            "application/rtf",
            "application/vnd.ms-fontobject",
            "font/ttf",
            "font/otf",
            "image/bmp",
            "image/x-icon");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public Compression {
        Setting.require(minBytes >= 64 && minBytes <= 1 << 20, "compress-min", Units.sizeText(minBytes), "64B to 1MiB");
    }

    /** Whether content of a type is worth compressing; false for event streams, which have no end. */
    public static boolean shortens(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") && !type.equals("text/event-stream")
                || TYPES.contains(type)
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || type.endsWith("+text");
    }

    /**
     * The weight that a client gives a content coding (RFC 9110, section 12.4.2).
     *
     * @param acceptEncoding all lines of Accept-Encoding
     * @param coding {@code gzip}, {@code br} or {@code identity}
     * @return its weight in thousandths; 0 if it is not acceptable. A coding that is not named has that of {@code *}; where
     *     that is missing as well, 0, and identity 1
     */
    public static int weight(List<String> acceptEncoding, String coding) {
        int named = -1;
        int any = -1;
        for (String line : acceptEncoding) {
            for (String element : line.split(",")) {
                List<String> parts = List.of(element.split(";"));
                String name = parts.isEmpty() ? "" : parts.get(0).strip().toLowerCase(Locale.ROOT);
                if (name.equals(coding) || name.equals("x-gzip") && coding.equals("gzip")) {
                    named = Math.max(named, MediaType.weight(parts));
                } else if (name.equals("*")) {
                    any = Math.max(any, MediaType.weight(parts));
                }
            }
        }
        if (named >= 0) {
            return named;
        }
        return any >= 0 ? any : coding.equals("identity") ? 1 : 0;
    }

    /** Whether the client prefers gzip to no coding, or likes both as well. */
    public static boolean prefersGzip(List<String> acceptEncoding) {
        int gzip = weight(acceptEncoding, "gzip");
        return gzip > 0 && gzip >= weight(acceptEncoding, "identity");
    }
}
