package io.oneport.server.api;

import io.oneport.protocol.Setting;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of header fields whose value is kept or compared. Stateless: any thread. */
public final class HeaderText {
    private HeaderText() {}

    /**
     * Reads a field that may be given once. Its bytes are UTF-8, which is what clients send; HTTP itself leaves open
     * what bytes above ASCII mean (RFC 9110, section 5.5).
     *
     * @return its value, or null if it is not there
     * @throws IllegalArgumentException if it is given more than once, or is not UTF-8
     */
    public static @Nullable String single(Request request, String name) {
        String value = request.header(name);
        if (value == null) {
            return null;
        }
        List<String> lines = request.headers(name);
        Setting.require(lines.size() == 1, name, String.join(", ", lines), "one line of it");
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0x7f) {
                return decoded(name, value);
            }
        }
        return value;
    }

    /**
     * Refuses fields that would be ignored: who sends one relies on it.
     *
     * @param expected why there should be none
     * @throws IllegalArgumentException if there is one; the message names it
     */
    public static void requireNone(Request request, String expected, String... names) {
        for (String name : names) {
            String value = request.header(name);
            if (value != null) {
                throw Setting.refused(name, value, expected);
            }
        }
    }

    /** The decoder of requests makes one character of each byte. */
    private static String decoded(String name, String value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Setting.refused(name, value, "UTF-8");
        }
    }

    /** The same for a value that must never be refused: what is not UTF-8 in it becomes U+FFFD. */
    public static String lenient(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
