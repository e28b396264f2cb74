package io.oneport.server.features.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that a path names: its segments, decoded. Immutable: any thread.
 *
 * <p>A path names no file if a segment is empty, begins with a dot ({@code /.well-known/} is allowed, RFC 8615), or has a
 * character that file systems, browsers or proxies read in more than one way: a slash or backslash, however it is encoded, a
 * control character, or bytes that are not UTF-8.
 *
 * @param segments none of them empty; no segment for the directory itself
 * @param directory whether the path ends with a slash, and so means a directory
 */
record FileName(List<String> segments, boolean directory) {
    private static final String WELL_KNOWN = ".well-known";

    /**
     * Reads the path of a request.
     *
     * @param path as it was sent: percent-encoded
     * @return null if it names no file
     */
    static @Nullable FileName of(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        boolean directory = path.endsWith("/");
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = decoded(path.substring(start, end));
            if (segment == null || !isName(segment, segments.isEmpty())) {
                return null;
            }
            segments.add(segment);
            start = end + 1;
        }
        return new FileName(List.copyOf(segments), directory);
    }

    private static boolean isName(String segment, boolean first) {
        if (segment.isEmpty() || isHidden(segment, first)) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c < ' ' || c == 0x7f || c == '/' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing of this name, or below it, is served. */
    static boolean isHidden(String segment, boolean first) {
        return segment.startsWith(".") && !(first && segment.equals(WELL_KNOWN));
    }

    /** Null if an escape is malformed, or the bytes are not UTF-8. */
    static @Nullable String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] bytes = new byte[segment.length()];
        int length = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                int high = hex(segment, i + 1);
                int low = hex(segment, i + 2);
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static int hex(String text, int at) {
        return at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
    }

    /** The last segment; empty for the directory itself. */
    String last() {
        return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
    }

    /** The same path, and below it a file. */
    FileName child(String name) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(name);
        return new FileName(List.copyOf(longer), false);
    }

    /** The file beside this one whose name has this at its end. */
    FileName withSuffix(String suffix) {
        List<String> other = new ArrayList<>(segments);
        other.set(other.size() - 1, last() + suffix);
        return new FileName(List.copyOf(other), false);
    }
}
